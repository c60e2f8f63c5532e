"""Holding a list of theirs against our payments, line by line. Each line is taken once, whoever else is at it.

Alike: found. Theirs alone: taken note of as if they had told us, so that it becomes a fee, a credit or a question by
itself. Ours alone: looked for in their next lists, as they often tell of it a day later. Whatever remains is a task.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mpaspor.audit import trail
from mpaspor.audit.states import StateChanged
from mpaspor.stages.payments import settlement, statements
from mpaspor.stages.payments.models import Bill, Difference, LedgerTransaction, Payment, Statement, StatementLine, Via
from mpaspor.stages.payments.statements import POST

Kind, State = Difference.Kind, Difference.State

# How far back lists are held against ours again: what reached us late may be missing in one that was whole.
DAYS_AGAIN = 7

_ALIKE = """
UPDATE payments_statementline AS line SET payment_id = payment.id
  FROM payments_statement AS statement, payments_payment AS payment
 WHERE statement.id = line.statement_id AND line.statement_id = %s AND line.payment_id IS NULL
   AND payment.code = line.code AND payment.amount = line.amount AND {found}
"""
_BY_NUMBER = "payment.source = statement.source AND payment.request_id = line.number"
_BY_REFERENCE = "payment.reference = line.number"


def match(statement: Statement, *, at: datetime) -> None:
    """Hold a list against ours; again, or twice at once, it changes nothing more."""
    with connection.cursor() as cursor:
        found = _BY_REFERENCE if statement.source == POST else _BY_NUMBER
        cursor.execute(_ALIKE.format(found=found), [statement.pk])
    for line_id in _unlike(statement):
        take(line_id, at=at)
    latest = statements.latest(statement.on).filter(source=statement.source).get()
    if statement == latest:
        for payment_id in _untold(statement).values_list("pk", flat=True):
            miss(payment_id, statement, at=at)


def match_again(on: date, *, at: datetime) -> None:
    """Hold the lists of some days up to `on` against ours once more, and end what has explained itself."""
    for day in (on - timedelta(days=back) for back in range(DAYS_AGAIN)):
        for statement in statements.latest(day):
            match(statement, at=at)
    look_again(at=at)


@transaction.atomic
def take(line_id: int, *, at: datetime) -> None:
    """What to think of a line that no payment of ours is like."""
    line = _locked(line_id)
    if line.payment_id or _is_known(line):
        return
    payment = _ours(line)
    if payment:
        _open(Kind.DIFFERING, line, payment, line.amount - payment.amount, at=at)
        return
    difference = _open(Kind.MISSING_HERE, line, None, line.amount, at=at)
    if line.statement.source == POST:
        # The treasury has the post's money, or will: it is asked about this bill before long.
        Bill.objects.filter(code=line.code).update(ask_at=at)
    elif received := _received(line, at=at):
        _bear_out(difference, line, received, at=at)


@transaction.atomic
def miss(payment_id: int, statement: Statement, *, at: datetime) -> None:
    """A payment of ours that their list of its day lacks: their next ones may have it."""
    payment = Payment.objects.select_for_update(of=("self",), no_key=True).get(pk=payment_id)
    if Difference.objects.filter(payment=payment, source=statement.source, on=statement.on).exists():
        return
    difference = Difference.objects.create(
        kind=Kind.MISSING_THERE,
        source=statement.source,
        on=statement.on,
        office_id=_office_of(payment.code, payment),
        payment=payment,
        amount=-payment.amount,
        found_at=at,
    )
    _tell(difference, at=at)


def look_again(*, at: datetime) -> None:
    """End what has explained itself: ours that they tell of by now, and theirs that reached us on its proper way."""
    waiting = Difference.objects.filter(state=State.OPEN)
    told = StatementLine.objects.filter(payment=OuterRef("payment"), statement__source=OuterRef("source"))
    better = StatementLine.objects.filter(
        number=OuterRef("line__number"), statement__source=OuterRef("source"), payment__isnull=False
    )
    for difference in waiting.filter(Q(Exists(told), kind=Kind.MISSING_THERE) | Q(Exists(better), kind=Kind.DIFFERING)):
        with suppress(StateChanged), transaction.atomic():
            difference.move(State.EXPLAINED, by=None, at=at, ended_at=at)
    for difference in waiting.filter(kind=Kind.MISSING_HERE).select_related("line__statement"):
        line = difference.line
        payment = _ours(line) if line else None
        if line and payment and (payment.code, payment.amount) == (line.code, line.amount):
            with suppress(StateChanged), transaction.atomic():
                _bear_out(difference, line, payment, at=at)


def _unlike(statement: Statement) -> list[int]:
    known = Difference.objects.filter(line=OuterRef("pk"))
    found = statement.lines.filter(~Exists(known), payment=None)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _untold(statement: Statement) -> QuerySet[Payment]:
    """Ours of that day that no list of theirs names, and that nobody wonders about yet."""
    told = StatementLine.objects.filter(payment=OuterRef("pk"), statement__source=statement.source)
    known = Difference.objects.filter(payment=OuterRef("pk"), source=statement.source)
    ours = Payment.objects.filter(via=statements.via(statement.source), booked_on=statement.on)
    by = {"channel": POST} if statement.source == POST else {"source": statement.source}
    return ours.filter(~Exists(told), ~Exists(known), **by)


def _locked(line_id: int) -> StatementLine:
    """The line, to nobody else until it is taken."""
    lines = StatementLine.objects.select_for_update(of=("self",), no_key=True)
    return lines.select_related("statement").get(pk=line_id)


def _is_known(line: StatementLine) -> bool:
    """Whether the difference is noted; one of an earlier list of the day is told of by the latest from now on."""
    known = Difference.objects.filter(source=line.statement.source, line__number=line.number)
    known.filter(on=line.statement.on, line__lt=line.pk).update(line=line)
    return known.exists()


def _ours(line: StatementLine) -> Payment | None:
    if line.statement.source == POST:
        return Payment.objects.filter(reference=line.number, code=line.code, via=Via.TREASURY).first()
    return Payment.objects.filter(source=line.statement.source, request_id=line.number).first()


def _received(line: StatementLine, *, at: datetime) -> Payment | None:
    """The money, taken note of now; None when it cannot be: its number stands for other money."""
    try:
        with transaction.atomic():
            return settlement.receive(statements.notice(line), at=at)
    except (settlement.Inconsistent, IntegrityError):
        return None


def _open(
    kind: Difference.Kind, line: StatementLine, payment: Payment | None, amount: int, *, at: datetime
) -> Difference:
    difference = Difference.objects.create(
        kind=kind,
        source=line.statement.source,
        on=line.statement.on,
        office_id=_office_of(line.code, payment),
        line=line,
        payment=payment,
        amount=amount,
        found_at=at,
    )
    _tell(difference, at=at)
    return difference


def _tell(difference: Difference, *, at: datetime) -> None:
    new = {"state": difference.state, "kind": difference.kind, "amount": difference.amount}
    trail.write(difference, "difference.open", by=None, at=at, new=new)


def _bear_out(difference: Difference, line: StatementLine, payment: Payment, *, at: datetime) -> None:
    """What they told is in our books by now."""
    StatementLine.objects.filter(pk=line.pk).update(payment=payment)
    difference.move(State.EXPLAINED, by=None, at=at, why=payment.outcome, payment=payment, ended_at=at)


def _office_of(code: str, payment: Payment | None) -> int | None:
    """Whose books the money is in, or would be."""
    if payment:
        entries = LedgerTransaction.objects.filter(payment=payment)
        return entries.values_list("office", flat=True).first()
    return Bill.objects.filter(code=code).values_list("application__office", flat=True).first()
