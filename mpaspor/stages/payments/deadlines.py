"""What has to end because its time is over: bills nobody paid, holds nobody made a bill for."""

from __future__ import annotations

from contextlib import suppress
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

# So many bills in a row the bank says nothing about: it is away, and asking on would only take time.
MOST_SILENCES = 3


def close_overdue(*, at: datetime) -> None:
    """Close every bill past its deadline. What goes wrong with one is raised at the end and keeps no other waiting."""
    wrong: list[Exception] = []
    silences = 0
    for bill in overdue(at):
        try:
            close(bill, at=at)
        except Unavailable:
            silences += 1
        except Exception as problem:  # noqa: BLE001 - raised below, with the others
            wrong.append(problem)
        else:
            silences = 0
        if silences == MOST_SILENCES:
            break
    if wrong:
        raise ExceptionGroup("bills that could not be closed", wrong)


def overdue(at: datetime) -> list[Bill]:
    """The bills past their deadline, the oldest first."""
    late = Bill.objects.filter(state=Bill.State.DUE, expires_at__lte=at)
    return list(late.select_related("application").order_by("expires_at", "id"))


def close(bill: Bill, *, at: datetime) -> str:
    """Ask the bank, outside any transaction; then settle what is paid and lapse what is not. Returns the bill's state.

    Raises `Unavailable` while the bank does not answer: the bill stays due and its places are kept.
    """
    notice = banks.bank().status(bill.code, at=at)
    # The bank's own call may come in between and settle the bill; what it told before it does not tell otherwise.
    if notice:
        with suppress(StateChanged, settlement.Inconsistent):
            settlement.receive(notice, at=at)
    bill.refresh_from_db(fields=["state"])
    if bill.state == Bill.State.DUE:
        with suppress(StateChanged):
            billing.lapse(bill, at=at)
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
