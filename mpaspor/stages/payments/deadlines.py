"""What has to end because its time is over: bills nobody paid, holds nobody made a bill for."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from mpaspor.audit.states import StateChanged
from mpaspor.gateways import banks
from mpaspor.gateways.link import Unavailable
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.payments.models import Bill


def overdue(at: datetime) -> list[Bill]:
    """The bills past their deadline, the oldest first."""
    late = Bill.objects.filter(state=Bill.State.DUE, expires_at__lte=at)
    return list(late.select_related("application").order_by("expires_at", "id"))


def close(bill: Bill, *, at: datetime) -> str:
    """Ask the bank, outside any transaction; then settle what is paid and lapse what is not.

    Returns the bill's state. While the bank does not answer the bill stays due and its places are kept.
    """
    try:
        notice = banks.bank().status(bill.code, at=at)
    except Unavailable:
        return bill.state
    try:
        if notice:
            settlement.receive(notice, at=at)
        else:
            billing.lapse(bill, at=at)
    except StateChanged:
        # The bank's own call came in between: it has settled the bill.
        pass
    bill.refresh_from_db(fields=["state"])
    return bill.state


def forgotten(at: datetime) -> list[Application]:
    """The files whose places are past their time and have no bill that could still be paid."""
    paying = Bill.objects.filter(application=OuterRef("application"), state=Bill.State.DUE)
    late = Appointment.objects.filter(state=Appointment.State.HELD, held_until__lte=at).exclude(Exists(paying))
    return list(Application.objects.filter(pk__in=late.values("application")).order_by("id"))


def end_hold(application: Application, *, at: datetime) -> None:
    """Free places nobody made a bill for; one that was made in between keeps them."""
    if billing.due(application) is None:
        booking.expire(application, at=at)
