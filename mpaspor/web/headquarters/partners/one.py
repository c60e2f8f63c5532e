"""One bank: what it is known by, from where it may call, and the two keys or secrets of a change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.stages.payments import partnering
from mpaspor.stages.payments.models import BankPartner
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.headquarters import desk
from mpaspor.web.headquarters.partners import forms
from mpaspor.web.headquarters.partners.words import refusal, told

ENTRIES = 20


@may(Permission.PARTNER_CHANGE)
@require_http_methods(["GET", "POST"])
def partner(request: CitizenRequest, code: str) -> HttpResponse:
    bank = _bank(code)
    if request.method != "POST":
        return _show(request, bank)
    form = forms.Change(request.POST)
    if form.is_valid():
        try:
            partnering.change(bank, by=request.user, at=now(), **form.facts())
        except partnering.WrongForm as wrong:
            form.blame(wrong)
        else:
            messages.success(request, _("Tersimpan. Berlaku di semua proses dalam beberapa detik."))
            return redirect("headquarters:partner", code)
    return _show(request, _bank(code), form=form, status=422)


@may(Permission.PARTNER_CHANGE)
@require_POST
def access(request: CitizenRequest, code: str) -> HttpResponse:
    """Let it call, or no longer."""
    bank = _bank(code)
    if "open" in request.POST:
        partnering.open_to(bank, by=request.user, at=now())
        messages.success(request, _("%(bank)s boleh memanggil.") % {"bank": bank.name})
    else:
        partnering.shut_out(bank, by=request.user, at=now())
        messages.success(request, _("%(bank)s ditutup. Panggilannya ditolak.") % {"bank": bank.name})
    return redirect("headquarters:partner", code)


@may(Permission.PARTNER_CHANGE)
@require_POST
def keys(request: CitizenRequest, code: str) -> HttpResponse:
    """One more public key of the bank."""
    bank, typed = _bank(code), request.POST.get("key", "").replace("\x00", "")
    try:
        partnering.add_key(bank, typed, by=request.user, at=now())
    except (partnering.WrongForm, partnering.TwoInUse) as refused:
        return _show(request, bank, typed=typed, refusal=refusal(refused))
    messages.success(request, _("Kunci baru dipercaya, di samping yang lama."))
    return redirect("headquarters:partner", code)


@may(Permission.PARTNER_CHANGE)
@require_POST
def key_retirement(request: CitizenRequest, code: str, mark: str) -> HttpResponse:
    bank = _bank(code)
    try:
        partnering.retire_key(bank, mark, by=request.user, at=now())
    except (partnering.LastOne, partnering.NotInUse) as refused:
        return _show(request, bank, refusal=refusal(refused))
    messages.success(request, _("Kunci itu tidak dipercaya lagi."))
    return redirect("headquarters:partner", code)


@may(Permission.PARTNER_CHANGE)
@require_POST
def secrets(request: CitizenRequest, code: str) -> HttpResponse:
    """One more secret; it is shown on this answer alone."""
    bank = _bank(code)
    try:
        drawn = partnering.draw_secret(bank, by=request.user, at=now())
    except partnering.TwoInUse as refused:
        return _show(request, bank, refusal=refusal(refused))
    return _show(request, _bank(code), drawn=drawn)


@may(Permission.PARTNER_CHANGE)
@require_POST
def secret_retirement(request: CitizenRequest, code: str, mark: str) -> HttpResponse:
    bank = _bank(code)
    try:
        partnering.retire_secret(bank, mark, by=request.user, at=now())
    except (partnering.LastOne, partnering.NotInUse) as refused:
        return _show(request, bank, refusal=refusal(refused))
    messages.success(request, _("Rahasia itu tidak dipercaya lagi."))
    return redirect("headquarters:partner", code)


def _show(
    request: CitizenRequest,
    bank: BankPartner,
    *,
    form: forms.Change | None = None,
    refusal: desk.Refusal | None = None,
    status: int = 200,
    **facts: Any,
) -> HttpResponse:
    entries = Entry.objects.filter(record="bankpartner", record_id=bank.pk).select_related("by").order_by("-id")
    shown = {
        "bank": bank,
        "form": form or forms.of(bank),
        "keys": [partnering.mark(key) for key in bank.public_keys],
        "secrets": [partnering.mark(secret) for secret in bank.secrets],
        "entries": [(entry, told(entry)) for entry in entries[:ENTRIES]],
    }
    return desk.page(
        request, "headquarters/partners/one.html", shown | facts, tab="partners", refusal=refusal, status=status
    )


def _bank(code: str) -> BankPartner:
    return get_object_or_404(BankPartner, code=code)
