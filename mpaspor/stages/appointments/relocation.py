"""Where people go whose hour was closed: planned in the order in which they came, and carried out a few at a time.

First what they wished in a draw, then the nearest hour at the same office, then an office nearby. Who finds no room
keeps the place, the fee and the right to choose. The two halves meet in `Move`: a preview shows what `carry_out` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from mpaspor.offices import nearby, policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import places, rules, wished
from mpaspor.stages.appointments.models import Appointment, DrawEntry, DrawWish, Slot

Spared = Callable[[Slot], bool]


@dataclass(frozen=True, slots=True)
class Move:
    """A file, its places in the closed hour, and where it goes; None when its people must choose."""

    application: Application
    places: Sequence[Appointment]
    to: Slot | None


def files(touched: QuerySet[Appointment]) -> list[list[Appointment]]:
    """The places of every file of which somebody is touched, in the order in which they came, the drawn by rank."""
    applications = touched.values("application")
    rows = Appointment.objects.filter(application__in=applications, state__in=Appointment.ACTIVE)
    found: dict[int, list[Appointment]] = {}
    for place in rows.select_related("slot__office", "applicant", "application").order_by("applicant__order"):
        found.setdefault(place.application_id, []).append(place)
    ranks = _ranks(found)
    return sorted(found.values(), key=lambda file: _turn(file, ranks))


def plan(office: Office, touched: Sequence[list[Appointment]], *, at: datetime, spared: Spared) -> list[Move]:
    """Where each of these files of the office goes, the first to come choosing first; `spared` hours are not given."""
    if not touched:
        return []
    rooms = _Rooms(office, touched, at=at, spared=spared)
    return [Move(file[0].application, file, rooms.take(file)) for file in touched]


def _turn(file: list[Appointment], ranks: dict[int, int]) -> tuple[datetime, float, int]:
    application = file[0].application_id
    return min(place.held_at for place in file), ranks.get(application, float("inf")), application


def _ranks(applications: Iterable[int]) -> dict[int, int]:
    won = DrawEntry.objects.filter(application__in=list(applications), state=DrawEntry.State.WON, rank__isnull=False)
    return {entry: rank for entry, rank in won.values_list("application", "rank") if rank is not None}


class _Rooms:
    """The hours that may be given instead, and what is left of each while the plan grows."""

    def __init__(self, office: Office, touched: Sequence[list[Appointment]], *, at: datetime, spared: Spared) -> None:
        self.at = at
        today = rules.today(office, at)
        km = policy.number("reschedule.max_km", on=today, office_id=office.pk)
        self._kms = {office.pk: 0.0} | {near.office.pk: near.km for near in nearby.nearest(office, km)}
        self._wishes = _wishes([file[0].application_id for file in touched])
        offices = {*self._kms, *(wish.office_id for wishes in self._wishes.values() for wish in wishes)}
        days = policy.number("closure.within_days", on=today, office_id=office.pk)
        last = max(file[0].slot.starts_at for file in touched) + timedelta(days=days)
        notice = policy.number("reschedule.cutoff_days", on=today, office_id=office.pk)
        classes = {file[0].slot.service_class for file in touched}
        self._slots = [
            slot
            for slot in _with_room(offices, classes, at, last)
            if not spared(slot) and (rules.local_day(slot) - rules.today(slot.office, at)).days >= notice
        ]
        self._left = {slot.pk: slot.free for slot in self._slots}
        self._sorted: dict[int, list[Slot]] = {}

    def take(self, file: list[Appointment]) -> Slot | None:
        """The best hour with room for the whole file, which is then theirs in the plan."""
        old, people = file[0].slot, [place.applicant for place in file]
        paid_by = max((place.held_until for place in file if place.held_until), default=self.at)
        for slot in self._in_turn(file):
            if (
                self._left[slot.pk] >= len(file)
                and slot.service_class == old.service_class
                and slot.starts_at >= paid_by
                and not rules.refuse_closed(slot, people, by=None, at=self.at)
            ):
                self._left[slot.pk] -= len(file)
                return slot
        return None

    def _in_turn(self, file: list[Appointment]) -> Iterator[Slot]:
        by_nearness = self._by_nearness(file[0].slot)
        for wish in self._wishes.get(file[0].application_id, ()):
            yield from (slot for slot in by_nearness if wished.fits(wish, slot))
        yield from (slot for slot in by_nearness if slot.office_id in self._kms)

    def _by_nearness(self, old: Slot) -> list[Slot]:
        """The nearest office first, and there the nearest hour."""
        if old.pk not in self._sorted:
            self._sorted[old.pk] = sorted(
                self._slots,
                key=lambda slot: (
                    self._kms.get(slot.office_id, float("inf")),
                    abs(slot.starts_at - old.starts_at),
                    slot.starts_at < old.starts_at,
                    slot.pk,
                ),
            )
        return self._sorted[old.pk]


def _with_room(offices: Iterable[int], classes: Iterable[str], at: datetime, last: datetime) -> list[Slot]:
    rows = Slot.objects.filter(
        office__in=list(offices),
        service_class__in=list(classes),
        starts_at__gt=at,
        starts_at__lte=last,
        closed=False,
        capacity__gt=F("taken") + F("kept"),
    )
    return list(places.slots(rows.values_list("pk", flat=True)).values())


def _wishes(applications: Sequence[int]) -> dict[int, list[DrawWish]]:
    entries = DrawEntry.objects.filter(application__in=applications, state=DrawEntry.State.WON)
    return {entry.application_id: list(entry.wishes.all()) for entry in entries.prefetch_related("wishes")}
