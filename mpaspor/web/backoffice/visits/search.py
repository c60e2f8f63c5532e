"""Finding somebody's file at the own office. What was asked is not kept; opening a file is."""

from __future__ import annotations

from django.http import HttpResponse

from mpaspor.accounts.roles import Permission
from mpaspor.cases import people
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk

LONGEST = 120


@may(Permission.CASE_SEARCH)
def search(request: OfficerRequest) -> HttpResponse:
    office, typed = request.posting.office, request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    found = people.find(office, typed, on=desk.local_day(office)) if typed else []
    return desk.page(request, "backoffice/visits/search.html", {"typed": typed, "found": found}, tab="search")
