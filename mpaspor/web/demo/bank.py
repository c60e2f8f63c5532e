"""The counter of the pretend bank: a code goes in, money is taken, and a signed notice comes to us over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mpaspor.gateways import banks
from mpaspor.gateways.link import Unavailable
from mpaspor.web.access import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class PayForm(forms.Form):
    code = forms.RegexField(
        r"^\d{15}$",
        label=_("Kode bayar"),
        help_text=_("15 angka"),
        error_messages={"invalid": _("Kode bayar terdiri dari 15 angka.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if self.is_bound:
            self.data = {**self.data.dict(), "code": "".join(self.data.get("code", "").split())}


@public
@never_cache
@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest) -> HttpResponse:
    """First the bank asks us what the code is for; then, on a second press, it takes the money."""
    if request.method != "POST":
        return render(request, "demo/bank/page.html", {"form": PayForm(initial={"code": request.GET.get("code", "")})})
    form = PayForm(request.POST)
    if not form.is_valid():
        return render(request, "demo/bank/page.html", {"form": form}, status=422)
    code, teller = form.cleaned_data["code"], banks.teller()
    try:
        asked = teller.inquire(code)
        if not asked.found or "pay" not in request.POST:
            return render(request, "demo/bank/page.html", {"form": form, "asked": asked, "code": code})
        receipt = teller.pay(code, asked.amount or 0)
    except Unavailable:
        return render(request, "demo/bank/page.html", {"form": form, "away": True}, status=503)
    return render(request, "demo/bank/receipt.html", {"receipt": receipt, "asked": asked, "code": code})
