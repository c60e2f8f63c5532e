"""A bill's code to scan: made on request, shown with what the wallet will say, kept as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core import clock, qr
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.qris import emv
from mpaspor.gateways.qris.port import QrRefused
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import scanning
from mpaspor.stages.payments.models import Bill
from mpaspor.web import pace
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own

# A bill has one code, and another one whenever its end was moved.
MAKING = pace.Pace("qris", 6, timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Scan:
    """A code that can be scanned now, and what the wallet shows of it before one pays."""

    content: str
    merchant: str
    amount: int
    until: datetime
    is_latest: bool


def told(bill: Bill, *, at: datetime) -> Scan | None:
    """`scan` of components/qris.html, which needs `file` and `bill` beside it; None while no code can be scanned."""
    code = scanning.shown(bill, at=at)
    if code is None:
        return None
    merchant = emv.check(code.content).name
    return Scan(code.content, merchant, bill.amount, code.expires_at, is_latest=code.expires_at == bill.expires_at)


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: CitizenRequest, reference: str, bill_code: str) -> HttpResponse:
    file = own.application(request, reference)
    bill = bill_of(file, bill_code)
    at = clock.now()
    if bill.state != Bill.State.DUE or bill.expires_at <= at:
        return redirect("portal:one_bill", file.reference, bill.code)
    if request.method == "POST":
        make(request, bill, at=at)
        return redirect("portal:qris", file.reference, bill.code)
    return render(
        request, "portal/scanning/qris.html", {"file": file, "bill": bill, "scan": told(bill, at=at), "now": at}
    )


def make(request: CitizenRequest, bill: Bill, *, at: datetime) -> None:
    """Ask for the code; where it cannot be had now, the fifteen digits still pay the bill."""
    if not MAKING.take(bill.pk):
        messages.info(request, _("Kode baru saja diminta beberapa kali. Tunggu sebentar, atau pakai kode 15 angka."))
        return
    try:
        scanning.make(bill, at=at)
    except scanning.NotDue:
        messages.info(request, _("Tagihan ini tidak lagi menunggu pembayaran."))
    except scanning.BeingPaid:
        messages.info(request, _("Kode QRIS yang lama sedang dibayar. Tunggu sebentar; kami tanyakan hasilnya."))
    except (Unavailable, QrRefused):
        told = _("Kode QRIS belum bisa dibuat. Kode 15 angka tetap berlaku; coba lagi sebentar lagi.")
        messages.warning(request, told)


@may(Permission.APPLY)
@require_safe
def picture(request: CitizenRequest, reference: str, bill_code: str) -> HttpResponse:
    """The code as a PNG, to be opened from the wallet's own gallery on the same phone."""
    bill = bill_of(own.application(request, reference), bill_code)
    found = scanning.shown(bill, at=clock.now())
    if found is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="QRIS {bill.code}.png"', "Cache-Control": "no-store"}
    return HttpResponse(qr.png(found.content), content_type="image/png", headers=headers)


def bill_of(file: Application, bill_code: str) -> Bill:
    """One of her file's bills; 404 for any other."""
    bill = get_object_or_404(file.bills, code=bill_code.replace("\0", ""))
    bill.application = file
    return bill
