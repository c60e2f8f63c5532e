"""Reading what the database decided about a wish: places, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import places
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.appointments.places import Answer, Wish
from mpaspor.stages.appointments.refusals import (
    HoldEnded,
    NothingHeld,
    NotReady,
    PersonHasPlace,
    Refused,
    SlotClosed,
    SlotFull,
    TooFewPlaces,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The places, or the refusal; `new` when it was this request that got them."""

    application: Application
    appointments: list[Appointment]
    refusal: Refused | None = None
    new: bool = False


def read(wish: Wish, answer: Answer, at: datetime) -> Outcome:
    """The answer as places with everything the caller knows already loaded, or as the refusal to tell."""
    if answer.outcome == "held":
        return Outcome(wish.application, [_held(wish, answer, person, at) for person in wish.people], new=True)
    if answer.outcome == "again":
        return _again(wish, answer)
    if answer.outcome in {"person", "gone"}:
        names = [person.full_name for person in wish.people if person.pk in answer.busy]
        return there_already(wish.application, wish.slot.pk, PersonHasPlace(names) if names else NothingHeld())
    return Outcome(wish.application, [], _no_room(answer, wish.people))


def there_already(application: Application, slot_id: int, refusal: Refused) -> Outcome:
    """A request whose places are held already is answered with them; any other with the refusal."""
    found = places.active(application)
    if found and all(place.slot_id == slot_id for place in found):
        return Outcome(application, found)
    if found and not isinstance(refusal, PersonHasPlace):
        refusal = PersonHasPlace([place.applicant.full_name for place in found])
    return Outcome(application, [], refusal)


def _held(wish: Wish, answer: Answer, person: Applicant, at: datetime) -> Appointment:
    return Appointment(
        pk=answer.appointments[person.pk],
        slot=wish.slot,
        application=wish.application,
        applicant=person,
        person_key=person.person_key,
        state=Appointment.State.HELD,
        idempotency_key=wish.key,
        held_at=at,
        held_until=wish.until,
        moves=wish.given_up[0].moves + wish.counted if wish.given_up else 0,
    )


def _again(wish: Wish, answer: Answer) -> Outcome:
    found = [place for place in places.active(wish.application) if place.pk in answer.appointments.values()]
    return Outcome(wish.application, found, None if len(found) == len(wish.people) else HoldEnded())


def _no_room(answer: Answer, people: Sequence[Applicant]) -> Refused:
    if answer.outcome in {"unknown", "closed"}:
        return SlotClosed(answer.outcome)
    if answer.outcome == "unready":
        return NotReady()
    return TooFewPlaces(answer.room, len(people)) if answer.outcome == "few" else SlotFull()
