"""Holding, confirming, moving and giving up places. The database decides who gets one (`book_places`, ADR 0004)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects

from mpaspor.accounts.models import User
from mpaspor.audit import states
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.stages.appointments import freed, hoarding, notes, places, rules, verdicts
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.appointments.places import Wish
from mpaspor.stages.appointments.refusals import (
    AccountLimit,
    HoldEnded,
    HoldLimit,
    MoveLimit,
    NothingHeld,
    NotReady,
    PersonHasPlace,
    Refused,
    SlotClosed,
    SlotFull,
    TooFewPlaces,
    TooLate,
)
from mpaspor.stages.appointments.verdicts import Outcome

__all__ = [
    "AccountLimit", "HoldEnded", "HoldLimit", "HoldRequest", "MoveLimit", "NotReady", "NothingHeld", "Outcome",
    "PersonHasPlace", "Refused", "SlotClosed", "SlotFull", "TooFewPlaces", "TooLate",
    "active", "attend", "confirm_places", "expire", "give_up", "hold", "hold_many",
    "may_move", "miss", "release", "swap",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class HoldRequest:
    """A file that wants places in a slot.

    `given` places are the system's to give, by a draw or the waiting list: before anybody may book, and for a time of
    their own (`until`). What is `offered` comes out of what the slot keeps for the waiting list.
    """

    application: Application
    slot_id: int
    key: str | None = None
    given: bool = False
    until: datetime | None = None
    offered: bool = False


def hold(
    application: Application, slot_id: int, *, by: User | None, at: datetime, key: str | None = None
) -> list[Appointment]:
    """Hold one place in the slot for each person of the application, or raise why not.

    Asked again with the same `key`, or for the slot it holds already, the application gets the same places.
    """
    outcome = hold_many([HoldRequest(application, slot_id, key)], by=by, at=at)[0]
    if outcome.refusal:
        raise outcome.refusal
    return outcome.appointments


@transaction.atomic
def hold_many(requests: Sequence[HoldRequest], *, by: User | None, at: datetime) -> list[Outcome]:
    """The same for many applications in one transaction, the first asked first; each has its own answer."""
    slots = places.slots(request.slot_id for request in requests)
    prefetch_related_objects([request.application for request in requests], "people")
    let_go = rules.let_go([one for request in requests for one in request.application.people.all()], at=at)
    unpaid = hoarding.unpaid([request.application for request in requests if not request.given], by=by)
    wishes: dict[int, Wish] = {}
    outcomes: dict[int, Outcome] = {}
    for number, request in enumerate(requests):
        wish = _wish(request, slots.get(request.slot_id), let_go, unpaid, by, at)
        if isinstance(wish, Refused):
            outcomes[number] = _refused(request, wish)
        else:
            wishes[number] = wish
    answers = places.book(list(wishes.values()), by=by, at=at)
    for (number, wish), answer in zip(wishes.items(), answers, strict=True):
        outcomes[number] = verdicts.read(wish, answer, at)
        if outcomes[number].new:
            _take_note(outcomes[number].appointments)
    return [outcomes[number] for number in range(len(requests))]


def active(application: Application) -> list[Appointment]:
    """The places the application has now, in the order of its people, with slot, office and person loaded."""
    return places.active(application)


def confirm_places(held: list[Appointment], *, by: User | None, at: datetime) -> None:
    """The fee is there: the places at hand are certain, in the caller's transaction. Raises `NothingHeld`."""
    _move(held, Appointment.State.CONFIRMED, by=by, at=at)


# No savepoint: whoever calls these within an act of its own fails as a whole if they fail.
@transaction.atomic(savepoint=False)
def attend(appointments: Sequence[Appointment], *, by: User | None, at: datetime) -> None:
    """They came."""
    _move(appointments, Appointment.State.ATTENDED, by=by, at=at)


@transaction.atomic(savepoint=False)
def miss(appointments: Sequence[Appointment], *, by: User | None, at: datetime) -> None:
    """They did not come; the places are used up all the same."""
    _move(appointments, Appointment.State.MISSED, by=by, at=at)


@transaction.atomic
def release(application: Application, *, by: User | None, at: datetime, why: str) -> list[Appointment]:
    """Give held places up before they are paid. Raises `NothingHeld`, also for places that are certain."""
    return _free(_held(application), Appointment.State.RELEASED, by=by, at=at, why=why)


@transaction.atomic
def give_up(application: Application, *, by: User | None, at: datetime, why: str) -> list[Appointment]:
    """Give the places up whether they are paid or not: the file is being closed. Raises `NothingHeld`."""
    return _free(places.active(application), Appointment.State.RELEASED, by=by, at=at, why=why)


@transaction.atomic
def expire(application: Application, *, at: datetime) -> list[Appointment]:
    """The time to pay is over: what was held is free again. Raises `NothingHeld`."""
    return _free(_held(application), Appointment.State.EXPIRED, by=None, at=at, why="")


@transaction.atomic
def swap(
    application: Application, slot_id: int, *, by: User | None, at: datetime, key: str | None = None
) -> list[Appointment]:
    """Move everybody to another hour at the same office; the old one is theirs until the new one is certain.

    Raises `NothingHeld`, `MoveLimit`, `TooLate`, `SlotClosed`, `SlotFull`, `TooFewPlaces`. Where they are now: as is.
    """
    old = places.active(application)
    if old and all(place.slot_id == slot_id for place in old):
        return old
    wish = _move_wish(application, old, slot_id, key, by=by, at=at)
    outcome = verdicts.read(wish, places.book([wish], by=by, at=at)[0], at)
    if outcome.refusal:
        raise outcome.refusal
    if outcome.new:
        freed.note(old[0].slot, len(old), at=at)
        confirm_places(outcome.appointments, by=by, at=at)
        notes.moved(application, old[0].slot, wish.slot, at=at)
    return outcome.appointments


def may_move(appointment: Appointment, *, at: datetime) -> Refused | None:
    """Whether the applicant may still move this place (slot and office loaded): None, or why not."""
    return rules.refuse_move([appointment], at=at)


def _wish(
    request: HoldRequest,
    slot: Slot | None,
    let_go: dict[bytes, list[datetime]],
    unpaid: hoarding.Unpaid,
    by: User | None,
    at: datetime,
) -> Wish | Refused:
    people = [person for person in request.application.people.all() if person.stage != Stage.CLOSED]
    if not _ready(request.application, people):
        return NotReady()
    refusal = rules.refuse_closed(slot, people, by=by, at=at, given=request.given)
    if refusal or slot is None:
        return refusal or SlotClosed("unknown")
    limit: Refused | None = None
    if not request.given:
        limit = rules.refuse_again(slot, people, let_go, by=by, at=at)
        limit = limit or hoarding.refuse(request.application, slot, unpaid, by=by, at=at)
    if limit:
        return limit
    until = rules.hold_ends(slot, at, until=request.until)
    return Wish(slot, request.application, people, places.key_of(request.key), until, offered=request.offered)


def _ready(application: Application, people: list[Applicant]) -> bool:
    complete = application.state == Application.READY and bool(people)
    return complete and all(person.stage == Stage.APPLICATION and person.person_key for person in people)


def _refused(request: HoldRequest, refusal: Refused) -> Outcome:
    if isinstance(refusal, NotReady):
        return verdicts.there_already(request.application, request.slot_id, refusal)
    return Outcome(request.application, [], refusal)


def _move_wish(
    application: Application, old: list[Appointment], slot_id: int, key: str | None, *, by: User | None, at: datetime
) -> Wish:
    people = [place.applicant for place in old]
    slot = places.slots([slot_id]).get(slot_id)
    refusal = rules.refuse_move(old, at=at) or rules.refuse_closed(slot, people, by=by, at=at)
    if refusal or slot is None:
        raise refusal or SlotClosed("unknown")
    if slot.office_id != old[0].slot.office_id:
        raise SlotClosed("office")
    return Wish(slot, application, people, places.key_of(key), rules.hold_ends(slot, at), old)


def _held(application: Application) -> list[Appointment]:
    return [place for place in places.active(application) if place.state == Appointment.State.HELD]


def _move(appointments: Sequence[Appointment], to: str, *, by: User | None, at: datetime) -> None:
    if not appointments:
        raise NothingHeld
    states.move_all(appointments, to, by=by, at=at, held_until=None)


def _free(appointments: list[Appointment], to: str, *, by: User | None, at: datetime, why: str) -> list[Appointment]:
    """Take the places back; people who had got no further than a place choose again."""
    if not appointments:
        raise NothingHeld
    places.give_back(appointments, at=at)
    for state in {place.state for place in appointments}:
        alike = [place for place in appointments if place.state == state]
        states.move_all(alike, to, by=by, at=at, why=why, held_until=None)
    waiting = [place.applicant for place in appointments if place.applicant.stage == Stage.APPOINTMENT]
    if waiting:
        states.move_all(waiting, Stage.APPLICATION, by=by, at=at, why=why)
    return appointments


def _take_note(new: list[Appointment]) -> None:
    """What the database did with the rows, done with the records at hand."""
    for place in new:
        place.applicant.stage = Stage.APPOINTMENT
        place.application.office = place.slot.office
