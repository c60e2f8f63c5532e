"""Acts on a day of the office's books; what each does, and in which words, is the same for the centre's own."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice.payments import reconciliation
from mpaspor.web.backoffice.refusals import Refusal
from mpaspor.web.bookdays import acts


@may(Permission.MONEY_RECONCILE)
@require_POST
def signature(request: OfficerRequest, on: str) -> HttpResponse:
    return acts.sign(_desk(request), on)


@may(Permission.MONEY_RECONCILE)
@require_POST
def signature_withdrawal(request: OfficerRequest, on: str) -> HttpResponse:
    return acts.take_back(_desk(request), on)


@may(Permission.MONEY_CLOSE)
@require_POST
def closure(request: OfficerRequest, on: str) -> HttpResponse:
    return acts.close(_desk(request), on)


@may(Permission.MONEY_RECONCILE)
@require_POST
def owner(request: OfficerRequest, pk: int) -> HttpResponse:
    return acts.take(_desk(request), pk)


@may(Permission.MONEY_RECONCILE)
@require_POST
def explanation(request: OfficerRequest, pk: int) -> HttpResponse:
    return acts.explain(_desk(request), pk)


@may(Permission.MONEY_RECONCILE)
@require_POST
def list_brought(request: OfficerRequest, on: str) -> HttpResponse:
    return acts.bring(_desk(request), on)


@may(Permission.MONEY_RECONCILE)
@require_POST
def lists_wanted(request: OfficerRequest, on: str) -> HttpResponse:
    return acts.collect(_desk(request), on)


def _desk(request: OfficerRequest) -> acts.Desk:
    return acts.Desk(
        request,
        request.posting.office,
        show=lambda on, refused: reconciliation.show(request, on, refusal=Refusal(*refused)),
        address=lambda on: f"{reverse('backoffice:money')}?on={on}",
    )
