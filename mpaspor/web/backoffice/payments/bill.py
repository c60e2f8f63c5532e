"""One bill with everything that happened to it; that an officer looked stands in the trail of the file."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.core.clock import now
from mpaspor.stages.payments import jobs
from mpaspor.stages.payments.models import Bill, BillItem, Credit, Payment
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import telling
from mpaspor.web.backoffice.payments import bills, tabs


@may(Permission.MONEY_READ)
@require_safe
def bill(request: OfficerRequest, code: str) -> HttpResponse:
    found = get_object_or_404(bills.at(request.posting.office), code=code)
    trail.saw(found, "bill.seen", by=request.user, at=now())
    items = list(found.items.select_related("applicant", "tariff").order_by("applicant__order", "id"))
    payments = list(found.payments.order_by("paid_at", "id"))
    credits_ = list(
        Credit.objects.filter(Q(payment__in=payments) | Q(used_for=found) | Q(outcome__bill=found))
        .select_related("used_for", "payment__bill")
        .order_by("id")
    )
    facts = {
        "bill": found,
        "payer": _payer(found, items),
        "items": items,
        "payments": payments,
        "credits": [credit for credit in credits_ if credit.used_for_id != found.pk],
        "used": [credit for credit in credits_ if credit.used_for_id == found.pk],
        "shown": list(found.shown.order_by("at")),
        "qr_codes": list(found.qr_codes.order_by("created_at")),
        "days": _trail(request, found, payments, credits_),
        "may_open": request.user.may(Permission.CASE_READ),
    }
    return tabs.page(request, "backoffice/payments/whole_bill.html", facts, tab="bills")


@may(Permission.MONEY_RECONCILE)
@require_POST
def inquiry(request: OfficerRequest, code: str) -> HttpResponse:
    """Ask everybody who may have its money, now and not at the next round; a job asks, outside of this answer."""
    found = get_object_or_404(bills.at(request.posting.office), code=code)
    jobs.ask_about.defer(code=found.code)
    messages.success(request, _("Kas negara dan bank sedang ditanya. Muat ulang sebentar lagi."))
    return redirect("backoffice:bill", found.code)


def _payer(bill: Bill, items: list[BillItem]) -> str:
    """The name a bank shows, as it is written in the file."""
    return str(bill.applicant or bill.application.contact_name or items[0].applicant)


def _trail(request: OfficerRequest, bill: Bill, payments: list[Payment], kept: list[Credit]) -> list[telling.Day]:
    """What the trail of the file says about this bill and its money."""
    about = Q(record="bill", record_id=bill.pk)
    for name, records in (("payment", payments), ("credit", kept)):
        about |= Q(record=name, record_id__in=[record.pk for record in records])
    entries = trail.of_application(bill.application_id).filter(about)
    return telling.by_day(entries[:100], request.posting.office)
