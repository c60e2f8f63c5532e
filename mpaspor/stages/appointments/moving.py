"""Moving places to another hour or office, as a swap: the old one is theirs until the new one is certain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.models import Entry
from mpaspor.audit.states import StateChanged
from mpaspor.offices import nearby, policy
from mpaspor.offices.nearby import Near
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import closed_hours, freed, keeping, notes, places, rules, verdicts
from mpaspor.stages.appointments.models import Appointment, Slot, Waiting
from mpaspor.stages.appointments.places import Wish
from mpaspor.stages.appointments.refusals import NothingHeld, Refused, SlotClosed
from mpaspor.stages.appointments.verdicts import Outcome


@transaction.atomic
def swap(
    application: Application,
    slot_id: int,
    *,
    by: User | None,
    at: datetime,
    key: str | None = None,
    fault: bool = False,
) -> list[Appointment]:
    """Move everybody to another hour, at this office or one near it; the old one is theirs until the new is certain.

    At our `fault`, or when nobody can be seen in their hour, it is neither counted nor limited, and unpaid places move
    too, with their deadline and bill. Where they are now: as is. Raises `NothingHeld`, `MoveLimit`, `TooLate`,
    `MoveTooFar`, `MoveTooLong`, `SlotClosed`, `SlotFull`, `TooFewPlaces`.
    """
    old = places.active(application)
    if old and all(place.slot_id == slot_id for place in old):
        return old
    wish = _wish(application, old, slot_id, key, by=by, at=at, fault=fault or closed_hours.forgiven(old))
    [outcome] = _exchange([wish], by=by, at=at)
    if outcome.refusal:
        raise outcome.refusal
    if outcome.new:
        tell = notes.moved_by_us if fault else notes.moved
        tell(application, old[0].slot, wish.slot, at=at)
    return outcome.appointments


@transaction.atomic
def relocate(moves: Sequence[Wish], *, by: User | None, at: datetime) -> list[Outcome]:
    """Move many files out of hours in which nobody is seen, the first first; each has its own answer and letter."""
    outcomes = _exchange(moves, by=by, at=at)
    for wish, outcome in zip(moves, outcomes, strict=True):
        if outcome.new:
            before = {"slot": wish.given_up[0].slot_id}
            Entry.objects.bulk_create(
                trail.entry(place, closed_hours.RELOCATED, by=by, at=at, old=before, new={"slot": wish.slot.pk})
                for place in outcome.appointments
            )
            notes.relocated(wish.application, wish.given_up[0].slot, wish.slot, at=at)
    return outcomes


def may_move(appointment: Appointment, *, at: datetime) -> Refused | None:
    """Whether the applicant may still move this place (slot and office loaded): None, or why not."""
    refusal = rules.refuse_move([appointment], at=at)
    return None if refusal and closed_hours.forgiven([appointment]) else refusal


def reach(appointment: Appointment, *, at: datetime) -> list[Near]:
    """The other offices the place (slot and office loaded) may be moved to, the nearest first."""
    office = appointment.slot.office
    km = policy.number("reschedule.max_km", on=rules.today(office, at), office_id=office.pk)
    return nearby.nearest(office, km)


def wish_for(old: Sequence[Appointment], slot: Slot, *, at: datetime, key: str | None = None) -> Wish:
    """The wish of a file to have these places in another slot at our cost: unpaid ones keep their deadline."""
    deadlines = [place.held_until for place in old if place.held_until]
    until = rules.hold_ends(slot, at, until=min(deadlines, default=None))
    people = [place.applicant for place in old]
    return Wish(slot, old[0].application, people, places.key_of(key), until, old, counted=False)


def _wish(
    application: Application,
    old: list[Appointment],
    slot_id: int,
    key: str | None,
    *,
    by: User | None,
    at: datetime,
    fault: bool,
) -> Wish:
    if not old:
        raise NothingHeld
    people = [place.applicant for place in old]
    slot = places.slots([slot_id]).get(slot_id)
    refusal = (None if fault else rules.refuse_move(old, at=at)) or rules.refuse_closed(slot, people, by=by, at=at)
    if refusal or slot is None:
        raise refusal or SlotClosed("unknown")
    if not rules.costs_the_same(old[0].slot, slot):
        raise SlotClosed("fee")
    if fault:
        return wish_for(old, slot, at=at, key=key)
    too_far = rules.refuse_target(old[0].slot, slot, at=at)
    if too_far:
        raise too_far
    return Wish(slot, application, people, places.key_of(key), rules.hold_ends(slot, at), old)


def _exchange(wishes: Sequence[Wish], *, by: User | None, at: datetime) -> list[Outcome]:
    """What the database does with these moves, and all that follows from them but the letters."""
    _secure(wishes)
    answers = places.book(wishes, by=by, at=at)
    outcomes = [verdicts.read(wish, answer, at) for wish, answer in zip(wishes, answers, strict=True)]
    for wish, outcome in zip(wishes, outcomes, strict=True):
        if outcome.new:
            freed.note(wish.given_up[0].slot, len(wish.given_up), at=at)
            if wish.given_up[0].state == Appointment.State.CONFIRMED:
                keeping.confirm_places(outcome.appointments, by=by, at=at)
            if not wish.counted:
                _keep_turn(wish, outcome)
    return outcomes


def _secure(wishes: Sequence[Wish]) -> None:
    """Unpaid places that move stay unpaid until it is done: a payment that comes meanwhile waits, and is tried again.

    Locked like everywhere, slots first. Raises `StateChanged` when one was paid or let go since it was read.
    """
    unpaid = [place for wish in wishes for place in wish.given_up if place.state == Appointment.State.HELD]
    if not unpaid:
        return
    slots = {wish.slot.pk for wish in wishes} | {place.slot_id for wish in wishes for place in wish.given_up}
    list(Slot.objects.filter(pk__in=slots).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    still = Appointment.objects.filter(pk__in=[place.pk for place in unpaid], state=Appointment.State.HELD)
    if len(still.select_for_update(no_key=True).order_by("pk").values_list("pk")) < len(unpaid):
        message = "a place was paid or let go while it was moved"
        raise StateChanged(message)


def _keep_turn(wish: Wish, outcome: Outcome) -> None:
    """Moved at our fault a place is as old as it was: its owner loses no turn when it must be moved again."""
    held_at = min(place.held_at for place in wish.given_up)
    Appointment.objects.filter(pk__in=[place.pk for place in outcome.appointments]).update(held_at=held_at)
    for place in outcome.appointments:
        place.held_at = held_at
    offers = Waiting.objects.filter(application=wish.application.pk, state=Waiting.State.OFFERED)
    offers.update(slot=wish.slot)
