"""Taking note of money. Whatever a bank says it took is written down: a fee, a credit, or a question; never twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from mpaspor.audit import states, trail
from mpaspor.stages.applications.models import Stage
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments import keeping, ledger, letters, questions
from mpaspor.stages.payments.ledger import Account
from mpaspor.stages.payments.models import Bill, CreditReason, Payment, QrCode, Question, Via
from mpaspor.stages.payments.notices import Notice

_NOTE = """
INSERT INTO payments_payment
  (via, source, request_id, bill_id, code, amount, channel, reference, ntpn, stan, booked_on, paid_at, received_at,
   outcome)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (source, request_id) DO NOTHING RETURNING id
"""


class Inconsistent(Exception):
    """The number stood for another code or amount before; `payment` is what was noted then."""

    def __init__(self, payment: Payment) -> None:
        super().__init__(payment.request_id)
        self.payment = payment


@transaction.atomic
def receive(notice: Notice, *, at: datetime) -> Payment:
    """Take note of a payment. The same notice again changes nothing and gets the same answer.

    It settles the bill it names when that is due, or lapsed with its places still waiting, and the money suffices; what
    is more, too little, too late or second becomes the applicant's credit; money for a code nobody has waits as a
    question. Raises `Inconsistent`.
    """
    bill = locked(notice.code)
    return note(notice, bill, held_for(bill, notice.amount, at=at) if bill else [], at=at)


def locked(code: str) -> Bill | None:
    """The bill under a code; until the caller's transaction ends nobody else moves it."""
    return (
        Bill.objects.select_for_update(of=("self",), no_key=True)
        .select_related("application", "applicant")
        .filter(code=code)
        .first()
    )


def note(notice: Notice, bill: Bill | None, held: list[Appointment], *, at: datetime) -> Payment:
    """The same as `receive` in the caller's transaction, the bill being `locked` and its places `held_for` the money.

    Raises `Inconsistent`, with nothing written.
    """
    payment = _write(notice, bill, _outcome(bill, held), at=at)
    if payment is None:
        return _noted_before(notice)
    if payment.via == Via.QRIS:
        QrCode.objects.filter(reference=payment.request_id).update(state=QrCode.State.PAID)
    if bill is None:
        _question(payment, at=at)
    elif held:
        rest = payment.amount - bill.amount
        lines = {Account.RECEIVED: payment.amount, Account.FEES: -bill.amount, Account.CREDITS: -rest}
        credit = keeping.keep(payment, bill.application, rest, CreditReason.OVER, at=at) if rest else None
        ledger.post("fee", lines, about=[bill, payment, *([credit] if credit else [])], at=at)
        settle(bill, held, at=at, why=f"{payment.source} {payment.reference}", via=payment.via)
    else:
        credit = keeping.keep(payment, bill.application, payment.amount, _reason(bill, payment), at=at)
        lines = {Account.RECEIVED: payment.amount, Account.CREDITS: -payment.amount}
        ledger.post("credit", lines, about=[bill, payment, credit], at=at)
    return payment


def settle(bill: Bill, held: list[Appointment], *, at: datetime, why: str = "", via: str = "") -> None:
    """The bill is paid, in the caller's transaction: the places are certain, the people can come.

    Paid through the treasury, it need not be withdrawn there.
    """
    withdrawn_at = at if via == Via.TREASURY else bill.withdrawn_at
    settled: dict[str, Any] = {"settled_at": at, "ask_at": None, "withdrawn_at": withdrawn_at}
    bill.move(Bill.State.SETTLED, by=None, at=at, why=why, **settled)
    booking.confirm_places(held, by=None, at=at)
    people = [place.applicant for place in held]
    stepped_back = [person for person in people if person.stage == Stage.APPOINTMENT]
    if stepped_back:
        states.move_all(stepped_back, Stage.PAYMENT, by=None, at=at)
    states.move_all(people, Stage.VISIT, by=None, at=at)
    letters.settled(bill, held[0].slot, at=at)


def held_for(bill: Bill, amount: int, *, at: datetime) -> list[Appointment]:
    """The places that this much money makes certain; none when it cannot settle the bill, or their hour is over.

    Of a bill that lapsed too, as long as they still wait in its grace.
    """
    if amount < bill.amount:
        return []
    if bill.state == Bill.State.LAPSED:
        _lock_places(bill)
    held = [place for place in held_by(bill) if place.slot.ends_at > at]
    if bill.state == Bill.State.DUE:
        return held
    return held if all(place.held_until and place.held_until > at for place in held) else []


def held_by(bill: Bill) -> list[Appointment]:
    """The places that wait for this bill to be paid; of one that lapsed, those in their grace and not billed anew."""
    held = [
        place
        for place in booking.active(bill.application)
        if place.state == Appointment.State.HELD and bill.applicant_id in (None, place.applicant_id)
    ]
    if bill.state == Bill.State.DUE:
        return held
    return held if bill.state == Bill.State.LAPSED and _still_wait(bill, held) else []


def _still_wait(bill: Bill, held: list[Appointment]) -> bool:
    """Whether these are the very places the bill was made for, all of them, and nothing else is to be paid for them."""
    same = all(place.applicant.stage == Stage.APPOINTMENT and place.held_at <= bill.issued_at for place in held)
    return same and {place.applicant_id for place in held} == {item.applicant_id for item in bill.items.all()}


def _lock_places(bill: Bill) -> None:
    """The grace ends by the places alone: whoever frees them waits for us, or we for her."""
    held = Appointment.objects.filter(application=bill.application_id, state=Appointment.State.HELD)
    list(held.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _outcome(bill: Bill | None, held: list[Appointment]) -> str:
    if bill is None:
        return Payment.Outcome.QUESTION
    return Payment.Outcome.SETTLED if held else Payment.Outcome.CREDIT


def _reason(bill: Bill, payment: Payment) -> CreditReason:
    """Why money for a bill did not settle it."""
    if bill.state == Bill.State.SETTLED:
        return CreditReason.DOUBLE
    return CreditReason.SHORT if payment.amount < bill.amount else CreditReason.LATE


def _write(notice: Notice, bill: Bill | None, outcome: str, *, at: datetime) -> Payment | None:
    """The payment, written; None when it is there already."""
    payment = Payment(
        via=notice.via,
        source=notice.source,
        request_id=notice.request_id,
        bill=bill,
        code=notice.code,
        amount=notice.amount,
        channel=notice.channel,
        reference=notice.reference,
        ntpn=notice.ntpn,
        stan=notice.stan,
        booked_on=notice.booked_on or ledger.day(notice.paid_at),
        paid_at=notice.paid_at,
        received_at=at,
        outcome=outcome,
    )
    columns = [
        payment.via, payment.source, payment.request_id, payment.bill_id, payment.code, payment.amount, payment.channel,
        payment.reference, payment.ntpn, payment.stan, payment.booked_on, payment.paid_at, payment.received_at,
        payment.outcome,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, columns)
        row = cursor.fetchone()
    if row is None:
        return None
    payment.pk = row[0]
    payment._state.adding, payment._state.db = False, connection.alias  # noqa: SLF001 - saved by the statement above
    return payment


def _noted_before(notice: Notice) -> Payment:
    payment = Payment.objects.select_related("bill").get(source=notice.source, request_id=notice.request_id)
    if (payment.code, payment.amount) != (notice.code, notice.amount):
        raise Inconsistent(payment)
    return payment


def _question(payment: Payment, *, at: datetime) -> None:
    question = Question.objects.create(payment=payment, opened_at=at, taken_by=questions.in_turn())
    whose = {"taken_by": question.taken_by_id} if question.taken_by_id else {}
    new = {"state": question.state, "code": payment.code, "amount": payment.amount, **whose}
    trail.write(question, "question.open", by=None, at=at, new=new)
    lines = {Account.RECEIVED: payment.amount, Account.QUESTIONS: -payment.amount}
    ledger.post("question", lines, about=[payment, question], at=at)
