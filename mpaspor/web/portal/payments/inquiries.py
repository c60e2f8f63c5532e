"""Paid, and not recorded yet? It is asked now; or looked for by the number on the proof of payment."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.core import clock, dates
from mpaspor.gateways.link import Unavailable
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import asking, standing
from mpaspor.stages.payments import inquiries as known
from mpaspor.stages.payments.models import Bill, Payment
from mpaspor.web import pace
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own

# A payment reaches us within a minute or two, and is told unasked; more questions than these find nothing.
ASKING = pace.Pace("inquiry", 6, timedelta(minutes=10))
NTPN = 16
WAITING = {Bill.State.DUE, Bill.State.LAPSED}


@may(Permission.APPLY)
@require_POST
def inquiry(request: CitizenRequest, reference: str) -> HttpResponse:
    """Everybody who may have the money is asked now: of the bill that is named, or else of those that wait for it."""
    file = own.application(request, reference)
    found = asked_about(file, request.POST.get("code", ""))
    if not found:
        raise Http404
    if not ASKING.take(file.pk):
        told = _(
            "Kas negara baru saja ditanya beberapa kali untuk tagihan ini. Begitu pembayaran tercatat, tampil di sini."
        )
        messages.info(request, told)
    elif sum(unpaid(request, file, bill) for bill in found) == len(found):
        told = _("Pada %(hour)s kas negara belum mencatat pembayaran untuk kode ini. Simpan bukti bayar Anda.")
        if not any(bill.state in WAITING for bill in found):
            told = _("Sampai %(hour)s belum ada pembayaran lain yang tercatat untuk kode ini. Simpan bukti bayar Anda.")
        messages.info(request, told % {"hour": hour_now(file)})
    return redirect("portal:bill", file.reference)


def asked_about(file: Application, code: str) -> list[Bill]:
    found = standing.bills(file)
    named = [bill for bill in found if bill.code == code]
    return named or [bill for bill in found if bill.state in WAITING] or found


@may(Permission.APPLY)
@require_POST
def by_number(request: CitizenRequest, reference: str) -> HttpResponse:
    """The applicant's own check: the NTPN on her proof, looked for at the treasury among her bills."""
    file = own.application(request, reference)
    ntpn = "".join(request.POST.get("ntpn", "")[:40].split()).upper()
    if not (len(ntpn) == NTPN and ntpn.isascii() and ntpn.isalnum()):
        messages.warning(request, _("NTPN terdiri dari 16 huruf dan angka, tercetak di bukti bayar. Periksa lagi."))
    elif not ASKING.take(file.pk):
        messages.info(request, _("Kas negara baru saja ditanya beberapa kali. Coba lagi sepuluh menit lagi."))
    else:
        look_for(request, file, ntpn)
    return redirect("portal:bill", file.reference)


def look_for(request: CitizenRequest, file: Application, ntpn: str) -> None:
    since = known.unplaced_since(ntpn)
    if since:
        told = _("NTPN %(ntpn)s sudah ada di catatan kami sejak %(day)s, dan petugas mencari untuk tagihan siapa.")
        day = dates.day(since, own.zone(file), get_language() or "id")
        messages.info(request, told % {"ntpn": ntpn, "day": day})
        return
    try:
        found = asking.by_ntpn(file, ntpn, at=clock.now())
    except (Unavailable, asking.NotNoted):
        silent(request, file)
        return
    if found:
        tell(request, found)
    else:
        told = _("NTPN %(ntpn)s bukan untuk kode bayar permohonan ini. Periksa kodenya di bukti bayar Anda.")
        messages.warning(request, told % {"ntpn": ntpn})


def unpaid(request: CitizenRequest, file: Application, found: Bill) -> bool:
    """Ask all who may have the money, outside any transaction; whether nobody has more of it than is noted.

    What they have is received; silence says nothing.
    """
    noted, before = found.payments.count(), found.state
    found.application = file
    try:
        asking.ask(found, at=clock.now())
    except (Unavailable, asking.NotNoted):
        silent(request, file)
        return False
    new = found.payments.order_by("pk")[noted:]
    for payment in new:
        tell(request, payment)
    return not new and found.state == before


def silent(request: CitizenRequest, file: Application) -> None:
    told = _("Kas negara belum bisa dihubungi pada %(hour)s. Kami bertanya lagi sebelum tagihan ditutup.")
    messages.warning(request, told % {"hour": hour_now(file)})


def tell(request: CitizenRequest, payment: Payment) -> None:
    """What became of money somebody told of just now."""
    if payment.outcome == "settled":
        messages.success(request, _("Pembayaran Anda sudah tercatat."))
    elif payment.outcome == "credit":
        messages.info(request, _("Uang Anda sudah masuk dan menjadi saldo, karena tagihan ini tidak lagi menunggunya."))
    else:
        messages.warning(request, _("Uang Anda sudah masuk; jumlahnya sedang dicocokkan petugas."))


def hour_now(file: Application) -> str:
    return dates.hour(clock.now(), own.zone(file), get_language() or "id")
