"""What a passport costs: the rows of the tariff as they hold today, and a calculator that asks the same rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mpaspor.core import clock
from mpaspor.offices import policy
from mpaspor.stages.applications.models import PassportKind, Service
from mpaspor.stages.decisions.models import Reason
from mpaspor.stages.payments import outcomes, price_list, tariff
from mpaspor.web.access import CENTRE, public

SPANS = [(5, _("5 tahun")), (10, _("10 tahun"))]
ADULT = [("yes", _("Dewasa, atau sudah menikah")), ("no", _("Anak"))]
MOST_PEOPLE = 8


class Wanted(forms.Form):
    """What somebody wants to know the price of; every answer has a beginning, so that one press is enough."""

    service = forms.ChoiceField(label=_("Layanan"), choices=Service.choices)
    adult = forms.ChoiceField(label=_("Untuk siapa"), choices=ADULT)
    kind = forms.ChoiceField(label=_("Jenis paspor"), choices=PassportKind.choices)
    years = forms.TypedChoiceField(label=_("Masa berlaku"), choices=SPANS, coerce=int)
    people = forms.TypedChoiceField(
        label=_("Berapa orang"), choices=[(count, count) for count in range(1, MOST_PEOPLE + 1)], coerce=int
    )
    accelerated = forms.BooleanField(label=_("Selesai di hari yang sama (percepatan)"), required=False)
    migrant_worker = forms.BooleanField(label=_("Pertama kali, untuk bekerja di luar negeri (PMI)"), required=False)


BEGINNING = {"service": Service.NEW, "adult": "yes", "kind": PassportKind.ELECTRONIC, "years": 10, "people": 1}


@public
@require_safe
def fees(request: HttpRequest) -> HttpResponse:
    on = clock.today(CENTRE)
    is_asked = "service" in request.GET
    stated = outcomes.stated(None, on, reasons=dict(Reason.choices))
    form = Wanted(request.GET) if is_asked else Wanted(initial=BEGINNING)
    beside = extras(on)
    facts = {
        "form": form,
        "prices": price_list.table(on),
        "extras": beside,
        "announced": price_list.announced(on),
        "laws": list(dict.fromkeys(extra["law"] for extra in beside)),
        "kept": [line for line in stated if line.is_kept],
        "given_back": [line for line in stated if not line.is_kept],
        "adult_age": policy.number("adult.age", on=on),
        **(answer(form, on) if is_asked and form.is_valid() else {}),
    }
    return render(request, "public/fees/page.html", facts, status=422 if form.errors else 200)


def extras(on: date) -> list[dict[str, Any]]:
    """What may stand beside the price of a book, as far as the law names it on the day."""
    rows = [row for code in tariff.BESIDE if (row := tariff.known(code, on))]
    return [{"name": tariff.NAMES[row.code], "amount": row.amount, "law": row.legal_reference} for row in rows]


def answer(form: Wanted, on: date) -> dict[str, Any]:
    """The sum with its lines; or why these do not go together."""
    told = form.cleaned_data
    choice = tariff.Choice(
        service=told["service"],
        kind=told["kind"],
        years=told["years"],
        accelerated=told["accelerated"],
        migrant_worker=told["migrant_worker"],
        adult=told["adult"] == "yes",
    )
    try:
        quote = tariff.quote(choice, on)
    except tariff.NotAllowed as refusal:
        return {"apart": refusal.words}
    except tariff.NoTariff as gap:
        return {"unpriced": gap.words}
    items = [{"name": tariff.NAMES[item.tariff.code], "amount": item.amount} for item in quote.items]
    return {"items": items, "people": told["people"], "each": quote.total, "total": quote.total * told["people"]}
