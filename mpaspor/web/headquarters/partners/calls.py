"""Every call of a bank, found by what it was about; opened one by one, and that is written down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.payments import calls as kept
from mpaspor.stages.payments import masking
from mpaspor.stages.payments.models import BankPartner, PartnerCall
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.headquarters import desk

SHOWN = 100
BOX = {"class": "box", "autocomplete": "off"}


class Search(forms.Form):
    """A number, a day, a bank; what is left empty does not narrow."""

    q = forms.CharField(
        label=_("Kode bayar atau X-EXTERNAL-ID"), required=False, max_length=36, widget=forms.TextInput(attrs=BOX)
    )
    on = forms.DateField(
        label=_("Tanggal"), required=False, widget=forms.DateInput(attrs=BOX | {"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Tulis tanggal seperti 2026-01-31.")},
    )  # fmt: skip
    bank = forms.ModelChoiceField(
        BankPartner.objects.order_by("name").only("code", "name"),
        label=_("Bank"),
        required=False,
        to_field_name="code",
        empty_label=_("Semua bank"),
        widget=forms.Select(attrs=BOX),
    )

    def asked(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {"by_number": "".join(told["q"].split()), "on": told["on"], "partner": told["bank"]}


@may(Permission.MONEY_OF_ALL)
@require_safe
def calls(request: CitizenRequest) -> HttpResponse:
    form, at = Search(request.GET), now()
    found = kept.found(**form.asked(), limit=SHOWN + 1) if form.is_valid() else []
    facts = {
        "form": form,
        "calls": found[:SHOWN],
        "more": len(found) > SHOWN,
        "differing": kept.to_be_asked_about(at=at),
    }
    status = 422 if form.errors else 200
    return desk.page(request, "headquarters/partners/calls.html", facts, tab="calls", status=status)


@may(Permission.MONEY_OF_ALL)
@require_safe
def call(request: CitizenRequest, pk: int) -> HttpResponse:
    """Opened, and that is in the trail; what is a person's or a key is hidden all the same."""
    try:
        one = kept.opened(pk, by=request.user, at=now())
    except PartnerCall.DoesNotExist:
        raise Http404 from None
    facts = {"call": one, "shown": masking.shown(one)}
    return desk.page(request, "headquarters/partners/call.html", facts, tab="calls")
