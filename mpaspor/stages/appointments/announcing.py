"""What is announced, and what has to hold before it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from mpaspor.accounts.models import User
from mpaspor.offices import calendar
from mpaspor.offices.models import Office
from mpaspor.stages.appointments import rules, unannounced
from mpaspor.stages.appointments.draws import hours as drawn
from mpaspor.stages.appointments.models import Draw, Release, Slot

FEWEST_WITNESSES = 2
MOST_PLACES = 500
MOST_DAYS = 366
UNDERWAY = (Draw.State.SEALED, Draw.State.DRAWN)

# An hour of one service class and kind, as a moment.
Key = tuple[datetime, str, str]


@dataclass(frozen=True, slots=True)
class Hours:
    """`capacity` places in each of the hours (local) of each day, for one service class and kind ("" = any kind)."""

    days: Sequence[date]
    hours: Sequence[tuple[time, time]]
    capacity: int
    service_class: str = Slot.ServiceClass.REGULAR
    passport_kind: str = ""

    @property
    def places(self) -> int:
        return len(self.days) * len(self.hours) * self.capacity


@dataclass(frozen=True, slots=True)
class Moments:
    """When a draw does what; each after the one before. What it leaves is anybody's at `leftovers_at`."""

    opens_at: datetime
    closes_at: datetime
    reveal_by: datetime
    beacon_at: datetime
    results_at: datetime
    leftovers_at: datetime

    def named(self) -> dict[str, Any]:
        return asdict(self)


def refuse_line(office: Office, cells: Sequence[Hours], *, opens_at: datetime, at: datetime) -> None:
    """Raises why these places cannot open at that moment. The office's row is locked."""
    if opens_at <= at:
        raise unannounced.OpensInPast
    _refuse_cells(office, cells, first_had_at=opens_at)
    _refuse_taken(office, cells)


def refuse_draw(
    offices_cells: Sequence[tuple[Office, Sequence[Hours]]],
    moments: Moments,
    witnesses: Sequence[tuple[str, User | None]],
    *,
    code: str,
    at: datetime,
) -> None:
    """Raises why this draw cannot be announced. The offices' rows are locked."""
    if moments.opens_at < at:
        raise unannounced.OpensInPast
    _refuse_order(moments)
    _refuse_witnesses(witnesses)
    if Draw.objects.filter(code=code).exists():
        raise unannounced.CodeTaken
    if not offices_cells:
        raise unannounced.NothingToPublish
    if any(cell.service_class not in drawn.CLASSES for _, cells in offices_cells for cell in cells):
        raise unannounced.NotDrawn
    for office, cells in offices_cells:
        _refuse_cells(office, cells, first_had_at=moments.results_at, leftovers_at=moments.leftovers_at)
        _refuse_taken(office, cells)


def refuse_more(release: Release, cells: Sequence[Hours], *, at: datetime) -> dict[Key, Slot]:
    """Raises why these places cannot be added; else the hours among them that are there already."""
    if release.draw and Draw.objects.filter(pk=release.draw.pk, state__in=UNDERWAY).exists():
        raise unannounced.DrawUnderway
    first_had_at = release.draw.results_at if release.draw else release.opens_at
    _refuse_cells(release.office, cells, first_had_at=max(at, first_had_at))
    there = _there(release.office, cells)
    own = {key: slot for key, slot in there.items() if slot.release_id == release.pk}
    if len(own) < len(there):
        raise unannounced.HoursTaken(release.office, _days(release.office, there.keys() - own.keys()))
    for slot in own.values():
        if slot.closed:
            raise unannounced.ShutHour(slot.starts_at)
    return own


def refuse_change(slot: Slot, capacity: int, *, at: datetime) -> None:
    """Raises why the capacity of an hour (its release and draw loaded) cannot become this one."""
    release = slot.release
    if release.draw and release.draw.state in UNDERWAY:
        raise unannounced.DrawUnderway
    if capacity < slot.capacity and rules.unopened(release, at):
        raise unannounced.Promised(slot.capacity)


def keys(office: Office, cells: Iterable[Hours]) -> list[Key]:
    """Every hour that is named, as a moment, with its class and kind."""
    return [
        (datetime.combine(day, start, office.zoneinfo), cell.service_class, cell.passport_kind)
        for cell in cells
        for day in cell.days
        for start, _ in cell.hours
    ]


def span(cells: Iterable[Hours]) -> tuple[date, date]:
    """The first and the last day."""
    days = [day for cell in cells for day in cell.days]
    return min(days), max(days)


def _refuse_cells(
    office: Office, cells: Sequence[Hours], *, first_had_at: datetime, leftovers_at: datetime | None = None
) -> None:
    if not any(cell.places for cell in cells):
        raise unannounced.NothingToPublish
    for cell in cells:
        if not 0 < cell.capacity <= MOST_PLACES or any(end <= start for start, end in cell.hours):
            raise unannounced.BadHour
    opens = first_had_at.astimezone(office.zoneinfo)
    days = {day for cell in cells for day in cell.days}
    first, last = span(cells)
    if (last - first).days > MOST_DAYS:
        raise unannounced.TooFarAhead(office, [last])
    horizon = rules.last_day(office, opens.date())
    closed = calendar.closed_days(office, first, last)
    starts = {start for start, _, _ in keys(office, cells)}
    early = [start.date() for start in starts if start <= max(opens, leftovers_at or opens)]
    _refuse_days(office, early, unannounced.BeforeOpening)
    _refuse_days(office, [day for day in days if day > horizon], unannounced.TooFarAhead)
    _refuse_days(office, [d for d in days if not calendar.works_on(office, d, closed)], unannounced.ShutThen)


def _refuse_days(office: Office, days: list[date], refusal: Callable[[Office, list[date]], Exception]) -> None:
    if days:
        raise refusal(office, days)


def _refuse_taken(office: Office, cells: Sequence[Hours]) -> None:
    twice = [key for key, times in Counter(keys(office, cells)).items() if times > 1]
    taken = [*_there(office, cells), *twice]
    if taken:
        raise unannounced.HoursTaken(office, _days(office, taken))


def _there(office: Office, cells: Sequence[Hours]) -> dict[Key, Slot]:
    """The hours among them that somebody published before."""
    wanted = set(keys(office, cells))
    found = Slot.objects.at(office).filter(starts_at__in={moment for moment, _, _ in wanted})
    there = {
        (slot.starts_at.astimezone(office.zoneinfo), slot.service_class, slot.passport_kind): slot for slot in found
    }
    return {key: slot for key, slot in there.items() if key in wanted}


def _days(office: Office, found: Iterable[Key]) -> list[date]:
    return [moment.astimezone(office.zoneinfo).date() for moment, _, _ in found]


def _refuse_order(moments: Moments) -> None:
    """Results may come with the public value, and what is left with the results."""
    told = astuple(moments)
    for number, (before, after) in enumerate(pairwise(told)):
        if after < before or (after == before and number < 3):
            raise unannounced.OutOfOrder(list(Moments.__dataclass_fields__)[number + 1])


def _refuse_witnesses(witnesses: Sequence[tuple[str, User | None]]) -> None:
    names = {name.strip().casefold() for name, _ in witnesses}
    people = [user.pk for _, user in witnesses if user]
    if "" in names or len(names) != len(witnesses) or len(set(people)) != len(people):
        raise unannounced.TooFewWitnesses
    if len(witnesses) < FEWEST_WITNESSES:
        raise unannounced.TooFewWitnesses
