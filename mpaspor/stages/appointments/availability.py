"""Which days and hours these people can choose, and for every other one, why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mpaspor.core import dates
from mpaspor.offices import calendar as working_days
from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.applications.models import Applicant, PassportKind
from mpaspor.stages.appointments import rules
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.appointments.offers import OfficePlaces, most_room, offices

__all__ = ["Day", "Hour", "OfficePlaces", "calendar", "hours", "kinds", "most_room", "offices"]

WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar. `state`: open; few (not enough together); full; closed (shut); none (nothing to choose).

    `word` stands in the cell, `reason` below the calendar, empty when choosable; both in the reader's language.
    """

    on: date
    state: str
    free: int = 0
    word: str = ""
    reason: str = ""

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

    With `at`, hours that have begun no longer count.
    """
    begins = (first or on) - timedelta(days=(first or on).weekday())
    days = [begins + timedelta(days=number) for number in range(weeks * WEEK)]
    closed = working_days.closed_days(office, days[0], days[-1])
    rooms: dict[date, list[int]] = {}
    for slot in _slots(office, days[0], days[-1]):
        if _suits(slot, people):
            gone = at is not None and slot.starts_at <= at
            rooms.setdefault(rules.local_day(slot), []).append(-1 if gone else slot.free)
    return [_day(office, people, on, day, closed.get(day, []), rooms.get(day, [])) for day in days]


def hours(office: Office, on: date, people: Sequence[Applicant], *, at: datetime | None = None) -> list[Hour]:
    """Every hour of the day, earliest first."""
    closures = working_days.closed_days(office, on, on).get(on, [])
    shut = _closing(closures, _kinds(people)) is not None
    return [Hour(slot, slot.free, _why(slot, people, shut=shut, at=at)) for slot in _slots(office, on, on)]


def kinds(office: Office, on: date) -> list[str]:
    """The kinds of passport the office issues on the day."""
    return rules.kinds_issued(office, on)


def _slots(office: Office, first: date, last: date) -> list[Slot]:
    begin = datetime.combine(first, time.min, office.zoneinfo)
    end = datetime.combine(last + timedelta(days=1), time.min, office.zoneinfo)
    found = list(Slot.objects.at(office).filter(starts_at__gte=begin, starts_at__lt=end).order_by("starts_at", "id"))
    for slot in found:
        slot.office = office
    return found


def _day(
    office: Office, people: Sequence[Applicant], today: date, day: date, closures: list[ClosedDay], rooms: list[int]
) -> Day:
    if day < today:
        return Day(day, "none", word=_("lewat"), reason=_("Hari ini sudah lewat."))
    shut = _shut(office, people, day, closures)
    if shut:
        return shut
    if day > rules.last_day(office, today):
        opens_on = day - (rules.last_day(office, today) - today)
        language = get_language() or "id"
        opens = _("Bisa dipesan mulai %(day)s.") % {"day": dates.day(opens_on, None, language)}
        return Day(day, "none", word=_("nanti"), reason=opens)
    if not rooms:
        return Day(day, "none", word=_("belum"), reason=_("Tempat untuk hari ini belum dibuka."))
    ahead = [room for room in rooms if room >= 0]
    if not ahead:
        return Day(day, "none", word=_("lewat"), reason=_("Semua jam hari ini sudah lewat."))
    return _room(day, ahead, max(1, len(people)))


def _shut(office: Office, people: Sequence[Applicant], day: date, closures: list[ClosedDay]) -> Day | None:
    closure = _closing(closures, _kinds(people))
    if closure:
        return Day(day, "closed", word=str(closure.get_kind_display()), reason=closure.words)
    if working_days.opening_hours(office, day) is None:
        return Day(day, "closed", word=_("libur"), reason=_("Kantor tutup."))
    missing = _kinds(people) - set(rules.kinds_issued(office, day))
    if missing:
        label = PassportKind(min(missing)).label.lower()
        reason = _("Kantor ini tidak menerbitkan paspor %(kind)s.") % {"kind": label}
        return Day(day, "closed", word=_("tutup"), reason=reason)
    return None


def _room(day: date, rooms: list[int], wanted: int) -> Day:
    free = sum(rooms)
    if free == 0:
        return Day(day, "full", word=_("penuh"), reason=_("Semua tempat sudah terisi."))
    if max(rooms) >= wanted:
        return Day(day, "open", free, word=str(free))
    if free < wanted:
        told = ngettext(
            "Tinggal %(free)s tempat, kurang untuk %(wanted)s orang.",
            "Tinggal %(free)s tempat, kurang untuk %(wanted)s orang.",
            free,
        )
    else:
        told = _("Masih %(free)s tempat, tetapi tidak ada jam untuk %(wanted)s orang sekaligus.")
    return Day(day, "few", free, word=_("kurang"), reason=told % {"free": free, "wanted": wanted})


def _why(slot: Slot, people: Sequence[Applicant], *, shut: bool, at: datetime | None) -> str:
    if slot.service_class == Slot.ServiceClass.DESK:
        return _("untuk loket bantuan")
    if at is not None and slot.starts_at <= at:
        return _("sudah lewat")
    if shut:
        return _("kantor tutup")
    if not _suits(slot, people):
        return _("hanya paspor %(kind)s") % {"kind": slot.get_passport_kind_display().lower()}
    if slot.free >= max(1, len(people)):
        return ""
    return _("%(free)s tempat, kurang") % {"free": slot.free} if slot.free else _("penuh")


def _suits(slot: Slot, people: Iterable[Applicant]) -> bool:
    """Whether all of them may come in this hour."""
    regular = slot.service_class == Slot.ServiceClass.REGULAR
    return regular and _kinds(people) <= ({slot.passport_kind} if slot.passport_kind else set(PassportKind.values))


def _closing(closures: list[ClosedDay], kinds: set[str]) -> ClosedDay | None:
    """The closure that keeps people with these kinds of passport away; one for everybody first."""
    for closure in sorted(closures, key=lambda row: row.passport_kind):
        if not closure.passport_kind or closure.passport_kind in kinds:
            return closure
    return None


def _kinds(people: Iterable[Applicant]) -> set[str]:
    return {person.passport_kind for person in people if person.passport_kind}
