"""Offering places given back to those who wait, and what they answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from mpaspor.accounts.models import User
from mpaspor.audit.states import StateChanged
from mpaspor.core import turns
from mpaspor.offices import policy
from mpaspor.stages.appointments import booking, freed, places, rules
from mpaspor.stages.appointments.booking import HoldRequest, Outcome
from mpaspor.stages.appointments.models import Appointment, FreedPlaces, Slot, Waiting
from mpaspor.stages.appointments.waiting import candidates, letters
from mpaspor.stages.appointments.waiting.candidates import Queue
from mpaspor.stages.appointments.waiting.refusals import OfferOver

__all__ = ["OfferOver", "accept", "decline", "offer_freed"]


def offer_freed(*, at: datetime) -> int:
    """Offer every place kept for the waiting list to those who come first; how many files are offered one.

    What was given back first is offered first. What nobody wants now may be wanted in a minute.
    """
    asked = _Round(at)
    turns.each(_kept(at), asked.offer)
    return asked.offers


@transaction.atomic
def accept(waiting: Waiting, *, by: User | None, at: datetime) -> list[Appointment]:
    """Take what is offered: the places are held already, and a bill can be made for them. Raises `OfferOver`."""
    held = [place for place in booking.active(waiting.application) if place.state == Appointment.State.HELD]
    if waiting.state != Waiting.State.OFFERED or not held or not waiting.offer_until or waiting.offer_until <= at:
        raise OfferOver
    try:
        waiting.move(Waiting.State.PLACED, by=by, at=at)
    except StateChanged as over:
        raise OfferOver from over
    return held


@transaction.atomic
def decline(waiting: Waiting, *, by: User | None, at: datetime) -> None:
    """Let the offer go; the file waits on, or leaves the list after too many (`course.let_go`). Raises `OfferOver`."""
    if waiting.state != Waiting.State.OFFERED:
        raise OfferOver
    try:
        booking.release(waiting.application, by=by, at=at, why="offer declined")
    except (booking.NothingHeld, StateChanged) as over:
        raise OfferOver from over
    waiting.refresh_from_db()


def _kept(at: datetime) -> list[tuple[int, int]]:
    """(office, slot) of every place that can be offered, office by office, what was given back first coming first."""
    rows = FreedPlaces.objects.filter(slot__kept__gt=0, slot__closed=False, slot__starts_at__gt=at)
    return list(
        rows.order_by().values_list("slot__office", "slot").annotate(first=Min("id")).order_by("slot__office", "first")
        .values_list("slot__office", "slot")
    )  # fmt: skip


class _Round:
    """One round of offers: the queues of its offices, read once."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.offers = 0
        self._queues: dict[tuple[int, int | None], Queue] = {}

    def offer(self, kept: tuple[int, int]) -> None:
        """What one slot keeps. Whoever is answered otherwise in this very moment is asked in the next round."""
        try:
            with transaction.atomic():
                offered = self._offer(kept[1])
        except StateChanged:
            return
        for waiting in offered:
            for queue in self._queues.values():
                queue.remove(waiting)
        self.offers += len(offered)

    def _offer(self, slot_id: int) -> list[Waiting]:
        locked = Slot.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=slot_id, kept__gt=0)
        if not locked.values_list("pk").first():
            return []
        slot = places.slots([slot_id])[slot_id]
        if not self._in_time(slot):
            return []
        queue = self._queue(slot)
        besides = candidates.had_it(slot)
        offered: list[Waiting] = []
        room = slot.kept
        while asked := queue.fitting(slot, room, besides, at=self.at):
            for waiting, outcome in zip(asked, self._hold(slot, asked), strict=True):
                besides.add(waiting.application_id)
                if outcome.new:
                    room -= len(outcome.appointments)
                    self._tell(waiting, outcome)
                    offered.append(waiting)
        if room < slot.kept:
            freed.count_down(slot_id, slot.kept - room)
        return offered

    def _queue(self, slot: Slot) -> Queue:
        key = (slot.office_id, slot.release.draw_id)
        # Another office's queues are not needed any more: the slots come office by office.
        self._queues = {known: queue for known, queue in self._queues.items() if known[0] == slot.office_id}
        if key not in self._queues:
            self._queues[key] = Queue(slot.office, slot.release.draw_id, at=self.at)
        return self._queues[key]

    def _hold(self, slot: Slot, asked: list[Waiting]) -> list[Outcome]:
        hours = policy.number("waiting.offer_hours", on=rules.today(slot.office, self.at), office_id=slot.office_id)
        until = self.at + timedelta(hours=hours)
        wanted = [HoldRequest(one.application, slot.pk, given=True, offered=True, until=until) for one in asked]
        return booking.hold_many(wanted, by=None, at=self.at)

    def _tell(self, waiting: Waiting, outcome: Outcome) -> None:
        place = outcome.appointments[0]
        assert place.held_until
        waiting.move(Waiting.State.OFFERED, by=None, at=self.at, slot=place.slot, offer_until=place.held_until)
        letters.offer(waiting, place.slot, place.held_until, at=self.at)

    def _in_time(self, slot: Slot) -> bool:
        """An hour so near that a bill would not have its usual time is not offered."""
        return rules.hold_ends(slot, self.at) < slot.starts_at
