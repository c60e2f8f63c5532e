"""One refund: the evidence, whose account it is, and the press of one of two."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.core.clock import now
from mpaspor.stages.applications import names
from mpaspor.stages.payments import receiving_banks, refunding
from mpaspor.stages.payments.models import Refund, StatementLine
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals, telling
from mpaspor.web.backoffice.payments import refunds, tabs
from mpaspor.web.backoffice.refusals import Refusal

State = Refund.State


@may(Permission.MONEY_READ)
@require_safe
def refund(request: OfficerRequest, pk: int) -> HttpResponse:
    found = _refund(request, pk)
    trail.saw(found, "refund.seen", by=request.user, at=now())
    return show(request, found)


@may(Permission.REFUND_CHECK)
@require_POST
def check(request: OfficerRequest, pk: int) -> HttpResponse:
    """The first of two."""
    found, why = _refund(request, pk), desk.typed(request, "why", refunding.LONGEST_WHY)
    number = desk.typed(request, "number")
    return _act(
        request, found, lambda: refunding.check(found, number, by=request.user, at=now(), why=why),
        _("%(amount)s diperiksa; orang kedua menyetujui."), why=why,
    )  # fmt: skip


@may(Permission.REFUND_APPROVE)
@require_POST
def approve(request: OfficerRequest, pk: int) -> HttpResponse:
    """The second of two; a job pays it."""
    found, number = _refund(request, pk), desk.typed(request, "number")
    return _act(
        request, found, lambda: refunding.approve(found, number, by=request.user, at=now()),
        _("%(amount)s disetujui; bank menerima perintahnya sekarang."),
    )  # fmt: skip


@may(Permission.REFUND_APPROVE)
@require_POST
def decline(request: OfficerRequest, pk: int) -> HttpResponse:
    """Either of the two may; the applicant reads the reason."""
    found, why = _refund(request, pk), desk.typed(request, "refusal", refunding.LONGEST_WHY)
    number = desk.typed(request, "number")
    return _act(
        request, found, lambda: refunding.decline(found, number, why, by=request.user, at=now()),
        _("%(amount)s tidak dikembalikan; pemohon diberi tahu alasannya."), refusal=why,
    )  # fmt: skip


def show(
    request: OfficerRequest, found: Refund, *, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    assert found.credit, "only credits are an office's"
    office = request.posting.office
    payment = found.credit.payment
    facts = {
        "refund": found,
        "credit": found.credit,
        "payment": payment,
        "lines": list(StatementLine.objects.filter(payment=payment).select_related("statement")) if payment else [],
        "bank": receiving_banks.name(found.bank),
        "same_name": names.same_name(found.holder, found.named),
        "of_the_file": refunding.is_of_the_file(found),
        "at_the_desk": found.requested_by if found.requested_by_id != found.credit.application.owner_id else None,
        "not_yours": _not_yours(request, found),
        "written": typed or {},
        "days": telling.by_day(trail.of_application(found.credit.application_id).filter(record="refund")[:60], office),
        "may_open": request.user.may(Permission.CASE_READ),
    }
    return tabs.page(request, "backoffice/payments/refund.html", facts, tab="refunds", refusal=refusal)


def _refund(request: OfficerRequest, pk: int) -> Refund:
    return get_object_or_404(refunds.at(request.posting.office), pk=pk)


def _act(
    request: OfficerRequest, found: Refund, act: Callable[[], Refund], told: str | Promise, **typed: str
) -> HttpResponse:
    try:
        act()
    except refusals.ANTICIPATED as refused:
        return show(request, _refund(request, found.pk), refusal=refusals.of(refused), typed=typed)
    messages.success(request, str(told) % {"amount": telling.rupiah(found.amount)})
    return redirect("backoffice:refunds")


def _not_yours(request: OfficerRequest, found: Refund) -> str:
    """Why the press is not hers; empty when it is, or when nobody presses."""
    if found.state == State.REQUESTED and not request.user.may(Permission.REFUND_CHECK):
        return _("Bendahara memeriksa lebih dulu; sesudah itu Anda bisa menyetujui.")
    if found.state == State.REQUESTED and found.requested_by_id == request.user.pk:
        return _("Anda yang menulis rekening ini. Orang lain memeriksanya, lalu Anda atau kepala kantor menyetujui.")
    if found.state == State.CHECKED and found.checked_by_id == request.user.pk:
        return _("Anda yang memeriksa. Orang lain menyetujui, supaya dua orang melihatnya.")
    if found.state == State.CHECKED and not request.user.may(Permission.REFUND_APPROVE):
        return _("Menunggu persetujuan orang kedua.")
    return ""
