"""Paying by scanning: one code at a time for a bill, given out by the acquirer, taken back when the bill is over.

A code is written down before the acquirer is asked for it, so that there is none we do not know of. It stays open until
the acquirer says that it was paid or that nobody can pay it any more; who asks about a bill asks about all its codes.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from mpaspor.audit.states import StateChanged
from mpaspor.gateways import qris
from mpaspor.gateways.qris.port import NoSuchQr, QrStatus, State
from mpaspor.stages.payments import notices, settlement
from mpaspor.stages.payments.models import Bill, QrCode
from mpaspor.stages.payments.notices import Word

_IN_FLIGHT = {State.PAYING, State.PENDING}
_OVER = {State.CANCELLED, State.FAILED, State.REFUNDED, State.NOT_FOUND}


class NotDue(Exception):
    """Only a bill that waits to be paid has a code."""


class BeingPaid(Exception):
    """Somebody pays the code there is at this moment, or has paid it: there is no new one."""


def make(bill: Bill, *, at: datetime) -> QrCode:
    """The code to scan for a bill, valid as long as the bill; made once, and anew when the bill's end was moved.

    Asks the acquirer, outside any transaction. Raises `NotDue`, `BeingPaid`, `QrRefused`, `Unavailable`.
    """
    if bill.state != Bill.State.DUE or bill.expires_at <= at:
        raise NotDue(bill.code)
    code = _open(bill)
    if code and code.expires_at != bill.expires_at:
        if not take_back(code, at=at):
            raise BeingPaid(code.reference)
        code = None
    code = code or _intend(bill, at=at)
    if not code.content:
        given = qris.acquirer().generate(code.reference, bill.amount, expires_at=code.expires_at)
        code.acquirer_reference, code.content = given.acquirer_reference, given.content
        code.save(update_fields=["acquirer_reference", "content"])
    return code


def shown(bill: Bill, *, at: datetime) -> QrCode | None:
    """The code that can be scanned now."""
    if bill.state != Bill.State.DUE:
        return None
    return bill.qr_codes.filter(state=QrCode.State.OPEN, expires_at__gt=at).exclude(content="").first()


def word(bill: Bill) -> Word:
    """What the acquirer says about the bill's codes, if it has any. Raises `Unavailable`."""
    found = [(code, status) for code in _unpaid(bill) if (status := _status(code))]
    for code, status in found:
        if status.state in _OVER:
            _end(code)
    paid = [notices.of_scan(status, code=bill.code) for _code, status in found if status.state == State.SUCCESS]
    return Word(tuple(paid), in_flight=any(status.state in _IN_FLIGHT for _code, status in found))


def left_over(at: datetime) -> list[QrCode]:
    """Open codes nobody is to pay any more: their bill is over, or their own time."""
    over = QrCode.objects.filter(~Q(bill__state=Bill.State.DUE) | Q(expires_at__lte=at), state=QrCode.State.OPEN)
    return list(over.select_related("bill__application").order_by("pk"))


def take_back(code: QrCode, *, at: datetime) -> bool:
    """Tell the acquirer that nobody is to pay it, outside any transaction; whether that is so now.

    Money that was faster is received. Raises `Unavailable`.
    """
    try:
        status = qris.acquirer().cancel(code.reference, acquirer_reference=code.acquirer_reference)
    except NoSuchQr:
        _end(code)
        return True
    if status.state == State.SUCCESS:
        _receive(code, status, at=at)
    elif status.state in _OVER:
        _end(code)
    return status.state in _OVER


def _receive(code: QrCode, status: QrStatus, *, at: datetime) -> None:
    # Whoever moves its places at this moment: then the next look finds the money again.
    with suppress(StateChanged):
        settlement.receive(notices.of_scan(status, code=code.bill.code), at=at)


def _unpaid(bill: Bill) -> list[QrCode]:
    """Those that are over too: should one be paid all the same, the money is not lost."""
    return list(bill.qr_codes.exclude(state=QrCode.State.PAID).order_by("pk"))


def _status(code: QrCode) -> QrStatus | None:
    """None of a code the acquirer does not know, or not yet: it may be asked for it at this moment."""
    try:
        return qris.acquirer().query(code.reference, acquirer_reference=code.acquirer_reference)
    except NoSuchQr:
        return None


def _open(bill: Bill) -> QrCode | None:
    return bill.qr_codes.filter(state=QrCode.State.OPEN).first()


def _intend(bill: Bill, *, at: datetime) -> QrCode:
    """Write down that there will be a code; of two who want one at a time, both get the same."""
    reference = f"{bill.code}-{bill.qr_codes.count() + 1}"
    try:
        with transaction.atomic():
            return QrCode.objects.create(bill=bill, reference=reference, created_at=at, expires_at=bill.expires_at)
    except IntegrityError:
        code = _open(bill)
        if code is None:
            raise NotDue(bill.code) from None
        return code


def _end(code: QrCode) -> None:
    QrCode.objects.filter(pk=code.pk, state=QrCode.State.OPEN).update(state=QrCode.State.OVER)
