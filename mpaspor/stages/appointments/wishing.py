"""What somebody can wish for in a draw: offices, days and hours, with how many places each has to give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from mpaspor.offices import calendar as working_days
from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.appointments import availability, reasons
from mpaspor.stages.appointments.availability import Day
from mpaspor.stages.appointments.draws import hours as drawn_hours
from mpaspor.stages.appointments.draws.allocation import Place
from mpaspor.stages.appointments.models import Draw, Slot


@dataclass(frozen=True, slots=True)
class WishedHour:
    """An hour one can wish for, and why not (empty when one can). `places` are all the draw has in it for them."""

    starts: time
    ends: time
    places: int
    why: str = ""


def days(places: Sequence[Place], office: Office, people: Sequence[Applicant], *, first: date, weeks: int) -> list[Day]:
    """Whole weeks from the Monday before `first`: the `places` drawn on each day, and why a day has none."""
    shown = availability.days_from(first, weeks)
    closed = working_days.closed_days(office, shown[0], shown[-1])
    return [
        _day(office, people, day, closed.get(day, []), [one for one in places if one.on == str(day)]) for day in shown
    ]


def hours(
    places: Sequence[Place], draw: Draw, office: Office, people: Sequence[Applicant], *, on: date | None
) -> list[WishedHour]:
    """The hours of a day, earliest first; without a day, every hour that some day has."""
    theirs: dict[time, list[int]] = {}
    for place in places:
        if on is None or place.on == str(on):
            theirs.setdefault(time.fromisoformat(place.hour), []).append(place.capacity)
    return [_hour(*hour, theirs.get(hour[0], []), len(people)) for hour in _slots(draw, office, on)]


def theirs(draw: Draw, office: Office, people: Sequence[Applicant]) -> list[Place]:
    """What is drawn at the office for all of these people (the draw's releases loaded)."""
    kinds = reasons.kinds_of(people)
    found = [place for place in drawn_hours.places(draw, offices=[office]) if kinds <= set(place.kinds.split("+"))]
    first = drawn_hours.comes_first([person.birth_on for person in people], span(draw))
    return [place for place in found if first or place.service_class != Slot.ServiceClass.PRIORITY]


def span(draw: Draw, office: Office | None = None) -> tuple[date, date]:
    """The first and the last day of the draw (its releases loaded), or of its part at one office."""
    releases = [release for release in draw.releases.all() if office is None or release.office_id == office.pk]
    return min(one.first_on for one in releases), max(one.last_on for one in releases)


def _slots(draw: Draw, office: Office, on: date | None) -> list[tuple[time, time, set[str]]]:
    """When the hours of the draw begin and end there, by the office's clock, and their service classes."""
    found: dict[tuple[time, time], set[str]] = {}
    for slot in availability.hours_of(office, *((on, on) if on else span(draw, office))):
        if slot.release.draw_id == draw.pk and slot.service_class in drawn_hours.CLASSES:
            starts, ends = (one.astimezone(office.zoneinfo).time() for one in (slot.starts_at, slot.ends_at))
            found.setdefault((starts, ends), set()).add(slot.service_class)
    return sorted((*hour, classes) for hour, classes in found.items())


def _day(office: Office, people: Sequence[Applicant], day: date, closures: list[ClosedDay], places: list[Place]) -> Day:
    shut = reasons.shut(office, people, day, closures)
    if shut:
        return Day(day, "closed", word=shut.word, reason=shut.words)
    if not places:
        return Day(day, "none", word="—", reason=_("Tidak ada tempat yang diundi."))
    total, wanted = sum(place.capacity for place in places), max(1, len(people))
    if max(place.capacity for place in places) >= wanted:
        return Day(day, "open", total, word=str(total))
    told = reasons.too_few(total, wanted)
    return Day(day, "few", total, told.word, told.words)


def _hour(starts: time, ends: time, classes: set[str], rooms: list[int], wanted: int) -> WishedHour:
    if not rooms:
        first = classes == {Slot.ServiceClass.PRIORITY}
        return WishedHour(starts, ends, 0, _("untuk lansia dan balita") if first else _("untuk pemohon lain"))
    if max(rooms) < wanted:
        return WishedHour(starts, ends, sum(rooms), _("%(free)s tempat, kurang") % {"free": sum(rooms)})
    return WishedHour(starts, ends, sum(rooms))
