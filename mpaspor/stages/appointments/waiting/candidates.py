"""Who on the list would take a place in an hour, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from math import ceil

from django.db.models import Exists, OuterRef, Prefetch, Q

from mpaspor.offices import nearby, policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.stages.appointments import rules, wished
from mpaspor.stages.appointments.models import Appointment, DrawEntry, DrawWish, Slot, Waiting

LOADED_AT_A_TIME = 100


class Queue:
    """Those who wait for an office, in fair order, read from the database a few at a time.

    For the places of a draw those it left out come first, by their rank in it; all others in the order of joining.
    """

    def __init__(self, office: Office, draw_id: int | None, *, at: datetime) -> None:
        self.draw_id = draw_id
        furthest = policy.number("waiting.max_km", on=rules.today(office, at), office_id=office.pk)
        self._kms = {near.office.pk: ceil(near.km) for near in nearby.nearest(office, furthest)}
        self._ids = self._order(self._waiting(office))
        self._read: list[Waiting] = []
        self._gone: set[int] = set()

    def __iter__(self) -> Iterator[Waiting]:
        for number in range(len(self._ids)):
            if number == len(self._read):
                self._read += _load(self._ids[number : number + LOADED_AT_A_TIME], self.draw_id)
            if self._read[number].pk not in self._gone:
                yield self._read[number]

    def remove(self, waiting: Waiting) -> None:
        """She need not be asked again in this round."""
        self._gone.add(waiting.pk)

    def fitting(self, slot: Slot, room: int, besides: set[int], *, at: datetime) -> list[Waiting]:
        """As many as fit into the room, families whole; `besides` are files this hour is not for."""
        chosen = []
        for waiting in self:
            size = len(people_of(waiting))
            if not size or size > room or waiting.application_id in besides or not self._wants(waiting, slot):
                continue
            if rules.refuse_closed(slot, people_of(waiting), by=None, at=at, given=True):
                continue
            chosen.append(waiting)
            room -= size
            if not room:
                break
        return chosen

    def _wants(self, waiting: Waiting, slot: Slot) -> bool:
        day = rules.local_day(slot)
        near = waiting.office_id == slot.office_id or self._kms.get(waiting.office_id, 1 << 16) <= waiting.within_km
        fits = (waiting.first_on is None or waiting.first_on <= day) and (
            waiting.last_on is None or day <= waiting.last_on
        )
        return (near and fits) or any(wished.fits(wish, slot) for wish in _wishes(waiting))

    def _waiting(self, office: Office) -> list[tuple[int, int | None, int | None]]:
        """Everybody who may be asked for a place there: (id, draw, rank), in the order of joining."""
        reach = Q(office=office)
        for office_id, km in self._kms.items():
            reach |= Q(office=office_id, within_km__gte=km)
        if self.draw_id:
            named = DrawWish.objects.filter(
                office=office, entry__draw=self.draw_id, entry__application=OuterRef("application")
            )
            reach |= Q(Exists(named), draw=self.draw_id)
        people = Applicant.objects.filter(application=OuterRef("application"))
        busy = Appointment.objects.filter(person_key=OuterRef("person_key"), state__in=Appointment.ACTIVE)
        rows = Waiting.objects.filter(
            reach,
            Exists(people.filter(stage=Stage.APPLICATION)),
            ~Exists(people.filter(Exists(busy))),
            state=Waiting.State.WAITING,
            application__state=Application.READY,
        )
        return list(rows.order_by("joined_at", "rank", "id").values_list("id", "draw", "rank"))

    def _order(self, rows: list[tuple[int, int | None, int | None]]) -> list[int]:
        drawn = sorted((rank, pk) for pk, draw, rank in rows if draw and draw == self.draw_id and rank is not None)
        first = [pk for _, pk in drawn]
        behind = set(first)
        return first + [pk for pk, *_ in rows if pk not in behind]


def people_of(waiting: Waiting) -> list[Applicant]:
    """Those of the file who would come."""
    return [person for person in waiting.application.people.all() if person.stage != Stage.CLOSED]


def had_it(slot: Slot) -> set[int]:
    """The files that had a place in this hour and let it go: they are not asked for it again."""
    gone = (Appointment.State.RELEASED, Appointment.State.EXPIRED)
    return set(Appointment.objects.filter(slot=slot.pk, state__in=gone).values_list("application", flat=True))


def _load(numbers: Sequence[int], draw_id: int | None) -> list[Waiting]:
    entries = DrawEntry.objects.filter(draw=draw_id).exclude(state=DrawEntry.State.LEFT).prefetch_related("wishes")
    found = (
        Waiting.objects.select_related("application", "office")
        .prefetch_related("application__people")
        .prefetch_related(*([Prefetch("application__draw_entries", entries, "entries_at_hand")] if draw_id else []))
        .in_bulk(numbers)
    )
    return [found[number] for number in numbers if number in found]


def _wishes(waiting: Waiting) -> Iterable[DrawWish]:
    for entry in getattr(waiting.application, "entries_at_hand", ()):
        yield from entry.wishes.all()
