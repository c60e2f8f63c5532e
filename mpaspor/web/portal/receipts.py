"""The receipt of a settled bill, on paper; anybody it is shown to can check it."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.stages.payments import receipts
from mpaspor.stages.payments.models import BillItem, Credit
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own


@may(Permission.APPLY)
@require_safe
def receipt_pdf(request: CitizenRequest, reference: str, bill_code: str) -> HttpResponse:
    file = own.application(request, reference)
    items = Prefetch("items", BillItem.objects.select_related("applicant", "tariff"))
    credits_used = Prefetch("credits", Credit.objects.select_related("payment").order_by("pk"))
    bills = file.bills.select_related("applicant").prefetch_related(items, "payments", credits_used)
    bill = get_object_or_404(bills, code=bill_code.replace("\0", ""))
    bill.application = file
    try:
        paper = receipts.sheet(bill)
    except receipts.NotPaid as unpaid:
        raise Http404 from unpaid
    name = f"M-Paspor {bill.code}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)
