"""Which days and hours these people can choose, and for every other one, why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from mpaspor.offices import calendar as working_days
from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.appointments import reasons, rules
from mpaspor.stages.appointments.models import Release, Slot
from mpaspor.stages.appointments.offers import OfficePlaces, most_room, offices
from mpaspor.stages.appointments.reasons import Reason

__all__ = ["Day", "Hour", "OfficePlaces", "calendar", "days_from", "hours", "hours_of", "kinds", "most_room", "offices"]

WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar.

    `state`: open; few (not enough together); full; closed (shut); early and line (not anybody's yet: its `release`
    says how its places are had); none (nothing to choose). `word` stands in the cell, `reason` below the calendar,
    empty when choosable; both in the reader's language.
    """

    on: date
    state: str
    free: int = 0
    word: str = ""
    reason: str = ""
    release: Release | None = None

    @property
    def choosable(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of a day: what is free, and why it cannot be chosen (empty when it can)."""

    slot: Slot
    free: int
    why: str = ""

    @property
    def choosable(self) -> bool:
        return not self.why


def calendar(
    office: Office,
    people: Sequence[Applicant],
    on: date,
    weeks: int = 4,
    *,
    first: date | None = None,
    at: datetime | None = None,
) -> list[Day]:
    """Whole weeks, Monday first, from the week of `first` (or of `on`, which is today at the office).

    With `at`, hours that have begun or are not yet open to everybody do not count.
    """
    days = days_from(first or on, weeks)
    closed = working_days.closed_days(office, days[0], days[-1])
    by_day: dict[date, list[Slot]] = {}
    for slot in hours_of(office, days[0], days[-1]):
        if reasons.suits(slot, people):
            by_day.setdefault(rules.local_day(slot), []).append(slot)
    return [_day(office, people, on, day, closed.get(day, []), by_day.get(day, []), at) for day in days]


def days_from(first: date, weeks: int) -> list[date]:
    """Every day of whole weeks, Monday first, from the week of `first`."""
    begins = first - timedelta(days=first.weekday())
    return [begins + timedelta(days=number) for number in range(weeks * WEEK)]


def hours(office: Office, on: date, people: Sequence[Applicant], *, at: datetime | None = None) -> list[Hour]:
    """Every hour of the day, earliest first."""
    closures = working_days.closed_days(office, on, on).get(on, [])
    shut = reasons.closing(closures, reasons.kinds_of(people)) is not None
    found = hours_of(office, on, on)
    return [Hour(slot, slot.free, reasons.of_hour(slot, people, shut=shut, at=at)) for slot in found]


def hours_of(office: Office, first: date, last: date) -> list[Slot]:
    """The slots of these days with their release and its draw, earliest first: one statement."""
    begin = datetime.combine(first, time.min, office.zoneinfo)
    end = datetime.combine(last + timedelta(days=1), time.min, office.zoneinfo)
    found = Slot.objects.at(office).filter(starts_at__gte=begin, starts_at__lt=end).select_related("release__draw")
    slots = list(found.order_by("starts_at", "id"))
    for slot in slots:
        slot.office = slot.release.office = office
    return slots


def kinds(office: Office, on: date) -> list[str]:
    """The kinds of passport the office issues on the day."""
    return rules.kinds_issued(office, on)


def _day(
    office: Office,
    people: Sequence[Applicant],
    today: date,
    day: date,
    closures: list[ClosedDay],
    slots: list[Slot],
    at: datetime | None,
) -> Day:
    if day < today:
        return Day(day, "none", word=_("lewat"), reason=_("Hari ini sudah lewat."))
    shut = reasons.shut(office, people, day, closures)
    if shut:
        return _told(day, "closed", shut)
    ahead = [slot for slot in slots if not slot.closed and (at is None or slot.starts_at > at)]
    opened = [slot for slot in ahead if at is None or not rules.unopened(slot.release, at)]
    if ahead and not opened and at is not None:
        return _unopened(office, day, ahead, at)
    if day > rules.last_day(office, today):
        return _told(day, "none", reasons.beyond(office, today, day))
    if not ahead:
        return _nothing_ahead(day, slots)
    return _room(day, [slot.free for slot in opened], max(1, len(people)))


def _unopened(office: Office, day: date, slots: list[Slot], at: datetime) -> Day:
    """The release that opens first speaks for the day; one that has its line now, before all."""
    release = min((slot.release for slot in slots), key=lambda one: one.opens_at)
    told = reasons.unopened(release, office, at)
    free = sum(slot.free for slot in slots)
    return Day(day, rules.unopened(release, at), free, told.word, told.words, release)


def _nothing_ahead(day: date, slots: list[Slot]) -> Day:
    if not slots:
        return Day(day, "none", word=_("belum"), reason=_("Tempat untuk hari ini belum dibuka."))
    if any(slot.closed for slot in slots):
        return Day(day, "closed", word=_("tutup"), reason=_("Kantor menutup semua jam hari ini."))
    return Day(day, "none", word=_("lewat"), reason=_("Semua jam hari ini sudah lewat."))


def _room(day: date, rooms: list[int], wanted: int) -> Day:
    free = sum(rooms)
    if free == 0:
        return Day(day, "full", word=_("penuh"), reason=_("Semua tempat sudah terisi."))
    if max(rooms) >= wanted:
        return Day(day, "open", free, word=str(free))
    told = reasons.too_few(free, wanted)
    return Day(day, "few", free, told.word, told.words)


def _told(day: date, state: str, reason: Reason) -> Day:
    return Day(day, state, word=reason.word, reason=reason.words)
