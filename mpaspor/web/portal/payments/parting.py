"""Whom the machine billed together may pay apart: one code for each, as long as nobody has begun to pay."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import clock
from mpaspor.gateways.link import Unavailable
from mpaspor.stages.payments import asking, billing, jobs
from mpaspor.stages.payments.models import Bill
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.payments import inquiries


@may(Permission.APPLY)
@require_POST
def bills(request: CitizenRequest, reference: str) -> HttpResponse:
    """In place of the one code for all. The treasury and the banks are asked first."""
    file = own.application(request, reference)
    together = next((bill for bill in billing.all_due(file) if bill.applicant_id is None), None)
    if together and inquiries.ASKING.take(file.pk) and not is_being_paid(together):
        part(request, together)
    elif together:
        told = _("Kodenya belum diganti: pembayarannya mungkin sedang berjalan. Coba lagi beberapa menit lagi.")
        messages.warning(request, told)
    return redirect("portal:bill", file.reference)


def is_being_paid(bill: Bill) -> bool:
    """Whether money is there or on its way, or somebody who would know keeps silent."""
    try:
        heard = asking.hear(bill, at=clock.now())
    except (Unavailable, asking.NotNoted):
        return True
    return heard.in_flight or bill.state != Bill.State.DUE


def part(request: CitizenRequest, bill: Bill) -> None:
    try:
        made = billing.part(bill, by=request.user, at=clock.now())
    except billing.NotEligible as refusal:
        messages.warning(request, " ".join(problem.words for problem in refusal.problems))
    except (billing.NoPlaceHeld, billing.NoCodeLeft, billing.BillDue, states.StateChanged, states.ForbiddenMove):
        messages.info(request, _("Keadaannya sudah berubah. Ini keadaan sekarang."))
    else:
        for new in made:
            if new.state == Bill.State.DUE:
                jobs.register_bill.defer(bill_id=new.pk)
