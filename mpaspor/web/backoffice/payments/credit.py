"""One credit; and asking for it back at the desk, for somebody who has no account of her own."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.core.clock import now
from mpaspor.gateways.payout.port import Account
from mpaspor.stages.payments import jobs, receiving_banks, refunding
from mpaspor.stages.payments.models import Credit, StatementLine
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals, telling
from mpaspor.web.backoffice.payments import credits as applicants_money
from mpaspor.web.backoffice.payments import tabs
from mpaspor.web.backoffice.refusals import Refusal

FIELDS = ("bank", "account", "holder")


@may(Permission.MONEY_READ)
@require_safe
def credit(request: OfficerRequest, pk: int) -> HttpResponse:
    found = _credit(request, pk)
    trail.saw(found, "credit.seen", by=request.user, at=now())
    return show(request, found)


@may(Permission.REFUND_APPROVE)
@require_POST
def ask(request: OfficerRequest, pk: int) -> HttpResponse:
    """For somebody without an account, as she said at the desk; whoever has one asks by herself.

    The head may too: where there is one treasurer, she could not check what she wrote down herself.
    """
    found = get_object_or_404(applicants_money.at(request.posting.office), pk=pk, application__owner=None)
    typed = {name: desk.typed(request, name) for name in FIELDS}
    try:
        with transaction.atomic():
            to = Account(typed["bank"], typed["account"], typed["holder"])
            refund = refunding.request(found, to, by=request.user, at=now())
            jobs.ask_about_account.defer(refund_id=refund.pk)
    except refusals.ANTICIPATED as refused:
        return show(request, _credit(request, pk), refusal=refusals.of(refused), typed=typed)
    messages.success(request, _("Permintaan tercatat; bank sedang ditanya tentang rekeningnya."))
    return redirect("backoffice:refund", refund.pk)


def show(
    request: OfficerRequest, found: Credit, *, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    entries = trail.of_application(found.application_id).filter(record__in=["credit", "refund", "feeoutcome"])
    terms = refunding.terms(found, now()) if found.state == Credit.State.OPEN else None
    is_open = terms is not None and terms.allowed
    facts = {
        "credit": found,
        "payment": found.payment,
        "lines": list(StatementLine.objects.filter(payment=found.payment_id).select_related("statement"))
        if found.payment_id
        else [],
        "refunds": list(found.refunds.order_by("-pk")),
        "askable": is_open and found.application.owner_id is None and request.user.may(Permission.REFUND_APPROVE),
        "terms": terms,
        "by_herself": is_open and found.application.owner_id is not None,
        "banks": receiving_banks.BANKS.items(),
        "written": typed or {"holder": found.application.contact_name},
        "days": telling.by_day(entries[:60], request.posting.office),
        "may_open": request.user.may(Permission.CASE_READ),
    }
    return tabs.page(request, "backoffice/payments/credit.html", facts, tab="credits", refusal=refusal)


def _credit(request: OfficerRequest, pk: int) -> Credit:
    return get_object_or_404(applicants_money.at(request.posting.office), pk=pk)
