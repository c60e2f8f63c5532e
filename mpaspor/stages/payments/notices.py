"""Money as somebody outside tells of it, whoever that is, in the one form in which it is taken note of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mpaspor.gateways.qris.port import QrStatus
from mpaspor.gateways.snap import moments
from mpaspor.gateways.snap.port import PaymentNotice
from mpaspor.gateways.treasury.port import Receipt
from mpaspor.stages.payments.models import Via

TREASURY, ACQUIRER = "TREASURY", "ACQUIRER"


@dataclass(frozen=True, slots=True)
class Notice:
    """Whole rupiah that `source` took for a code, under its own number; moments in UTC, `booked_on` its own day."""

    via: str
    source: str
    request_id: str
    code: str
    amount: int
    channel: str
    reference: str
    paid_at: datetime
    ntpn: str = ""
    stan: str = ""
    booked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """What one of those who may have a bill's money says when asked: what was paid, and whether more is on its way.

    `void`: by their own doing nobody can pay it there any more.
    """

    notices: tuple[Notice, ...] = ()
    in_flight: bool = False
    void: bool = False


def of_treasury(receipt: Receipt) -> Notice:
    """The treasury's receipt; its NTPN is the number."""
    return Notice(
        via=Via.TREASURY,
        source=TREASURY,
        request_id=receipt.ntpn,
        code=receipt.billing_code,
        amount=receipt.amount,
        channel=receipt.channel,
        reference=receipt.ntb,
        paid_at=receipt.paid_at,
        ntpn=receipt.ntpn,
        stan=receipt.stan,
        booked_on=receipt.settled_on,
    )


def of_bank(told: PaymentNotice) -> Notice:
    """A bank's word by the national standard, booked on the day of the banks' calendar."""
    return Notice(
        via=Via.BANK,
        source=told.partner,
        request_id=told.payment_request_id,
        code=told.billing_code,
        amount=told.amount,
        channel=told.channel,
        reference=told.reference,
        paid_at=told.paid_at,
        booked_on=moments.day(told.paid_at),
    )


def of_scan(status: QrStatus, *, code: str) -> Notice:
    """What the acquirer answered about a scanned code that was paid; `code` is the bill's."""
    assert status.amount is not None, "only a success is money"
    assert status.paid_at is not None, "only a success is money"
    return Notice(
        via=Via.QRIS,
        source=ACQUIRER,
        request_id=status.reference,
        code=code,
        amount=status.amount,
        channel=status.issuer,
        reference=status.rrn,
        paid_at=status.paid_at,
        booked_on=moments.day(status.paid_at),
    )
