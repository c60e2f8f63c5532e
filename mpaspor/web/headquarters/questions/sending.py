"""Money on its way back to whoever sent it: checked by one of the centre, approved by another."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.payments import refunding
from mpaspor.stages.payments.models import Question, Refund
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.headquarters.questions import listing, one


@may(Permission.QUESTION_ANSWER)
@require_POST
def check(request: CitizenRequest, pk: int) -> HttpResponse:
    found, refund, number = _of(request, pk)
    why = request.POST.get("name_why", "").replace("\x00", "")
    return one.act(
        request, found, lambda: refunding.check(refund, number, by=request.user, at=now(), why=why),
        _("Diperiksa; orang kedua menyetujui."),
    )  # fmt: skip


@may(Permission.QUESTION_RETURN)
@require_POST
def approve(request: CitizenRequest, pk: int) -> HttpResponse:
    found, refund, number = _of(request, pk)
    return one.act(
        request, found, lambda: refunding.approve(refund, number, by=request.user, at=now()),
        _("Disetujui; bank menerima perintahnya sekarang."),
    )  # fmt: skip


@may(Permission.QUESTION_RETURN)
@require_POST
def decline(request: CitizenRequest, pk: int) -> HttpResponse:
    """It stays a question, and its owner may still be found."""
    found, refund, number = _of(request, pk)
    why = request.POST.get("refusal", "").replace("\x00", "")
    return one.act(
        request, found, lambda: refunding.decline(refund, number, why, by=request.user, at=now()),
        _("Tidak dikirim kembali; pertanyaannya tetap terbuka."),
    )  # fmt: skip


def _of(request: CitizenRequest, pk: int) -> tuple[Question, Refund, str]:
    found = get_object_or_404(listing.known(), pk=pk)
    refund = get_object_or_404(Refund.objects.filter(question=found).order_by("-pk")[:1])
    return found, refund, request.POST.get("number", "")[:40]
