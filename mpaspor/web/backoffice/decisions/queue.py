"""What waits for a decision at this office, the nearest day first."""

from __future__ import annotations

from django.http import HttpResponse

from mpaspor.accounts.roles import Permission
from mpaspor.stages.decisions.models import Decision
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk

WAITING = (Decision.State.READY, Decision.State.PAPERS_WANTED, Decision.State.SCREENING)
MOST_SHOWN = 200


@may(Permission.DECISION_READ)
def decisions(request: OfficerRequest) -> HttpResponse:
    office = request.posting.office
    found = Decision.objects.at(office).filter(state__in=WAITING).select_related("applicant__application")
    waiting = list(found.defer("watchlist").order_by("due_on", "pk")[:MOST_SHOWN])
    groups = [(state, [one for one in waiting if one.state == state]) for state in WAITING]
    facts = {"groups": groups, "today": desk.local_day(office), "first": next(iter(groups[0][1]), None)}
    return desk.page(request, "backoffice/decisions/list.html", facts, tab="decisions")
