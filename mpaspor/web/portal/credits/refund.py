"""Asking for a credit back: what is told before, the account, putting it right, and taking the request back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import clock
from mpaspor.gateways.payout.port import Account
from mpaspor.stages.payments import jobs, receiving_banks, refunding
from mpaspor.stages.payments.models import Credit, Refund
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal.credits import listing

WRONG = {
    "bank": gettext_lazy("Pilih bank Anda dari daftar."),
    "account": gettext_lazy("Nomor rekening 6 sampai 20 angka, seperti di buku tabungan."),
    "holder": gettext_lazy("Tulis nama pemilik seperti di buku tabungan."),
}


def _said(name: str) -> dict[str, Any]:
    """One sentence, whatever is wrong with it."""
    return dict.fromkeys(("required", "invalid_choice", "max_length"), WRONG[name])


class AccountForm(forms.Form):
    """Where the money is to go. What is right is asked of the stage."""

    bank = forms.ChoiceField(label=gettext_lazy("Bank"), error_messages=_said("bank"))
    account = forms.CharField(label=gettext_lazy("Nomor rekening"), max_length=40, error_messages=_said("account"))
    holder = forms.CharField(
        label=gettext_lazy("Nama pemilik rekening"),
        help_text=gettext_lazy("Seperti di buku tabungan. Lebih cepat kalau rekening Anda sendiri."),
        max_length=refunding.LONGEST_NAME,
        error_messages=_said("holder"),
    )

    def __init__(self, typed: QueryDict | None = None, *, known: dict[str, str] | None = None) -> None:
        super().__init__(typed, initial=known, auto_id="%s")
        self.fields["bank"].choices = [("", _("Pilih bank")), *receiving_banks.BANKS.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in refunding.faults(self.destination()):
            if name not in self.errors:
                self.add_error(name, WRONG[name])
        return cleaned

    def destination(self) -> Account:
        typed = {name: str(self.cleaned_data.get(name) or "").replace("\x00", "") for name in self.fields}
        return Account(typed["bank"], typed["account"], typed["holder"])


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: CitizenRequest, pk: int) -> HttpResponse:
    """The form for a credit that is open, or whose account has to be put right; for any other the list says more."""
    credit = get_object_or_404(listing.of(request.user), pk=pk)
    asked: Refund | None = next(iter(vars(credit)["asked_back"]), None)
    correcting = asked if asked and refunding.is_open_to_her(asked) else None
    if correcting is None and (credit.state != Credit.State.OPEN or not refunding.allowed(credit, clock.now())):
        return redirect("portal:credits")
    if request.method == "POST":
        return ask(request, credit, correcting)
    known = {"holder": request.user.full_name}
    if correcting:
        known = {"bank": correcting.bank, "account": correcting.account, "holder": correcting.holder}
    return show(request, credit, correcting, AccountForm(known=known))


def ask(request: CitizenRequest, credit: Credit, correcting: Refund | None) -> HttpResponse:
    form = AccountForm(request.POST)
    if not form.is_valid():
        return show(request, credit, correcting, form, status=422)
    try:
        with transaction.atomic():
            written = write(request, credit, correcting, form.destination())
            jobs.ask_about_account.defer(refund_id=written.pk)
    except (states.StateChanged, states.ForbiddenMove, refunding.TooLate, refunding.AnotherOrder):
        messages.info(request, _("Keadaannya sudah berubah. Ini keadaan sekarang."))
    else:
        messages.success(request, _("Permintaan Anda tercatat. Bank sedang ditanya tentang rekening ini."))
    return redirect("portal:credits")


def write(request: CitizenRequest, credit: Credit, correcting: Refund | None, to: Account) -> Refund:
    if correcting:
        return refunding.correct(correcting, to, by=request.user, at=clock.now())
    return refunding.request(credit, to, by=request.user, at=clock.now())


def show(
    request: CitizenRequest, credit: Credit, correcting: Refund | None, form: AccountForm, *, status: int = 200
) -> HttpResponse:
    facts = {
        "credit": credit,
        "form": form,
        "correcting": correcting,
        "terms": refunding.terms(credit, clock.now()),
        "office": credit.application.office,
    }
    return render(request, "portal/credits/refund.html", facts, status=status)


@may(Permission.APPLY)
@require_POST
def withdrawal(request: CitizenRequest, pk: int) -> HttpResponse:
    """She would rather keep it for a bill; pressed twice it is hers once."""
    refunds = Refund.objects.filter(credit__application__owner=request.user, credit=pk)
    asked = get_object_or_404(refunds.order_by("-pk")[:1])
    try:
        refunding.take_back(asked, by=request.user, at=clock.now())
    except (refunding.TooLate, refunding.AnotherOrder, states.StateChanged, states.ForbiddenMove):
        messages.info(request, _("Permintaan ini sudah diperiksa atau sudah selesai, jadi tidak bisa ditarik lagi."))
    else:
        messages.success(request, _("Permintaan ditarik. Uangnya kembali menjadi saldo Anda."))
    return redirect("portal:credits")
