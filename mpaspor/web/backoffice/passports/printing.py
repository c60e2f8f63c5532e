"""The print line, the next book, and the look at it before it leaves the workshop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.core.clock import now
from mpaspor.stages.applications.models import PassportKind
from mpaspor.stages.passports import inspection as inspections
from mpaspor.stages.passports import printing as prints
from mpaspor.stages.passports import stock
from mpaspor.stages.passports.models import Passport
from mpaspor.stages.visits.models import Visit
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals
from mpaspor.web.backoffice.refusals import Refusal

MOST_SHOWN = 200
LONGEST_WHY, LONGEST_NAME = 200, 80
PRINTED_UNSEEN = (Passport.State.PRINTED, Passport.State.INSPECTED)


@may(Permission.PASSPORT_PRINT)
def printing(request: OfficerRequest) -> HttpResponse:
    return show_line(request)


def show_line(request: OfficerRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    office = request.posting.office
    queued = list(prints.line(office)[:MOST_SHOWN])
    printed = Passport.objects.at(office).filter(state__in=PRINTED_UNSEEN).select_related("applicant__application")
    left = stock.remaining(office)
    facts = {
        "queued": queued,
        "printed": printed.order_by("printed_at")[:MOST_SHOWN],
        "stock": [(PassportKind(kind).label, count) for kind, count in left.items()],
        # The first whose kind of blank is there: an empty drawer holds up its own kind only.
        "next": next((book for book in queued if left.get(book.kind)), next(iter(queued), None)),
    }
    return desk.page(request, "backoffice/passports/printing.html", facts, tab="printing", refusal=refusal)


def passport_of(request: OfficerRequest, pk: int) -> Passport:
    passports = Passport.objects.at(request.posting.office).select_related("applicant__application", "office", "book")
    return get_object_or_404(passports, pk=pk)


@may(Permission.PASSPORT_PRINT)
@require_POST
def print_book(request: OfficerRequest, pk: int) -> HttpResponse:
    """The form names the passport, so that pressing twice does not print two."""
    passport = passport_of(request, pk)
    try:
        prints.print_book(passport, by=request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return show_line(request, refusal=refusals.of(refused))
    return redirect("backoffice:inspection", passport.pk)


@may(Permission.PASSPORT_PRINT)
def inspection(request: OfficerRequest, pk: int) -> HttpResponse:
    passport = passport_of(request, pk)
    if request.method == "POST":
        act: Callable[[], Any] = lambda: inspections.accept(passport, by=request.user, at=now())  # noqa: E731 - one line, used once
        told = _("%(number)s siap diambil; pemohon diberi tahu.") % {"number": passport.number}
        return _answer(request, passport, act, told)
    trail.saw(passport, "case.seen", by=request.user, at=now())
    return show(request, passport)


def show(
    request: OfficerRequest, passport: Passport, *, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    visits = Visit.objects.filter(applicant=passport.applicant_id).select_related("capture")
    facts = {
        "passport": passport,
        "person": passport.applicant,
        "visit": visits.order_by("-pk").first(),
        "lines": passport.mrz.split("\n") if passport.mrz else [],
        "typed": typed or {"primary": passport.mrz_primary, "secondary": passport.mrz_secondary},
    }
    return desk.page(request, "backoffice/passports/inspection.html", facts, refusal=refusal)


@may(Permission.PASSPORT_PRINT)
@require_POST
def spoil(request: OfficerRequest, pk: int) -> HttpResponse:
    passport, why = passport_of(request, pk), desk.typed(request, "why", LONGEST_WHY)
    act: Callable[[], Any] = lambda: prints.spoil(passport, why, by=request.user, at=now())  # noqa: E731 - one line, used once
    told = _("Cetakan gagal dicatat. Paspor masuk antrean cetak lagi dengan blanko lain.")
    return _answer(request, passport, act, told)


@may(Permission.PASSPORT_PRINT)
@require_POST
def name(request: OfficerRequest, pk: int) -> HttpResponse:
    """How the name is split for the machine-readable zone, before it is printed."""
    passport = passport_of(request, pk)
    typed = {part: desk.typed(request, part, LONGEST_NAME) for part in ("primary", "secondary")}
    try:
        prints.change_name(passport, typed["primary"], typed["secondary"], by=request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return show(request, passport, refusal=refusals.of(refused), typed=typed)
    messages.success(request, _("Pembagian nama tersimpan."))
    return redirect("backoffice:inspection", passport.pk)


def _answer(request: OfficerRequest, passport: Passport, act: Callable[[], Any], told: str) -> HttpResponse:
    try:
        act()
    except refusals.ANTICIPATED as refused:
        return show(request, passport, refusal=refusals.of(refused))
    messages.success(request, told)
    return redirect("backoffice:printing")
