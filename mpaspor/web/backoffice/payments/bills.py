"""The bills of the office, found by what stands on a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from mpaspor.accounts.roles import Permission
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import finding
from mpaspor.stages.payments.models import Bill, Payment
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice.payments import tabs
from mpaspor.web.bookdays import days

SHOWN = 100
LONGEST = 60


@dataclass(frozen=True)
class Day:
    """Bills made on one day of the office's own calendar."""

    on: date
    bills: list[Bill]

    @property
    def amount(self) -> int:
        return sum(bill.amount for bill in self.bills)


@dataclass(frozen=True)
class Way:
    """One channel on one day in the books of those who took the money."""

    on: date
    source: str
    channel: str

    @property
    def payments(self) -> QuerySet[Payment]:
        return Payment.objects.filter(booked_on=self.on, source=self.source, channel=self.channel)


@may(Permission.MONEY_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def bills(request: OfficerRequest) -> HttpResponse:
    """The latest bills, or those of a state. What is looked for is sent in the form, never in the address."""
    office, searched = request.posting.office, request.method == "POST"
    typed = request.POST.get("q", "").replace("\x00", "").strip()[:LONGEST]
    state = "" if searched else next((one for one in Bill.State.values if one == request.GET.get("state")), "")
    found = at(office)
    if searched:
        found = found.filter(finding.bills(typed, Application.objects.at(office)))
    elif state:
        found = found.filter(state=state)
    way = _way(request)
    if way and not searched:
        found = found.filter(payments__in=way.payments)
    shown = list(found.prefetch_related("application__people", "payments").order_by("-issued_at", "-id")[: SHOWN + 1])
    facts = {
        "typed": typed,
        "searched": searched,
        "state": state,
        "way": way,
        "states": Bill.State.values,
        "bills": shown[:SHOWN],
        "bill_days": _by_day(shown[:SHOWN], office),
        "more": len(shown) > SHOWN,
    }
    return tabs.page(request, "backoffice/payments/bills.html", facts, tab="bills")


def at(office: Office) -> QuerySet[Bill]:
    """The bills an officer may see: those of the files of the office and its units."""
    files = Application.objects.at(office)
    return Bill.objects.filter(application__in=files).select_related("application", "applicant")


def _way(request: OfficerRequest) -> Way | None:
    """The channel and day in the address, when there is one."""
    source, channel = (request.GET.get(name, "").replace("\x00", "")[:LONGEST] for name in ("source", "channel"))
    return Way(days.asked(request), source, channel) if source else None


def _by_day(found: list[Bill], office: Office) -> list[Day]:
    made = groupby(found, lambda bill: bill.issued_at.astimezone(office.zoneinfo).date())
    return [Day(on, list(bills_)) for on, bills_ in made]
