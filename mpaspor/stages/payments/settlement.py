"""Taking note of money. Whatever a bank says it took is written down: a fee, a credit, or a question; never twice."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from mpaspor.audit import states, trail
from mpaspor.gateways.banks.port import PaymentNotice
from mpaspor.stages.applications.models import Stage
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments import crediting, ledger, letters
from mpaspor.stages.payments.ledger import Account
from mpaspor.stages.payments.models import Bill, Payment

_NOTE = """
INSERT INTO payments_payment
  (bank, request_id, bill_id, code, amount, channel, reference, paid_at, received_at, outcome)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (bank, request_id) DO NOTHING RETURNING id
"""


class Inconsistent(Exception):
    """The bank used this number before, for another code or amount; `payment` is what was noted then."""

    def __init__(self, payment: Payment) -> None:
        super().__init__(payment.request_id)
        self.payment = payment


@transaction.atomic
def receive(notice: PaymentNotice, *, at: datetime) -> Payment:
    """Take note of a payment. The same notice again changes nothing and gets the same answer.

    It settles the bill it names when that is due and the money suffices; what is more, too little, too late or second
    becomes the applicant's credit; money for a code nobody has waits as a question. Raises `Inconsistent`.
    """
    bill = (
        Bill.objects.select_for_update(of=("self",), no_key=True)
        .select_related("application")
        .filter(code=notice.billing_code)
        .first()
    )
    held = _held_for(bill, notice, at)
    outcome = _outcome(bill, held)
    payment = _note(notice, bill, outcome, at=at)
    if payment is None:
        return _noted_before(notice)
    if bill is None:
        _question(payment, at=at)
    elif held:
        rest = payment.amount - bill.amount
        lines = {Account.BANK: payment.amount, Account.FEES: -bill.amount, Account.CREDITS: -rest}
        ledger.post("fee", lines, at=at, bill=bill, payment=payment)
        settle(bill, held, at=at, why=f"{payment.bank} {payment.reference}")
        if rest:
            crediting.keep(payment, bill, rest, at=at)
    else:
        lines = {Account.BANK: payment.amount, Account.CREDITS: -payment.amount}
        ledger.post("credit", lines, at=at, bill=bill, payment=payment)
        crediting.keep(payment, bill, payment.amount, at=at)
    return payment


def settle(bill: Bill, held: list[Appointment], *, at: datetime, why: str = "") -> None:
    """The bill is paid, in the caller's transaction: the places are certain, the people can come."""
    bill.move(Bill.State.SETTLED, by=None, at=at, why=why, settled_at=at)
    booking.confirm_places(held, by=None, at=at)
    states.move_all([place.applicant for place in held], Stage.VISIT, by=None, at=at)
    letters.settled(bill, held[0].slot, at=at)


def _held_for(bill: Bill | None, notice: PaymentNotice, at: datetime) -> list[Appointment]:
    """The places this money makes certain; none when it cannot settle the bill, or their hour is over."""
    if bill is None or bill.state != Bill.State.DUE or notice.amount < bill.amount:
        return []
    places = booking.active(bill.application)
    return [place for place in places if place.state == Appointment.State.HELD and place.slot.ends_at > at]


def _outcome(bill: Bill | None, held: list[Appointment]) -> str:
    if bill is None:
        return Payment.Outcome.QUESTION
    return Payment.Outcome.SETTLED if held else Payment.Outcome.CREDIT


def _note(notice: PaymentNotice, bill: Bill | None, outcome: str, *, at: datetime) -> Payment | None:
    """The payment, written; None when it is there already."""
    payment = Payment(
        bank=notice.partner,
        request_id=notice.payment_request_id,
        bill=bill,
        code=notice.billing_code,
        amount=notice.amount,
        channel=notice.channel,
        reference=notice.reference,
        paid_at=notice.paid_at,
        received_at=at,
        outcome=outcome,
    )
    columns = [
        payment.bank, payment.request_id, payment.bill_id, payment.code, payment.amount, payment.channel,
        payment.reference, payment.paid_at, payment.received_at, payment.outcome,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, columns)
        row = cursor.fetchone()
    if row is None:
        return None
    payment.pk = row[0]
    payment._state.adding, payment._state.db = False, connection.alias  # noqa: SLF001 - saved by the statement above
    return payment


def _noted_before(notice: PaymentNotice) -> Payment:
    payment = Payment.objects.select_related("bill").get(bank=notice.partner, request_id=notice.payment_request_id)
    if (payment.code, payment.amount) != (notice.billing_code, notice.amount):
        raise Inconsistent(payment)
    return payment


def _question(payment: Payment, *, at: datetime) -> None:
    lines = {Account.BANK: payment.amount, Account.QUESTIONS: -payment.amount}
    ledger.post("question", lines, at=at, payment=payment)
    trail.write(payment, "payment.question", by=None, at=at, new={"code": payment.code, "amount": payment.amount})
