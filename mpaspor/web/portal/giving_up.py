"""Giving a place up before it is paid. Whoever may have the money is asked first: money on its way keeps the place."""

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
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import asking, billing
from mpaspor.stages.payments.models import Bill
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.payments import inquiries


@may(Permission.APPLY)
@require_POST
def release(request: CitizenRequest, reference: str) -> HttpResponse:
    """The place is free again, and its codes are called off; the answers stay."""
    file = own.application(request, reference)
    due = billing.all_due(file)
    if not all(nobody_pays(request, file, bill) for bill in due):
        return redirect("portal:bill", file.reference)
    at = clock.now()
    try:
        for bill in due:
            billing.void(bill, by=request.user, at=at, why="released")
        booking.release(file, by=request.user, at=at, why="released")
    except (booking.NothingHeld, states.StateChanged, states.ForbiddenMove):
        return redirect("portal:application", file.reference)
    messages.info(request, _("Tempat tadi sudah dilepas. Isian Anda tetap tersimpan; pilih tempat lagi."))
    return redirect("portal:offices", file.reference)


def nobody_pays(request: CitizenRequest, file: Application, bill: Bill) -> bool:
    """Ask all who may have the money, outside any transaction. What keeps the place is told."""
    noted = bill.payments.count()
    bill.application = file
    try:
        heard = asking.hear(bill, at=clock.now())
    except (Unavailable, asking.NotNoted):
        inquiries.silent(request, file)
        return False
    new = list(bill.payments.order_by("pk")[noted:])
    for payment in new:
        inquiries.tell(request, payment)
    if new or bill.state == Bill.State.SETTLED:
        return False
    if heard.in_flight:
        told = _(
            "Kode ini sedang dibayar, jadi tempat dan kodenya tetap. Tunggu beberapa menit: begitu tercatat, tempat "
            "Anda pasti. Kalau pembayarannya batal, lepas tempatnya sekali lagi."
        )
        messages.warning(request, told)
    return not heard.in_flight
