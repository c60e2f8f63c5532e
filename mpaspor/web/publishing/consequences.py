"""What follows from publishing places, told before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.appointments.announcing import Hours
from mpaspor.stages.appointments.models import Slot


@dataclass(frozen=True)
class PlacesOfDay:
    """A day's places as they are, with those that would be added, and what can be printed of them."""

    on: date
    before: int
    added: int
    can_print: int

    @property
    def after(self) -> int:
        return self.before + self.added

    @property
    def over(self) -> int:
        return max(0, self.after - self.can_print)


@dataclass(frozen=True)
class Consequences:
    """What publishing would bring an office."""

    office: Office
    cells: list[Hours]
    days: list[PlacesOfDay]

    @property
    def places(self) -> int:
        return sum(day.added for day in self.days)

    @property
    def before(self) -> int:
        return sum(day.before for day in self.days)

    @property
    def after(self) -> int:
        return self.before + self.places

    @property
    def overfull(self) -> list[PlacesOfDay]:
        return [day for day in self.days if day.over]

    @property
    def first(self) -> date:
        return self.days[0].on

    @property
    def last(self) -> date:
        return self.days[-1].on


def of(wanted: Iterable[tuple[Office, list[Hours]]]) -> list[Consequences]:
    """For each office, in one question for all."""
    wanted = list(wanted)
    days = sorted({day for _, cells in wanted for cell in cells for day in cell.days})
    before: dict[tuple[int, date], int] = {}
    if days:
        around = (_midnight(days[0] - timedelta(days=1)), _midnight(days[-1] + timedelta(days=2)))
        rows = Slot.objects.filter(office__in=[office for office, _ in wanted], starts_at__range=around, closed=False)
        zones = {office.pk: office.zoneinfo for office, _ in wanted}
        for office_id, starts_at, capacity in rows.values_list("office_id", "starts_at", "capacity"):
            key = (office_id, starts_at.astimezone(zones[office_id]).date())
            before[key] = before.get(key, 0) + capacity
    return [Consequences(office, cells, _days(office, cells, before)) for office, cells in wanted]


def _days(office: Office, cells: Sequence[Hours], before: dict[tuple[int, date], int]) -> list[PlacesOfDay]:
    added: dict[date, int] = {}
    for cell in cells:
        for day in cell.days:
            added[day] = added.get(day, 0) + len(cell.hours) * cell.capacity
    return [
        PlacesOfDay(
            day,
            before.get((office.pk, day), 0),
            added[day],
            policy.number("print.per_day", on=day, office_id=office.pk),
        )
        for day in sorted(added)
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
