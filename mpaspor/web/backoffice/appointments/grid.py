"""Two weeks of places as a grid of days and hours, with what the print room can follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mpaspor.offices import calendar, policy
from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.appointments import quotas
from mpaspor.stages.appointments.models import Release, Slot
from mpaspor.web.backoffice.appointments import standing
from mpaspor.web.publishing import consequences
from mpaspor.web.publishing.consequences import Counted

DAYS = 14


@dataclass(frozen=True)
class Cell:
    """One hour's places: `typed` is what the officer wrote last and what the field shows."""

    slot: Slot
    typed: str
    wrong: bool = False

    @property
    def is_changed(self) -> bool:
        return self.typed != str(self.slot.capacity)


@dataclass(frozen=True)
class Day:
    on: date
    cells: list[list[Cell]]
    closures: list[ClosedDay]
    capacity: int
    taken: int
    beside: int
    can_print: int
    is_working: bool
    can_change: bool
    releases: list[tuple[Release, str]]

    @property
    def over(self) -> int:
        """People the print room cannot follow on one day; it prints for the office and all its units."""
        return max(0, self.capacity + self.beside - self.can_print) if self.capacity else 0


@dataclass(frozen=True)
class Week:
    first: date
    last: date
    days: list[Day]


@dataclass(frozen=True)
class Grid:
    hours: list[str]
    weeks: list[Week]
    capacity: int
    taken: int

    @property
    def overfull(self) -> list[Day]:
        return [day for week in self.weeks for day in week.days if day.over]

    @property
    def days_open(self) -> int:
        return sum(bool(day.capacity) for week in self.weeks for day in week.days)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def of(
    office: Office, first: date, today: date, typed: Mapping[int, str], wrong: Iterable[int] = (), *, at: datetime
) -> Grid:
    """The grid from the Monday `first`; `typed` holds capacities by slot that were refused."""
    last = first + timedelta(days=DAYS - 1)
    slots = quotas.slots(office, first, last)
    closed = calendar.closed_days(office, first, last)
    hours = sorted({_hour(slot, office) for slot in slots})
    bad = set(wrong)
    counted = consequences.count([office], first, last)
    cells = [Cell(slot, typed.get(slot.pk, str(slot.capacity)), slot.pk in bad) for slot in slots]
    days = [_day(office, first + timedelta(days=n), hours, cells, closed, counted, today, at) for n in range(DAYS)]
    shown = [day for day in days if day.is_working or day.capacity or day.closures]
    weeks = [[day for day in shown if monday_of(day.on) == first + timedelta(days=7 * n)] for n in range(DAYS // 7)]
    return Grid(
        hours,
        [Week(week[0].on, week[-1].on, week) for week in weeks if week],
        sum(slot.capacity for slot in slots),
        sum(slot.taken for slot in slots),
    )


def _day(
    office: Office,
    on: date,
    hours: list[str],
    cells: list[Cell],
    closed: Mapping[date, list[ClosedDay]],
    counted: Counted,
    today: date,
    at: datetime,
) -> Day:
    own = [cell for cell in cells if _local(cell.slot, office).date() == on]
    return Day(
        on=on,
        cells=[[cell for cell in own if _hour(cell.slot, office) == hour] for hour in hours],
        closures=closed.get(on, []),
        capacity=sum(cell.slot.capacity for cell in own),
        taken=sum(cell.slot.taken for cell in own),
        beside=counted.beside(office, on),
        can_print=policy.number("print.per_day", on=on, office_id=office.pk),
        is_working=calendar.opening_hours(office, on) is not None,
        can_change=on >= today,
        releases=_announced(own, at),
    )


def _announced(cells: Iterable[Cell], at: datetime) -> list[tuple[Release, str]]:
    """The releases of a day's hours and where each stands."""
    found = {cell.slot.release_id: cell.slot.release for cell in cells}
    return [(release, standing.of(release, at)) for release in found.values()]


def _local(slot: Slot, office: Office) -> datetime:
    return slot.starts_at.astimezone(office.zoneinfo)


def _hour(slot: Slot, office: Office) -> str:
    return f"{_local(slot, office):%H.%M}"
