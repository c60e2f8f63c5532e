"""What we ask the watchlist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from mpaspor.gateways.link import Check


class State(StrEnum):
    """Whether anybody on the list is like the person."""

    CLEAR = "clear"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom we ask about."""

    full_name: str
    birth_place: str
    birth_on: date
    nik: str | None = None
    father_name: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the list, and the order that put him there; `until` is its last day, `score` how alike (0 to 100)."""

    name: str
    birth_on: date
    birth_place: str
    nik: str
    father_name: str
    order_reference: str
    requested_by: str
    until: date
    score: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The list's word; candidates stand most alike first."""

    candidates: tuple[Candidate, ...] = ()

    @property
    def state(self) -> State:
        """Similar as soon as there is one candidate."""
        return State.SIMILAR if self.candidates else State.CLEAR


class Watchlist(Protocol):
    """The list. Both raise or report `link.Unavailable`."""

    def screen(self, person: Person) -> Answer:
        """Ask who on the list is like this person. Raises `Unavailable`."""
        ...

    def check(self) -> Check:
        """Whether it answers us."""
        ...
