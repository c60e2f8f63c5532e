"""The applicants' own money, of one office's files: what waits to be used or asked for, and what became of the rest."""

from __future__ import annotations

from django.db.models import QuerySet, Sum
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments.models import Credit
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice.payments import tabs

MOST_SHOWN = 300
WAITING = (Credit.State.OPEN, Credit.State.CLAIMED)


@may(Permission.MONEY_READ)
@require_safe
def credits_of_office(request: OfficerRequest) -> HttpResponse:
    office = request.posting.office
    waiting = at(office).filter(state__in=WAITING).order_by("created_at", "pk")
    ended = at(office).exclude(state__in=WAITING).order_by("-created_at", "-pk")
    facts = {
        "waiting": list(waiting[:MOST_SHOWN]),
        "ended": list(ended[:MOST_SHOWN]),
        "total": waiting.aggregate(total=Sum("amount"))["total"] or 0,
    }
    return tabs.page(request, "backoffice/payments/credits.html", facts, tab="credits")


def at(office: Office) -> QuerySet[Credit]:
    """Of files that are this office's now, or its units'."""
    files = Application.objects.at(office)
    return Credit.objects.filter(application__in=files).select_related(
        "application__office", "payment__bill", "used_for"
    )
