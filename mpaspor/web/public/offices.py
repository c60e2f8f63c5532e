"""All offices, found by province or name, with the room they have."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mpaspor.core import clock
from mpaspor.stages.applications.nik import PROVINCES
from mpaspor.stages.appointments import offers
from mpaspor.stages.appointments.offers import OfficePlaces
from mpaspor.web.access import CENTRE, public

LONGEST_SEARCH = 60


@public
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    search = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    rows = sorted(offers.offices([], at=at, search=search), key=_by_province)
    found = [(name, list(group)) for name, group in groupby(rows, key=_province)]
    facts = {"found": found, "count": len(rows), "search": search, "at": at, "zone": CENTRE}
    return render(request, "public/offices/list.html", facts)


def _province(row: OfficePlaces) -> str:
    return PROVINCES.get(row.office.province, row.office.province)


def _by_province(row: OfficePlaces) -> tuple[str, str]:
    return _province(row), row.office.name
