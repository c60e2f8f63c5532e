"""Blank books: how many the safe holds, and a delivery."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.applications.models import PassportKind
from mpaspor.stages.passports import stock as safe
from mpaspor.stages.passports.models import BlankBook
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals
from mpaspor.web.backoffice.refusals import Refusal

LONGEST = 12


@may(Permission.PASSPORT_STOCK)
def stock(request: OfficerRequest) -> HttpResponse:
    return _deliver(request) if request.method == "POST" else _show(request)


def _show(
    request: OfficerRequest, *, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    rows = BlankBook.objects.filter(office=request.posting.office).values_list("kind", "state").annotate(Count("id"))
    counts = {(kind, state): count for kind, state, count in rows}
    kinds = [(kind.label, [counts.get((kind, state), 0) for state in BlankBook.State]) for kind in PassportKind]
    facts = {"kinds": kinds, "choices": PassportKind.choices, "typed": typed or {}}
    return desk.page(request, "backoffice/passports/stock.html", facts, tab="stock", refusal=refusal)


def _deliver(request: OfficerRequest) -> HttpResponse:
    typed = {name: desk.typed(request, name, LONGEST) for name in ("kind", "first", "count")}
    if typed["kind"] not in PassportKind.values:
        return _show(request, refusal=Refusal(_("Pilih jenis blanko"), _("Biasa atau elektronik.")), typed=typed)
    digits = typed["count"].replace(".", "")
    count = int(digits) if digits.isascii() and digits.isdigit() else 0
    try:
        books = safe.deliver(request.posting.office, typed["kind"], typed["first"], count, by=request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return _show(request, refusal=refusals.of(refused), typed=typed)
    told = {"first": books[0].number, "last": books[-1].number}
    messages.success(request, _("Kiriman %(first)s sampai %(last)s tercatat.") % told)
    return redirect("backoffice:stock")
