"""What has to end because its time is over: bills nobody paid, holds nobody made a bill for."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef

from mpaspor.audit.states import StateChanged
from mpaspor.core import turns
from mpaspor.gateways import banks
from mpaspor.gateways.banks.port import PaymentNotice
from mpaspor.gateways.link import Unavailable
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments import billing, notices, settlement
from mpaspor.stages.payments.models import Bill

# So many files at a time end in one transaction.
TOGETHER = 100


def close_overdue(*, at: datetime) -> None:
    """Close every bill past its deadline, as far as the bank answers: asked one by one, lapsed many at a time."""
    unpaid: list[Bill] = []

    def ask(bill: Bill) -> None:
        if is_unpaid(bill, at=at):
            unpaid.append(bill)
        if len(unpaid) >= TOGETHER:
            _lapse_together(unpaid, at=at)
            unpaid.clear()

    try:
        turns.each(overdue(at), ask, silence=Unavailable)
    finally:
        _lapse_together(unpaid, at=at)


def overdue(at: datetime) -> list[Bill]:
    """The bills past their deadline, the oldest first."""
    late = Bill.objects.filter(state=Bill.State.DUE, expires_at__lte=at)
    return list(late.select_related("application").order_by("expires_at", "id"))


def close(bill: Bill, *, at: datetime) -> str:
    """Ask the bank, outside any transaction; then settle what is paid and lapse what is not. Returns the bill's state.

    Raises `Unavailable` while the bank does not answer: the bill stays due and its places are kept.
    """
    if is_unpaid(bill, at=at):
        with suppress(StateChanged):
            billing.lapse(bill, at=at)
        bill.refresh_from_db(fields=["state"])
    return bill.state


def is_unpaid(bill: Bill, *, at: datetime) -> bool:
    """Whether the bank knows of no money that settles the bill; what it knows of is noted. Raises `Unavailable`."""
    notice = banks.bank().status(bill.code, at=at)
    noted = notice is None or _note(notice, at=at)
    bill.refresh_from_db(fields=["state"])
    return noted and bill.state == Bill.State.DUE


def _lapse_together(bills: list[Bill], *, at: datetime) -> None:
    try:
        billing.lapse_many([bill.pk for bill in bills], at=at)
    except StateChanged:
        # Somebody acts on one of them at this moment: then each by itself.
        turns.each(
            Bill.objects.filter(pk__in=[bill.pk for bill in bills], state=Bill.State.DUE), partial(_lapse, at=at)
        )


def _lapse(bill: Bill, *, at: datetime) -> None:
    with suppress(StateChanged):
        billing.lapse(bill, at=at)


def _note(notice: PaymentNotice, *, at: datetime) -> bool:
    """Whether the money is in the books. Places that changed hands meanwhile undo the note: then it is tried again."""
    try:
        # A number the bank used before, for other money, is not believed: that money is noted already.
        with suppress(settlement.Inconsistent):
            settlement.receive(notices.of_bank(notice), at=at)
    except StateChanged:
        return False
    return True


def end_forgotten(*, at: datetime) -> None:
    """Free every place past its time that nobody made a bill for, many files at a time."""
    files = forgotten(at)
    turns.each(range(0, len(files), TOGETHER), lambda first: _end_together(files[first : first + TOGETHER], at=at))


def forgotten(at: datetime) -> list[Application]:
    """The files whose places are past their time and have no bill that could still be paid."""
    paying = Bill.objects.filter(application=OuterRef("application"), state=Bill.State.DUE)
    late = Appointment.objects.filter(state=Appointment.State.HELD, held_until__lte=at).exclude(Exists(paying))
    return list(Application.objects.filter(pk__in=late.values("application")).order_by("id"))


def _end_together(files: list[Application], *, at: datetime) -> None:
    billed = Bill.objects.filter(application__in=files, state=Bill.State.DUE).values_list("application", flat=True)
    try:
        booking.expire_many({application.pk for application in files} - set(billed), at=at)
    except StateChanged:
        turns.each(files, lambda application: end_hold(application, at=at))


def end_hold(application: Application, *, at: datetime) -> None:
    """Free places nobody made a bill for; one that was made in between keeps them."""
    if billing.due(application) is None:
        # Given up by their owner in this very moment, they are free already.
        with suppress(booking.NothingHeld):
            booking.expire(application, at=at)
