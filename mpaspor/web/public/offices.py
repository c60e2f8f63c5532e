"""All offices, found by province or name, with the room they have."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mpaspor.core import clock, dates
from mpaspor.offices import policy
from mpaspor.stages.applications.nik import PROVINCES
from mpaspor.stages.appointments import offers, schedule
from mpaspor.stages.appointments.offers import OfficePlaces
from mpaspor.stages.appointments.schedule import Opening
from mpaspor.web.access import CENTRE, public

LONGEST_SEARCH = 60


@public
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    search = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    rows = sorted(offers.offices([], at=at, search=search), key=_by_province)
    opens = _next_openings(at)
    found = [(name, [(row, opens.get(row.office.pk)) for row in group]) for name, group in groupby(rows, key=_province)]
    on = clock.today(CENTRE)
    facts = {
        "found": found,
        "count": len(rows),
        "search": search,
        "at": at,
        "zone": CENTRE,
        "hours": _week(on),
        "elderly_age": policy.number("priority.elderly_age", on=on),
        "toddler_age": policy.number("priority.toddler_age", on=on),
    }
    return render(request, "public/offices/list.html", facts)


def _next_openings(at: datetime) -> dict[int, Opening]:
    """By office, what opens there next."""
    found: dict[int, Opening] = {}
    for opening in schedule.openings(at):
        for office in opening.offices:
            found.setdefault(office.pk, opening)
    return found


def _week(on: date) -> list[tuple[str, str, str]]:
    """The national hours, Monday first: the day, and from when until when; empty where nobody works."""
    language = get_language() or "id"
    monday = on - timedelta(days=on.weekday())
    names = [dates.weekday(monday + timedelta(days=n), None, language) for n in range(7)]
    hours = policy.value("office.hours", on=on)
    return [(name, *_spoken(opened, language)) for name, opened in zip(names, hours, strict=True)]


def _spoken(opened: list[str] | None, language: str) -> tuple[str, str]:
    """08.00 in Indonesian, 08:00 in English."""
    opens, closes = opened or ("", "")
    return (opens, closes) if language == "en" else (opens.replace(":", "."), closes.replace(":", "."))


def _province(row: OfficePlaces) -> str:
    return PROVINCES.get(row.office.province, row.office.province)


def _by_province(row: OfficePlaces) -> tuple[str, str]:
    return _province(row), row.office.name
