"""The counter of the pretend bank: it asks us about a code, takes money, as one should or not, and tells us."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mpaspor.core import clock
from mpaspor.demo import hurry, paying
from mpaspor.demo.paying import Trouble
from mpaspor.gateways import snap
from mpaspor.gateways.link import Unavailable
from mpaspor.web.access import public

DIGITS = 15


class CodeField(forms.CharField):
    """The code as people copy it, with spaces or without."""

    def clean(self, value: Any) -> str:
        code = "".join(super().clean(value).split())
        if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
            raise forms.ValidationError(_("Kode bayar terdiri dari 15 angka. Salin dari halaman tagihan."))
        return code


class PayForm(forms.Form):
    code = CodeField(
        label=_("Kode bayar"),
        help_text=_("15 angka dari halaman tagihan."),
        error_messages={"required": _("Tulis kode bayarnya.")},
    )
    trouble = forms.ChoiceField(
        label=_("Bagaimana jalannya?"), choices=Trouble.choices, widget=forms.RadioSelect, initial=Trouble.NONE
    )


@public
@never_cache
@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest) -> HttpResponse:
    """First the bank asks us what the code is for; then, on a second press, it takes the money."""
    if request.method != "POST":
        return _counter(request, PayForm(initial={"code": request.GET.get("code", "")[:40]}))
    form = PayForm({"trouble": Trouble.NONE.value, **request.POST.dict()})
    if not form.is_valid():
        return _counter(request, form, status=422)
    code, trouble = form.cleaned_data["code"], Trouble(form.cleaned_data["trouble"])
    try:
        asked = snap.teller().inquire(code)
        if asked.amount is None or "pay" not in request.POST:
            return _counter(request, form, status=200 if asked.found else 422, asked=asked)
        taken = paying.pay(code, asked, asked.amount, trouble, at=clock.now())
    except hurry.NothingDue:
        return _counter(request, form, status=409)
    except Unavailable:
        return _counter(request, form, status=503, away=True)
    return render(request, "demo/bank/receipt.html", {"taken": taken, "code": code})


def _counter(request: HttpRequest, form: PayForm, *, status: int = 200, **facts: Any) -> HttpResponse:
    return render(request, "demo/bank/page.html", {"form": form, **facts}, status=status)
