"""Money of hers that is with us, piece by piece; and paying a bill that waits from it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import clock
from mpaspor.stages.payments import crediting, refunding
from mpaspor.stages.payments.models import Bill, Credit, Refund
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.credits import progress


@may(Permission.APPLY)
@require_safe
def credits_of_hers(request: CitizenRequest) -> HttpResponse:
    found = list(of(request.user))
    facts = {
        "total": sum(credit.amount for credit in found if credit.state == Credit.State.OPEN),
        "asked": sum(credit.amount for credit in found if credit.state == Credit.State.CLAIMED),
        "rows": [told(credit) for credit in found],
    }
    return render(request, "portal/credits/list.html", facts)


def of(user: User) -> QuerySet[Credit]:
    """Every credit of her files, the newest first, with where it came from and the refunds asked for, newest first."""
    refunds = Prefetch("refunds", Refund.objects.order_by("-pk"), to_attr="asked_back")
    related = ("application__office", "payment__bill", "used_for__application", "outcome__bill__application")
    found = Credit.objects.filter(application__owner=user).select_related(*related).prefetch_related(refunds)
    return found.order_by("-created_at", "-pk")


def told(credit: Credit) -> dict[str, Any]:
    """What the list says of one credit."""
    refund: Refund | None = next(iter(vars(credit)["asked_back"]), None)
    allowed = refunding.allowed(credit, clock.now())
    return {
        "credit": credit,
        "zone": own.zone(credit.application),
        "refund": refund,
        "steps": progress.steps(refund, own.zone(credit.application)) if refund else [],
        "allowed": allowed,
        "law": "" if allowed else refunding.terms(credit, clock.now()).source,
        "correctable": refund is not None and refunding.is_open_to_her(refund),
    }


@may(Permission.APPLY)
@require_POST
def use(request: CitizenRequest, reference: str) -> HttpResponse:
    """Pay a bill that waits from what is with us already; pressed twice it is paid once."""
    file = own.application(request, reference)
    code = request.POST.get("code", "").replace("\x00", "")
    bill = get_object_or_404(Bill.objects.filter(application=file), code=code)
    try:
        crediting.use(bill, by=request.user, at=clock.now())
    except crediting.NotEnough:
        messages.info(request, _("Saldo Anda belum cukup untuk seluruh tagihan ini. Saldo itu tetap milik Anda."))
    except (crediting.NotDue, states.StateChanged):
        messages.info(request, _("Tagihan ini tidak menunggu pembayaran lagi. Saldo Anda tidak dipakai."))
    else:
        messages.success(request, _("Saldo Anda dipakai dan tagihan ini lunas."))
    return redirect("portal:bill", file.reference)
