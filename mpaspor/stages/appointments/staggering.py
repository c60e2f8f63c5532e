"""Opening times for many offices, so that the crowds at the door follow one another instead of meeting.

The door lets so many people in per minute. An office opens once everybody expected before it has been let in; offices
whose crowds fit together into one mark of five minutes share it. Openings lie on working days, within hours that are
local to each office, and a crowd that can be let in before they end is not begun too late for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

from mpaspor.offices.models import Office

MARK = timedelta(minutes=5)
MINUTES_A_MARK = 5
WORKING_HOURS = (time(9), time(15))
DAYS_AHEAD = 60

WorksOn = Callable[[Office, date], bool]


class NoRoom(Exception):
    """An office has no moment within the days ahead; `office` is the first without."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.pk)
        self.office = office


@dataclass(frozen=True, slots=True)
class Proposal:
    """When an office may open, and until when its crowd keeps the door busy."""

    office: Office
    people: int
    opens_at: datetime
    busy_until: datetime


def propose_moments(
    expected: Iterable[tuple[Office, int]],
    *,
    first: datetime,
    people_per_minute: int,
    works_on: WorksOn,
    working_hours: tuple[time, time] = WORKING_HOURS,
) -> list[Proposal]:
    """A moment for each (office, people expected), from `first` on, earliest first. The same question, the same answer.

    Whatever can open earliest goes first; of those that can open at the same mark the largest crowd, then by name.
    Raises `NoRoom` when an office does not work within two months of when the door is free for it.
    """
    door = _Door(max(1, people_per_minute), working_hours, works_on)
    waiting = sorted(expected, key=lambda one: (-one[1], one[0].name))
    mark, room, free_at = _up(first), 0, _up(first)
    found: list[Proposal] = []
    while waiting:
        small = [one for one in waiting if one[1] <= room and door.may_open(*one, mark)]
        if not small:
            mark = min(door.earliest(*one, free_at) for one in waiting)
            room = door.per_minute * MINUTES_A_MARK
        chosen = small[0] if small else next(one for one in waiting if door.earliest(*one, free_at) == mark)
        waiting.remove(chosen)
        office, people = chosen
        room -= people
        free_at = max(free_at, _up(mark + max(MARK, door.busy(people))))
        found.append(Proposal(office, people, mark, mark + door.busy(people)))
    return sorted(found, key=lambda one: (one.opens_at, -one.people, one.office.name))


@dataclass(frozen=True, slots=True)
class _Door:
    per_minute: int
    hours: tuple[time, time]
    works_on: WorksOn

    def busy(self, people: int) -> timedelta:
        return timedelta(minutes=ceil(people / self.per_minute))

    def may_open(self, office: Office, people: int, at: datetime) -> bool:
        """Whether its crowd can be let in by the end of that day; what no day is long enough for begins with one."""
        local = at.astimezone(office.zoneinfo)
        begins, ends = self.hours
        if not begins <= local.time() < ends or not self.works_on(office, local.date()):
            return False
        last = datetime.combine(local.date(), ends, office.zoneinfo)
        return local.time() == begins or at + self.busy(people) <= last

    def earliest(self, office: Office, people: int, at: datetime) -> datetime:
        """The first mark from `at` on at which it may open."""
        day = at.astimezone(office.zoneinfo).date()
        for number in range(DAYS_AHEAD):
            begins = datetime.combine(day + timedelta(days=number), self.hours[0], office.zoneinfo)
            moment = max(at, begins.astimezone(at.tzinfo))
            if self.may_open(office, people, moment):
                return moment
        raise NoRoom(office)


def _up(at: datetime) -> datetime:
    """The next mark of five minutes, or this one."""
    over = timedelta(minutes=at.minute % MINUTES_A_MARK, seconds=at.second, microseconds=at.microsecond)
    return at + (MARK - over if over else timedelta())
