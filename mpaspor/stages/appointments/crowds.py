"""How many people an opening of an office will probably bring to the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from mpaspor.offices import calendar
from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.appointments.line.sketches import Sketch
from mpaspor.stages.appointments.models import GateRound, Release, Waiting
from mpaspor.stages.appointments.staggering import WorksOn

LOOKED_AT = 3
# Those present before an opening, and those of its first five minutes.
ROUNDS = 30
DAYS_AHEAD = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Crowd:
    """People on the waiting list, who come for sure, and who came to the last openings, on average."""

    waiting: int = 0
    came: int = 0

    def expected(self, places: int) -> int:
        """At least one for each place."""
        return max(self.waiting + self.came, places)


def of(offices: Sequence[Office], *, at: datetime) -> dict[int, Crowd]:
    """By office id, from the waiting lists and the lines of the last three releases that had one."""
    waiting = _waiting(offices)
    came = _came(offices, at)
    return {office.pk: Crowd(waiting.get(office.pk, 0), came.get(office.pk, 0)) for office in offices}


def working_days(offices: Sequence[Office], first: date) -> WorksOn:
    """Whether an office works on a day of the two months from `first` on; asked once for all of them."""
    rows = ClosedDay.objects.filter(Q(office__in=offices) | Q(office=None), on__range=(first, first + DAYS_AHEAD))
    national: dict[date, list[ClosedDay]] = {}
    own: dict[int, dict[date, list[ClosedDay]]] = {}
    for row in rows:
        days = own.setdefault(row.office_id, {}) if row.office_id else national
        days.setdefault(row.on, []).append(row)

    def works_on(office: Office, on: date) -> bool:
        closures = [*national.get(on, []), *own.get(office.pk, {}).get(on, [])]
        return calendar.works_on(office, on, {on: closures})

    return works_on


def _waiting(offices: Sequence[Office]) -> dict[int, int]:
    states = (Waiting.State.WAITING, Waiting.State.OFFERED)
    found = Waiting.objects.filter(office__in=offices, state__in=states).values("office")
    return dict(found.annotate(people=Count("application__people")).values_list("office", "people"))


def _came(offices: Sequence[Office], at: datetime) -> dict[int, int]:
    lines = Release.objects.filter(office__in=offices, opens_at__lte=at, line_until__isnull=False)
    last: dict[int, list[int]] = {}
    for pk, office_id in lines.order_by("-opens_at", "-id").values_list("pk", "office_id"):
        last.setdefault(office_id, []).append(pk)
    looked_at = {office_id: found[:LOOKED_AT] for office_id, found in last.items()}
    sizes = _sizes([pk for found in looked_at.values() for pk in found])
    return {
        office_id: round(sum(sizes.get(pk, 0) for pk in found) / len(found)) for office_id, found in looked_at.items()
    }


def _sizes(releases: Sequence[int]) -> dict[int, int]:
    """How many came to each release; the sketches of several nodes are laid over one another."""
    rounds: dict[tuple[int, int], Sketch] = {}
    rows = GateRound.objects.filter(release__in=releases, number__lte=ROUNDS)
    for release, number, stored in rows.values_list("release", "number", "sketch").iterator():
        sketch = Sketch.unpack(bytes(stored))
        if (release, number) in rounds:
            rounds[release, number].lay_over(sketch)
        else:
            rounds[release, number] = sketch
    sizes: dict[int, int] = {}
    for (release, _), sketch in rounds.items():
        sizes[release] = sizes.get(release, 0) + sketch.size
    return sizes
