"""Service 25: a bank has taken money. Each payment number of a partner is one payment, however often it is told.

What the standard leaves open: the same number with other content is refused as another amount or another bill, never as
inconsistent, which banks take for success; and a call under an X-EXTERNAL-ID of today is told that we have the money,
or that we cannot say, never that it was refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mpaspor.gateways.snap import accounts, codes, door, inquiries, mirror, reading
from mpaspor.gateways.snap.accounts import Account
from mpaspor.gateways.snap.codes import Case, Refused, Service
from mpaspor.gateways.snap.door import Call, Door, Form, Repeated, Reply
from mpaspor.gateways.snap.port import Bill, Partner, PaymentNotice, PaymentState
from mpaspor.gateways.snap.reading import Amount

GRACE_SECONDS = 300
_OURS = 500
_ADVICE = {"Y": True, "N": False, "": False}


@dataclass(frozen=True, slots=True)
class Payment:
    """What the bank tells; `content` is all of it, for the answer that mirrors it."""

    account: Account
    request_id: str
    paid: Amount
    paid_at: datetime | None
    reference: str
    channel: str
    is_advice: bool
    content: Mapping[str, Any]

    @property
    def billing_code(self) -> str:
        """Our bill's number."""
        return self.account.customer_no

    def notice(self, partner: Partner, *, at: datetime) -> PaymentNotice:
        """The same as plain facts; `at` stands where the bank names no moment. Only when the money is taken."""
        assert self.paid.rupiah is not None
        return PaymentNotice(
            payment_request_id=self.request_id,
            billing_code=self.billing_code,
            amount=self.paid.rupiah,
            channel=self.channel,
            paid_at=self.paid_at or at,
            reference=self.reference,
            partner=partner.code,
        )


@dataclass(frozen=True, slots=True)
class Before:
    """What was noted under this partner's payment number, earlier: our bill and whole rupiah."""

    billing_code: str
    amount: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to answer, and what to do.

    `takes`: note the money and commit before the answer leaves. `was_taken`: it is noted already, by an earlier call.
    `differs`: the number was used for something else: a question somebody must ask the bank.
    """

    case: Case
    detail: str = ""
    takes: bool = False
    was_taken: bool = False
    differs: bool = False


def answer(
    call: Call,
    *,
    door: Door,
    take: Callable[[Partner, Payment], Verdict],
    noted: Callable[[Partner, Payment], Before | None],
    at: datetime,
) -> Reply:
    """The whole service.

    `take` asks `decide` and notes the money, in one transaction that is over on return; `noted` only looks up what the
    payment's number stands for already.
    """
    try:
        partner, payment = door.admit(call, FORM, at=at)
        accounts.check_owner(payment.account, partner)
        verdict = take(partner, payment)
    except Repeated as repeated:
        return _conflict(repeated.said, noted(repeated.partner, repeated.said))
    except Refused as refusal:
        return refuse(call, refusal)
    is_paid = verdict.case is codes.SUCCESSFUL or verdict.was_taken
    return _told(payment, verdict.case, PaymentState.PAID if is_paid else PaymentState.REFUSED, verdict.detail)


def read(content: Mapping[str, Any]) -> Payment:
    """Raises `Refused`, 4002501."""
    account = accounts.read(content)
    paid = reading.amount(content, "paidAmount")
    advice = _ADVICE.get(reading.text(content, "flagAdvise", longest=1))
    if paid is None or paid.sen == 0:
        raise Refused(codes.INVALID_FORMAT, "paidAmount.value")
    if advice is None:
        raise Refused(codes.INVALID_FORMAT, "flagAdvise")
    for name in ("totalAmount", "cumulativePaymentAmount"):
        reading.optional_amount(content, name)
    return Payment(
        account=account,
        request_id=reading.text(content, "paymentRequestId", longest=inquiries.LONGEST_REQUEST_ID),
        paid=paid,
        paid_at=reading.moment(content, "trxDateTime"),
        reference=reading.text(content, "referenceNo", longest=64),
        channel=reading.text(content, "channelCode", longest=16),
        is_advice=advice,
        content=content,
    )


FORM = Form((*accounts.MANDATORY, "paymentRequestId", "paidAmount", "paidAmount.value", "paidAmount.currency"), read)


def decide(
    payment: Payment,
    *,
    before: Before | None,
    bill: Bill | None,
    partner: Partner,
    at: datetime,
    inquired_at: datetime | None = None,
    grace_seconds: float = GRACE_SECONDS,
) -> Verdict:
    """What to do with a payment, all of it known.

    `before` is what this payment number stands for already; `inquired_at` when this partner was last shown the bill as
    payable. A bill that ran out between being shown and being paid is taken for `grace_seconds` more, if it is still
    DUE: the caller says EXPIRED once the place is gone.
    """
    if before is not None:
        return _again(payment, before)
    judged_at = _judged_at(bill, at, inquired_at, grace_seconds)
    try:
        payable = inquiries.decide(bill, partner=partner, at=judged_at)
    except Refused as refusal:
        return Verdict(refusal.case, refusal.detail)
    if payment.paid.rupiah != payable.amount:
        return Verdict(codes.INVALID_AMOUNT)
    return Verdict(codes.SUCCESSFUL, takes=True)


def refuse(call: Call, refusal: Refused) -> Reply:
    """The refusal with the whole block; where the failure is ours, nobody is told that the money was refused."""
    is_ours = refusal.case.status >= _OURS
    state = PaymentState.UNCLEAR if is_ours else PaymentState.REFUSED
    # Who is refused at the door may be anybody: his rows are not said back.
    said = {name: value for name, value in door.said(call).items() if name not in mirror.ROWS}
    block = mirror.of(said, state, refusal.case, refusal.detail)
    return door.refused(Service.VA_PAYMENT, refusal, block)


def _conflict(payment: Payment, before: Before | None) -> Reply:
    """A bank that lost our answer and says the same bytes again must not believe that the money was refused."""
    is_noted = before == Before(payment.billing_code, payment.paid.rupiah or 0)
    return _told(payment, codes.CONFLICT, PaymentState.PAID if is_noted else PaymentState.UNCLEAR)


def _told(payment: Payment, case: Case, state: PaymentState, detail: str = "") -> Reply:
    reason = codes.SUCCESSFUL if state == PaymentState.PAID else case
    block = mirror.of(payment.content, state, reason, detail)
    return Reply(case.status, {**codes.head(Service.VA_PAYMENT, case, detail), **block})


def _again(payment: Payment, before: Before) -> Verdict:
    if payment.billing_code != before.billing_code:
        return Verdict(codes.INVALID_BILL, "Number used before", differs=True)
    if payment.paid.rupiah != before.amount:
        return Verdict(codes.INVALID_AMOUNT, differs=True)
    if payment.is_advice:
        return Verdict(codes.SUCCESSFUL, was_taken=True)
    return Verdict(codes.INCONSISTENT, was_taken=True)


def _judged_at(bill: Bill | None, at: datetime, inquired_at: datetime | None, grace_seconds: float) -> datetime:
    """Within the grace a bill is judged as of the moment it was shown."""
    if bill and inquired_at and bill.expires_at <= at < bill.expires_at + timedelta(seconds=grace_seconds):
        return inquired_at
    return at
