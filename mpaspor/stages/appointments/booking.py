"""Holding, confirming, moving and giving up places. The database decides who gets one (`book_places`, ADR 0004)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects

from mpaspor.accounts.models import User
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.stages.appointments import hoarding, places, rules, verdicts
from mpaspor.stages.appointments.keeping import (
    attend,
    confirm_places,
    expire,
    expire_many,
    expire_people,
    give_up,
    miss,
    release,
)
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.appointments.moving import may_move, reach, swap
from mpaspor.stages.appointments.places import Wish
from mpaspor.stages.appointments.refusals import (
    AccountLimit,
    HoldEnded,
    HoldLimit,
    MoveLimit,
    MoveTooFar,
    MoveTooLong,
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
from mpaspor.stages.appointments.waiting import course

__all__ = [
    "AccountLimit", "HoldEnded", "HoldLimit", "HoldRequest", "MoveLimit", "MoveTooFar", "MoveTooLong", "NotReady",
    "NothingHeld", "Outcome", "PersonHasPlace", "Refused", "SlotClosed", "SlotFull", "TooFewPlaces", "TooLate",
    "active", "attend", "confirm_places", "expire", "expire_many", "expire_people", "give_up", "hold", "hold_many",
    "may_move", "miss", "reach", "release", "swap",
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

    Of a family in which everybody pays for herself, those who are left over can join the others in their hour.
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
    # Who is offered a place waits until she takes it; everybody else has one now.
    got = [request for number, request in enumerate(requests) if outcomes[number].new and not request.offered]
    if got:
        course.placed([request.application.pk for request in got], by=by, at=at)
    return [outcomes[number] for number in range(len(requests))]


def active(application: Application) -> list[Appointment]:
    """The places the application has now, in the order of its people, with slot, office and person loaded."""
    return places.active(application)


def _wish(
    request: HoldRequest,
    slot: Slot | None,
    let_go: dict[bytes, list[datetime]],
    unpaid: hoarding.Unpaid,
    by: User | None,
    at: datetime,
) -> Wish | Refused:
    family = [person for person in request.application.people.all() if person.stage != Stage.CLOSED]
    people = _left_over(request, family)
    if not _ready(request.application, people):
        return NotReady()
    refusal = rules.refuse_closed(slot, family, by=by, at=at, given=request.given)
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


def _left_over(request: HoldRequest, family: list[Applicant]) -> list[Applicant]:
    """Everybody, as a rule. Where the others paid, each for herself, the rest may still join them in their hour."""
    without = [person for person in family if person.stage == Stage.APPLICATION]
    others = [person for person in family if person.stage != Stage.APPLICATION]
    if not without or not others or any(person.stage != Stage.VISIT for person in others):
        return family
    found = places.active(request.application)
    theirs = {place.slot_id for place in found if place.state == Appointment.State.CONFIRMED}
    return without if theirs == {request.slot_id} else family


def _ready(application: Application, people: list[Applicant]) -> bool:
    complete = application.state == Application.READY and bool(people)
    return complete and all(person.stage == Stage.APPLICATION and person.person_key for person in people)


def _refused(request: HoldRequest, refusal: Refused) -> Outcome:
    if isinstance(refusal, NotReady):
        return verdicts.there_already(request.application, request.slot_id, refusal)
    return Outcome(request.application, [], refusal)


def _take_note(new: list[Appointment]) -> None:
    """What the database did with the rows, done with the records at hand."""
    for place in new:
        place.applicant.stage = Stage.APPOINTMENT
        place.application.office = place.slot.office
