"""A pretend wallet: it scans a bill's code, shows whom and how much, and pays; the acquirer then tells us, signed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mpaspor.core.clock import now
from mpaspor.demo import acquirer
from mpaspor.gateways import qris
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.qris import emv
from mpaspor.gateways.qris.scanner import NotTaken
from mpaspor.gateways.qris.tlv import Malformed
from mpaspor.stages.payments import ledger
from mpaspor.stages.payments.models import QrCode
from mpaspor.web.access import public


class ScanForm(forms.Form):
    """A camera of its own it has not: the code on the bill's page is found by the bill's digits, or its text pasted."""

    content = forms.CharField(
        label=_("Kode bayar atau teks kode QR"),
        help_text=_("15 angka dari halaman tagihan yang kode QRIS-nya sudah tampil, atau teks di dalam kode."),
        max_length=512,
        error_messages={"required": _("Tulis kode bayarnya.")},
    )

    def clean_content(self) -> str:
        typed: str = self.cleaned_data["content"]
        digits = "".join(typed.split())
        shown = QrCode.objects.filter(bill__code=digits, state=QrCode.State.OPEN).exclude(content="").first()
        content = shown.content if shown else typed
        try:
            self.code = emv.check(content)
        except Malformed as unreadable:
            raise forms.ValidationError(_("Tidak ada kode QRIS yang terbaca. Tampilkan dulu kodenya.")) from unreadable
        return content


@public
@never_cache
@require_http_methods(["GET", "POST"])
def wallet(request: HttpRequest) -> HttpResponse:
    """What the code says first; on a second press it is paid."""
    if request.method != "POST":
        return _held_up(request, ScanForm(initial={"content": request.GET.get("code", "")[:40]}))
    form = ScanForm(request.POST)
    if not form.is_valid():
        return _held_up(request, form, status=422)
    if "pay" not in request.POST:
        return _held_up(request, form, read=form.code)
    try:
        scanned = qris.scanner().pay(form.cleaned_data["content"])
    except NotTaken:
        return _held_up(request, form, status=409, refused=True)
    except Unavailable:
        return _held_up(request, form, status=503, away=True)
    return render(request, "demo/wallet/paid.html", {"scanned": scanned, "read": form.code})


@public
@never_cache
@require_safe
def day_list(request: HttpRequest) -> HttpResponse:
    """What the acquirer took on a day, as the file a treasurer uploads; without a day that can be read, today's."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = ledger.day(now())
    try:
        content = acquirer.day(on)
    except Unavailable:
        return _held_up(request, ScanForm(), status=503, away=True)
    named = {"Content-Disposition": f'attachment; filename="qris-{on}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=named)


def _held_up(request: HttpRequest, form: ScanForm, *, status: int = 200, **facts: Any) -> HttpResponse:
    shown = {"form": form, "today": ledger.day(now()), **facts}
    return render(request, "demo/wallet/page.html", shown, status=status)
