"""What follows from publishing places, told before it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.appointments.announcing import Hours
from mpaspor.stages.appointments.models import Slot


@dataclass(frozen=True)
class PlacesOfDay:
    """A day's places as they are, with those that would be added, and what can be printed of them.

    `beside` are those of the office and its other units: one office prints for all.
    """

    on: date
    before: int
    added: int
    beside: int
    can_print: int

    @property
    def after(self) -> int:
        return self.before + self.added

    @property
    def to_print(self) -> int:
        return self.after + self.beside

    @property
    def over(self) -> int:
        return max(0, self.to_print - self.can_print)


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


@dataclass(frozen=True)
class Counted:
    """Open places by office and day; and by the office that prints for them, its own and those of all its units."""

    own: Counter[tuple[int, date]]
    printed: Counter[tuple[int, date]]

    def beside(self, office: Office, on: date) -> int:
        """What the same office prints of that day besides this one's."""
        return self.printed[_house(office), on] - self.own[office.pk, on]


def of(wanted: Iterable[tuple[Office, list[Hours]]]) -> list[Consequences]:
    """For each office, in one question for all."""
    wanted = list(wanted)
    added = {office.pk: _added(cells) for office, cells in wanted}
    days = sorted({day for more in added.values() for day in more})
    counted = count([office for office, _ in wanted], days[0], days[-1]) if days else Counted(Counter(), Counter())
    found = []
    for office, cells in wanted:
        others = [added[one.pk] for one, _ in wanted if one.pk != office.pk and _house(one) == _house(office)]
        of_days = [
            PlacesOfDay(
                day,
                counted.own[office.pk, day],
                more,
                counted.beside(office, day) + sum(other[day] for other in others),
                policy.number("print.per_day", on=day, office_id=office.pk),
            )
            for day, more in sorted(added[office.pk].items())
        ]
        found.append(Consequences(office, cells, of_days))
    return found


def count(offices: Iterable[Office], first: date, last: date) -> Counted:
    """The open places of these days, of the offices and whoever has the same printers: one question."""
    houses = {_house(office) for office in offices}
    around = (_midnight(first - timedelta(days=1)), _midnight(last + timedelta(days=2)))
    rows = Slot.objects.filter(
        Q(office__in=houses) | Q(office__parent__in=houses), starts_at__range=around, closed=False
    ).values_list("office", "office__parent", "office__zone", "starts_at", "capacity")
    counted = Counted(Counter(), Counter())
    for office_id, parent_id, zone, starts_at, capacity in rows:
        on = starts_at.astimezone(ZoneInfo(zone)).date()
        counted.own[office_id, on] += capacity
        counted.printed[parent_id or office_id, on] += capacity
    return counted


def _house(office: Office) -> int:
    """The id of the office that prints."""
    return office.parent_id or office.pk


def _added(cells: Sequence[Hours]) -> Counter[date]:
    added: Counter[date] = Counter()
    for cell in cells:
        for day in cell.days:
            added[day] += len(cell.hours) * cell.capacity
    return added


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
