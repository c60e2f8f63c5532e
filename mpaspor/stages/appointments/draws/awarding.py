"""Giving the winners their places, and the others their turn on the waiting list, in batches of the drawn order.

Each entry is moved in the transaction that gives it its places: whatever is killed in between, the next round goes on
where it ended.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from mpaspor.audit import states, trail
from mpaspor.audit.models import Entry
from mpaspor.offices import policy
from mpaspor.stages.applications.models import Stage
from mpaspor.stages.appointments import booking, freed
from mpaspor.stages.appointments.booking import HoldRequest, Outcome
from mpaspor.stages.appointments.draws import entering, letters
from mpaspor.stages.appointments.models import Draw, DrawEntry, DrawWish, Slot, Waiting
from mpaspor.stages.appointments.refusals import SlotClosed, SlotFull, TooFewPlaces
from mpaspor.stages.appointments.waiting import course

BATCH = 256
# The entry is not to blame: the hour was closed, or made smaller, after the draw was sealed.
_OURS = (SlotClosed, SlotFull, TooFewPlaces)


class NotDrawn(Exception):
    """There are no results yet, or their moment has not come."""


def award(draw: Draw, *, at: datetime, seconds: float | None = None) -> int:
    """Go down the drawn order, for so many seconds at most; for how many entries it was done. Given out already: none.

    Raises `NotDrawn`.
    """
    draw.refresh_from_db()
    if draw.state == Draw.State.AWARDED:
        return 0
    if draw.state != Draw.State.DRAWN or at < draw.results_at:
        raise NotDrawn
    began, done = time.monotonic(), 0
    left = list(_waiting_for_it(draw).order_by("rank").values_list("pk", flat=True))
    for start in range(0, len(left), BATCH):
        if seconds is not None and time.monotonic() - began >= seconds:
            return done
        done += award_batch(draw, left[start : start + BATCH], at=at)
    _end(draw, at=at)
    return done


@transaction.atomic
def award_batch(draw: Draw, numbers: Sequence[int], *, at: datetime) -> int:
    """The same for these entries (ids), in one transaction."""
    locked = _waiting_for_it(draw).filter(pk__in=numbers).select_for_update(of=("self",), no_key=True)
    entries = list(locked.select_related("application").prefetch_related("application__people").order_by("rank"))
    for entry in entries:
        entry.draw = draw
    # In the order of the ids, like everybody who takes places; `_keep_for_the_next` comes back to some of them.
    hours = Slot.objects.filter(pk__in={entry.slot_id for entry in entries if entry.slot_id})
    list(hours.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    others = [entry for entry in entries if not _are_still_those_who_entered(entry)]
    for entry in others:
        _keep_for_the_next(entry, at=at)
    _leave(others, at=at)
    entries = [entry for entry in entries if entry not in others]
    left = _give([entry for entry in entries if entry.slot_id], at=at)
    _wait([*left, *(entry for entry in entries if not entry.slot_id)], draw, at=at)
    return len(entries) + len(others)


@transaction.atomic
def _end(draw: Draw, *, at: datetime) -> None:
    draw.state = Draw.objects.select_for_update(no_key=True).get(pk=draw.pk).state
    if draw.state == Draw.State.DRAWN:
        draw.move(Draw.State.AWARDED, by=None, at=at)


def _waiting_for_it(draw: Draw) -> QuerySet[DrawEntry]:
    return DrawEntry.objects.filter(draw=draw, state=DrawEntry.State.ENTERED)


def _are_still_those_who_entered(entry: DrawEntry) -> bool:
    """The results are public before anything is given: nobody else comes in upon a number that was drawn."""
    people = [person for person in entry.application.people.all() if person.stage != Stage.CLOSED]
    return entering.pseudonym(entry.draw, people) == entry.pseudonym


def _give(winners: list[DrawEntry], *, at: datetime) -> list[DrawEntry]:
    """Hold what they won. Returns those who could not have it through no fault of theirs."""
    if not winners:
        return []
    until = at + timedelta(hours=policy.number("draw.pay_hours", on=at.date()))
    asked = [
        HoldRequest(entry.application, entry.slot_id, _key(entry), given=True, until=until)
        for entry in winners
        if entry.slot_id
    ]
    given = list(zip(winners, booking.hold_many(asked, by=None, at=at), strict=True))
    won = [entry for entry, outcome in given if not outcome.refusal]
    if won:
        states.move_all(won, DrawEntry.State.WON, by=None, at=at)
    for entry, outcome in given:
        if not outcome.refusal:
            letters.won(entry, outcome.appointments, at=at)
    refused = [(entry, outcome) for entry, outcome in given if outcome.refusal]
    for entry, _ in refused:
        _keep_for_the_next(entry, at=at)
    _leave([entry for entry, outcome in refused if not _is_ours(outcome)], at=at)
    return [entry for entry, outcome in refused if _is_ours(outcome)]


def _wait(entries: list[DrawEntry], draw: Draw, *, at: datetime) -> None:
    """Whoever got nothing waits, in the drawn order; whose file is no longer ready does not."""
    ready = [entry for entry in entries if entering.is_ready(entry.application)]
    _leave([entry for entry in entries if entry not in ready], at=at)
    if not ready:
        return
    states.move_all(ready, DrawEntry.State.WAITING, by=None, at=at)
    _join(ready, draw, at=at)
    everybody = DrawEntry.objects.filter(draw=draw).exclude(rank=None).count()
    for entry in ready:
        letters.waits(entry, everybody, at=at)


def _join(entries: list[DrawEntry], draw: Draw, *, at: datetime) -> None:
    """Onto the waiting list; whoever is there already keeps her wishes and gets the rank."""
    there = Waiting.objects.select_for_update(no_key=True).filter(
        application__in=[entry.application_id for entry in entries], state__in=("waiting", "offered")
    )
    known = {waiting.application_id: waiting for waiting in there.order_by("pk")}
    for entry in entries:
        if entry.application_id in known:
            Waiting.objects.filter(pk=known[entry.application_id].pk).update(draw=draw, rank=entry.rank)
    first = _first_wishes(entries)
    new = Waiting.objects.bulk_create(
        _waiting(entry, first[entry.pk], at) for entry in entries if entry.application_id not in known
    )
    Entry.objects.bulk_create(
        trail.entry(waiting, "waiting.joined", by=None, at=at, new={"state": "waiting", "rank": waiting.rank})
        for waiting in new
    )


def _first_wishes(entries: Sequence[DrawEntry]) -> dict[int, list[DrawWish]]:
    """Of each entry, all its wishes for the office it wished first."""
    found: dict[int, list[DrawWish]] = {}
    for wish in DrawWish.objects.filter(entry__in=entries).order_by("order"):
        wishes = found.setdefault(wish.entry_id, [])
        if not wishes or wishes[0].office_id == wish.office_id:
            wishes.append(wish)
    return found


def _waiting(entry: DrawEntry, wishes: Sequence[DrawWish], at: datetime) -> Waiting:
    days = [wish.on for wish in wishes if wish.on]
    bound = len(days) == len(wishes)
    return Waiting(
        application=entry.application, draw=entry.draw, rank=entry.rank, people=course.keys_of(entry.application),
        joined_at=at, office_id=wishes[0].office_id,
        first_on=min(days) if bound else None, last_on=max(days) if bound else None,
    )  # fmt: skip


def _leave(entries: list[DrawEntry], *, at: datetime) -> None:
    if not entries:
        return
    states.move_all(entries, DrawEntry.State.LEFT, by=None, at=at, why="unready")
    for entry in entries:
        letters.left_out(entry, at=at)


def _keep_for_the_next(entry: DrawEntry, *, at: datetime) -> None:
    """What its winner cannot take waits for those behind her, as a place given back does."""
    if not entry.slot_id:
        return
    slot = Slot.objects.select_related("office").get(pk=entry.slot_id)
    people = entry.people.count()
    if 0 < people <= slot.free and slot.starts_at > at:
        Slot.objects.filter(pk=slot.pk).update(kept=F("kept") + people)
        freed.note(slot, people, at=at)


def _is_ours(outcome: Outcome) -> bool:
    return isinstance(outcome.refusal, _OURS)


def _key(entry: DrawEntry) -> str:
    return f"draw:{entry.draw_id}:{entry.pk}"
