"""Money looked for at the centre, wherever it is: bills of all offices, and money that belongs to none."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.audit.models import Entry, Kind
from mpaspor.core.clock import now
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import finding
from mpaspor.stages.payments.models import Bill
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.headquarters import desk

MOST_SHOWN = 50
LONGEST = 60


@may(Permission.MONEY_OF_ALL)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: CitizenRequest) -> HttpResponse:
    """What is looked for is sent in the form, never in the address; whose bill was shown reads of it in her trail."""
    typed = request.POST.get("q", "").replace("\x00", "").strip()[:LONGEST]
    bills = list(_bills(typed)[: MOST_SHOWN + 1]) if typed else []
    questions = list(finding.questions(typed).select_related("payment").order_by("-pk")[:MOST_SHOWN])
    shown = bills[:MOST_SHOWN]
    _seen(request, shown)
    facts = {
        "typed": typed,
        "searched": request.method == "POST",
        "bills": shown,
        "questions": questions,
        "count": len(shown) + len(questions),
        "more": len(bills) > MOST_SHOWN,
    }
    return desk.page(request, "headquarters/money/search.html", facts, tab="money")


def _bills(typed: str) -> QuerySet[Bill]:
    found = Bill.objects.filter(finding.bills(typed, Application.objects.all()))
    shown = found.select_related("application__office", "applicant")
    return shown.prefetch_related("application__people", "payments").order_by("-issued_at", "-pk")


def _seen(request: CitizenRequest, bills: Iterable[Bill]) -> None:
    Entry.objects.bulk_create(
        trail.entry(bill, "bill.seen", by=request.user, at=now(), kind=Kind.SEEN, why=str(_("pencarian uang")))
        for bill in bills
    )
