"""The counter of the pretend treasury: a shop, post office or bank that takes the money, on good days and bad."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mpaspor.gateways import treasury
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.treasury.counter import NotTaken
from mpaspor.stages.payments import channels
from mpaspor.web.access import public
from mpaspor.web.demo.bank import CodeField

BEGIN = "begin"
# What the pretend treasury is asked for besides.
WISHES: dict[str, dict[str, bool]] = {
    "now": {},
    "anyway": {"late": True, "again": True},
    "silent": {"hold": True},
}
PLACES = ("6010", "6011", "6017", "POS", "INDOMARET", "TOKOPEDIA")


class CounterForm(forms.Form):
    """A code, where it is paid, and what goes wrong."""

    code = CodeField(
        label=_("Kode bayar"),
        help_text=_("15 angka dari halaman tagihan."),
        error_messages={"required": _("Tulis kode bayarnya.")},
    )
    amount = forms.IntegerField(
        label=_("Jumlah lain"),
        help_text=_("Kosongkan untuk jumlah tagihan. Angka saja, dalam rupiah."),
        required=False,
        min_value=1,
        max_value=10**12,
        error_messages={"invalid": _("Tulis angka saja, misalnya 300000.")},
    )
    channel = forms.ChoiceField(label=_("Dibayar di mana"), choices=[(code, channels.word(code)) for code in PLACES])
    turn = forms.ChoiceField(
        label=_("Apa yang terjadi"),
        choices=[
            ("now", _("Dibayar seperti biasa")),
            ("anyway", _("Diterima walaupun sudah ditutup atau sudah lunas")),
            ("silent", _("Dibayar, tetapi kami tidak diberi tahu")),
            (BEGIN, _("Baru dimulai; uangnya masih di jalan")),
        ],
    )


@public
@never_cache
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """One press: the treasury has the money, and tells us or does not."""
    if request.method != "POST":
        return _open(request, CounterForm(initial={"code": request.GET.get("code", "")[:40]}))
    form = CounterForm(request.POST)
    if not form.is_valid():
        return _open(request, form, status=422)
    try:
        return _served(request, form.cleaned_data)
    except NotTaken:
        return _open(request, form, status=409, refused=True)
    except Unavailable:
        return _open(request, form, status=503, away=True)


def _served(request: HttpRequest, asked: dict[str, Any]) -> HttpResponse:
    at = treasury.counter()
    if asked["turn"] == BEGIN:
        return render(request, "demo/counter/begun.html", {"bill": at.begin(asked["code"])})
    wish: dict[str, Any] = {**WISHES[asked["turn"]]}
    if asked["amount"]:
        wish |= {"amount": asked["amount"], "force": True}
    paid = at.pay(asked["code"], channel=asked["channel"], **wish)
    return render(request, "demo/counter/receipt.html", {"paid": paid, "receipt": paid.receipt})


def _open(request: HttpRequest, form: CounterForm, *, status: int = 200, **facts: Any) -> HttpResponse:
    return render(request, "demo/counter/page.html", {"form": form, **facts}, status=status)
