"""Closing hours or a day in which people have places: first seen, then done, in one act for each few of them.

Nobody loses money or rank by it. A closed hour is closed before anybody is moved, so that nobody comes in behind; what
is then left undone, by a crash or in the rush, is done within a minute (`finish`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.models import Entry
from mpaspor.audit.states import StateChanged
from mpaspor.core import turns
from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.appointments import closed_hours, moving, notes, quotas, relocation
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.appointments.quotas import AlreadyClosed
from mpaspor.stages.appointments.relocation import Move

__all__ = ["AlreadyClosed", "Consequence", "Move", "NothingToClose", "close", "finish", "preview", "reopen"]

CHOOSE = "appointment.choose_again"
# So many files are moved in one transaction; who finds an hour full by then is planned for again, so many times.
TOGETHER = 25
TRIES = 3


class NothingToClose(Exception):
    """None of these hours is one of the office's that day."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """Whom a closure meets, in the order in which they are moved."""

    moves: list[Move]

    @property
    def files(self) -> int:
        return len(self.moves)

    @property
    def people(self) -> int:
        return sum(len(move.places) for move in self.moves)

    @property
    def moved(self) -> list[Move]:
        return [move for move in self.moves if move.to]

    @property
    def to_choose(self) -> list[Move]:
        """Those for whom no other place was found."""
        return [move for move in self.moves if not move.to]


def preview(
    office: Office, on: date, slot_ids: Sequence[int] | None = None, passport_kind: str = "", *, at: datetime
) -> Consequence:
    """What closing these hours of the day (None: the whole day, for everybody or one kind of passport) would do."""
    hours = _hours(office, on, slot_ids)
    closing = set(hours.values_list("pk", flat=True))
    touched = relocation.files(_touched(hours, passport_kind))
    return Consequence(relocation.plan(office, touched, at=at, spared=lambda slot: slot.pk in closing))


def close(  # noqa: PLR0913 - each is told to somebody
    office: Office,
    on: date,
    slot_ids: Sequence[int] | None,
    kind: str,
    reason: str,
    reason_en: str,
    *,
    passport_kind: str = "",
    by: User,
    at: datetime,
) -> Consequence:
    """Close these hours, or the whole day (None), and move everybody who has a place there; each is told by letter.

    A kind of passport can be closed only for a whole day. Raises `quotas.AlreadyClosed`, `NothingToClose`.
    """
    with transaction.atomic():
        if slot_ids is None:
            quotas.close_day(office, on, kind, reason, reason_en, passport_kind=passport_kind, by=by, at=at)
        hours = _hours(office, on, slot_ids)
        alone = hours.filter(passport_kind=passport_kind) if passport_kind else hours
        shut = quotas.set_closed(alone, closed=True, why=reason, by=by, at=at)
        if slot_ids is not None and not shut:
            raise NothingToClose
    return Consequence(_carry_out(office, lambda: _touched(hours, passport_kind), by=by, at=at))


def reopen(office: Office, on: date, slot_ids: Sequence[int], *, by: User, at: datetime) -> int:
    """Take people again in hours that were closed one by one; how many. A day is reopened by `quotas.reopen_day`."""
    with transaction.atomic():
        return quotas.set_closed(_hours(office, on, slot_ids), closed=False, why="", by=by, at=at)


def finish(*, at: datetime) -> None:
    """Move or tell everybody who still has a place in a closed hour to come and was not told to choose."""
    touched = _left_behind(at)
    rows = touched.order_by("slot__office").values_list("slot__office", flat=True).distinct()
    offices = Office.objects.filter(pk__in=list(rows)).order_by("pk")
    turns.each(offices, lambda office: _carry_out(office, lambda: touched.filter(slot__office=office), by=None, at=at))


def _hours(office: Office, on: date, slot_ids: Sequence[int] | None) -> QuerySet[Slot]:
    hours = Slot.objects.at(office).filter(starts_at__range=quotas.span(office, on, on))
    return hours if slot_ids is None else hours.filter(pk__in=slot_ids)


def _touched(hours: QuerySet[Slot], passport_kind: str) -> QuerySet[Appointment]:
    touched = Appointment.objects.filter(slot__in=hours.values("pk"), state__in=Appointment.ACTIVE)
    return touched.filter(applicant__passport_kind=passport_kind) if passport_kind else touched


def _left_behind(at: datetime) -> QuerySet[Appointment]:
    hours = Q(closed=True)
    for day in ClosedDay.objects.filter(office__isnull=False, on__gte=at.date()).select_related("office"):
        assert day.office
        hours |= Q(office=day.office, starts_at__range=quotas.span(day.office, day.on, day.on))
    slots = Slot.objects.filter(hours, starts_at__gt=at, taken__gt=0)
    held = Appointment.objects.filter(slot__in=list(slots.values_list("pk", flat=True)), state__in=Appointment.ACTIVE)
    told = Entry.objects.filter(application_id=OuterRef("application"), act=CHOOSE, record_id=OuterRef("pk"))
    return closed_hours.among(held).exclude(Exists(told))


def _carry_out(
    office: Office, touched: Callable[[], QuerySet[Appointment]], *, by: User | None, at: datetime
) -> list[Move]:
    """Move them, planned anew for those whose hour filled up meanwhile. Returns what was done."""
    done: dict[int, Move] = {}
    for _ in range(TRIES):
        waiting = [file for file in relocation.files(touched()) if file[0].application_id not in done]
        moves = relocation.plan(office, waiting, at=at, spared=lambda _slot: False)
        for start in range(0, len(moves), TOGETHER):
            made = _carry(moves[start : start + TOGETHER], by=by, at=at)
            done |= {move.application.pk: move for move in made}
        if len(moves) == len([move for move in moves if move.application.pk in done]):
            break
    return list(done.values())


def _carry(moves: list[Move], *, by: User | None, at: datetime) -> list[Move]:
    """One transaction; should somebody else be acting on one of these files, then one for each."""
    try:
        with transaction.atomic():
            return _make(moves, by=by, at=at)
    except (OperationalError, StateChanged):
        if len(moves) == 1:
            return []
        return [made for move in moves for made in _carry([move], by=by, at=at)]


def _make(moves: list[Move], *, by: User | None, at: datetime) -> list[Move]:
    going = [move for move in moves if move.to]
    wishes = [moving.wish_for(move.places, move.to, at=at) for move in going if move.to]
    outcomes = moving.relocate(wishes, by=by, at=at)
    staying = [move for move in moves if not move.to and _ask_to_choose(move, by=by, at=at)]
    made = {move.application.pk for move, outcome in zip(going, outcomes, strict=True) if outcome.new}
    made |= {move.application.pk for move in staying}
    return [move for move in moves if move.application.pk in made]


def _ask_to_choose(move: Move, *, by: User | None, at: datetime) -> bool:
    """Tell them, once. False when they are gone from the hour meanwhile."""
    mine = Appointment.objects.filter(pk__in=[place.pk for place in move.places], state__in=Appointment.ACTIVE)
    if mine.count() < len(move.places):
        return False
    if not _was_told(move):
        Entry.objects.bulk_create(trail.entry(place, CHOOSE, by=by, at=at) for place in move.places)
        notes.to_choose(move.application, move.places[0], at=at)
    return True


def _was_told(move: Move) -> bool:
    told = Entry.objects.filter(application_id=move.application.pk, act=CHOOSE)
    return told.filter(record_id__in=[place.pk for place in move.places]).exists()
