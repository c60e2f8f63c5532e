"""The hours of a draw as its files tell them: what is free, whom it is for, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.appointments import rules
from mpaspor.stages.appointments.draws import files
from mpaspor.stages.appointments.draws.allocation import Place
from mpaspor.stages.appointments.models import Draw, Slot

# An hour that is only for some goes to them before the one beside it that is for everybody. Same-day books cost more,
# and desk hours are an officer's: neither is drawn.
CLASSES = (Slot.ServiceClass.PRIORITY, Slot.ServiceClass.REGULAR)

_Closures = dict[tuple[int | None, date], set[str]]


def places(draw: Draw, *, offices: Collection[Office] | None = None) -> list[Place]:
    """By office, day and hour; with `offices`, only theirs."""
    found = Slot.objects.filter(
        release__draw=draw, service_class__in=CLASSES, closed=False, starts_at__gt=draw.results_at
    )
    if offices is not None:
        found = found.filter(office__in=offices)
    slots = list(found.select_related("office"))
    closures = _closures({rules.local_day(slot) for slot in slots})
    known: dict[tuple[int, date], set[str]] = {}
    told = [_place(slot, closures, known) for slot in slots if slot.free]
    return sorted((place for place in told if place.kinds), key=_in_turn)


def days(draw: Draw) -> tuple[date, date]:
    """The first and the last day of the draw's releases."""
    spans = draw.releases.values_list("first_on", "last_on")
    return min(first for first, _ in spans), max(last for _, last in spans)


def comes_first(births: Iterable[date | None], span: tuple[date, date]) -> bool:
    """Whether hours for the elderly and small children are theirs on every day of the draw, whichever it will be."""
    return any(all(rules.comes_first(Applicant(birth_on=birth), day) for day in span) for birth in births)


def _place(slot: Slot, closures: _Closures, known: dict[tuple[int, date], set[str]]) -> Place:
    day = rules.local_day(slot)
    issued = known.setdefault((slot.office_id, day), set())
    if not issued:
        issued |= set(rules.kinds_issued(slot.office, day))
    shut = closures.get((None, day), set()) | closures.get((slot.office_id, day), set())
    kinds = {slot.passport_kind} & issued if slot.passport_kind else issued
    return Place(
        id=slot.pk,
        office=files.word(slot.office.code),
        on=day.isoformat(),
        hour=f"{slot.starts_at.astimezone(slot.office.zoneinfo):%H:%M}",
        service_class=slot.service_class,
        kinds="" if "" in shut else "+".join(sorted(kinds - shut)),
        capacity=slot.free,
    )


def _closures(days: Collection[date]) -> _Closures:
    found: _Closures = {}
    for closed in ClosedDay.objects.filter(on__in=days):
        found.setdefault((closed.office_id, closed.on), set()).add(closed.passport_kind)
    return found


def _in_turn(place: Place) -> tuple[object, ...]:
    order = [str(one) for one in CLASSES].index(place.service_class)
    return place.office, place.on, place.hour, order, len(place.kinds), place.kinds, place.id
