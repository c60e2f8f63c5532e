"""Entering a draw, changing one's wishes, leaving. When somebody enters plays no part in the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from mpaspor.accounts.models import User
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments.models import Draw, DrawEntry


@dataclass(frozen=True, slots=True)
class Wish:
    """An office, a day and the hour it begins there, local time; None = any."""

    office: Office
    on: date | None = None
    hour: time | None = None


@dataclass(frozen=True, slots=True)
class Odds:
    """So many people have entered for so many places."""

    people: int
    places: int


def enter(application: Application, draw: Draw, wishes: Sequence[Wish], *, by: User | None, at: datetime) -> DrawEntry:
    """Take part."""
    raise NotImplementedError


def change(entry: DrawEntry, wishes: Sequence[Wish], *, by: User | None, at: datetime) -> None:
    raise NotImplementedError


def leave(entry: DrawEntry, *, by: User | None, at: datetime) -> None:
    raise NotImplementedError


def open_draws(at: datetime, application: Application) -> list[Draw]:
    raise NotImplementedError


def odds(draw: Draw) -> Odds:
    raise NotImplementedError
