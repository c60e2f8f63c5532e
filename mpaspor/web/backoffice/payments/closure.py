"""Acts on a day: what differs gets an owner and a reason, lists are brought, and two close it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.payments import closing, collecting, jobs, reconciling, statement_files, statements
from mpaspor.stages.payments.models import Difference
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.payments import reconciliation, refusals
from mpaspor.web.templatetags.receiving import source_word


@may(Permission.MONEY_RECONCILE)
@require_POST
def signature(request: OfficerRequest, on: str) -> HttpResponse:
    """One says that the day is right as it stands."""
    day = _day(on)
    return _act(
        request,
        day,
        lambda: closing.sign(request.posting.office, day, by=request.user, at=now()),
        _("Ditandatangani. Orang kedua menutupnya."),
    )


@may(Permission.MONEY_RECONCILE)
@require_POST
def signature_withdrawal(request: OfficerRequest, on: str) -> HttpResponse:
    day, why = _day(on), desk.typed(request, "why")
    if not why:
        return reconciliation.show(request, day, refusal=refusals.REASON_NEEDED)
    return _act(
        request,
        day,
        lambda: closing.take_back(request.posting.office, day, by=request.user, at=now(), why=why),
        _("Tanda tangan ditarik. Harinya terbuka lagi."),
    )


@may(Permission.MONEY_CLOSE)
@require_POST
def closure(request: OfficerRequest, on: str) -> HttpResponse:
    """Another closes it for good."""
    day = _day(on)
    return _act(
        request,
        day,
        lambda: closing.close(request.posting.office, day, by=request.user, at=now()),
        _("Harinya ditutup."),
    )


@may(Permission.MONEY_RECONCILE)
@require_POST
def owner(request: OfficerRequest, pk: int) -> HttpResponse:
    """Somebody looks into what differs."""
    found = _difference(request, pk)
    return _act(
        request, found.on, lambda: reconciling.take(found, by=request.user, at=now()), _("Anda yang memeriksanya.")
    )


@may(Permission.MONEY_RECONCILE)
@require_POST
def explanation(request: OfficerRequest, pk: int) -> HttpResponse:
    """It ends with a reason somebody can read later."""
    found, why = _difference(request, pk), desk.typed(request, "why", 300)
    return _act(
        request, found.on, lambda: reconciling.explain(found, why, by=request.user, at=now()), _("Sebabnya dicatat.")
    )


@may(Permission.MONEY_RECONCILE)
@require_POST
def list_brought(request: OfficerRequest, on: str) -> HttpResponse:
    """The acquirer's or the post's list of a day; the file itself says whose and which."""
    day, file = _day(on), request.FILES.get("file")
    if file is None or file.size is None or file.size > statement_files.MOST_BYTES:
        return reconciliation.show(request, day, refusal=refusals.FILE_NEEDED)
    try:
        statement = collecting.bring(file.read(), by=request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return reconciliation.show(request, day, refusal=refusals.of(refused))
    told = {"source": source_word(statement.source), "count": statement.count}
    messages.success(request, _("Laporan %(source)s disimpan dan dicocokkan: %(count)s pembayaran.") % told)
    return _back(statement.on)


@may(Permission.MONEY_RECONCILE)
@require_POST
def lists_wanted(request: OfficerRequest, on: str) -> HttpResponse:
    """Ask for the lists of a day now; a job asks, outside of this answer."""
    day = _day(on)
    for source in statements.asked_for():
        jobs.collect_list.defer(source=source, on=day.isoformat())
    messages.success(request, _("Laporan sedang diminta. Muat ulang sebentar lagi."))
    return _back(day)


def _act(request: OfficerRequest, on: date, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except refusals.ANTICIPATED as refused:
        return reconciliation.show(request, on, refusal=refusals.of(refused))
    messages.success(request, done)
    return _back(on)


def _back(on: date) -> HttpResponse:
    return redirect(f"{reverse('backoffice:money')}?on={on}")


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Http404 from None


def _difference(request: OfficerRequest, pk: int) -> Difference:
    return get_object_or_404(Difference, pk=pk, office=request.posting.office)
