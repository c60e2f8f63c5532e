"""Holding a list of theirs against our payments, line by line. Each line is taken once, whoever else is at it.

Alike: found. Theirs alone: taken note of as if they had told us, so that it becomes a fee, a credit or a question by
itself. Ours alone: looked for in their next lists, as they often tell of it a day later. Whatever remains is a task.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

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
    if line.payment_id or Difference.objects.filter(line=line).exists():
        return
    payment = _ours(line)
    kind, amount = (Kind.DIFFERING, line.amount - payment.amount) if payment else (Kind.MISSING_HERE, line.amount)
    if _is_told_again(line, kind, amount):
        return
    difference = _open(kind, line.statement, amount, at=at, line=line, payment=payment, code=line.code)
    if payment is None and line.statement.source == POST:
        # The treasury has the post's money, or will: it is asked about this bill before long.
        Bill.objects.filter(code=line.code).update(ask_at=at)
    elif payment is None and (received := _received(line, at=at)):
        _bear_out(difference, line, received, at=at)


@transaction.atomic
def miss(payment_id: int, statement: Statement, *, at: datetime) -> None:
    """A payment of ours that their list of its day lacks: their next ones may have it."""
    payment = Payment.objects.select_for_update(of=("self",), no_key=True).get(pk=payment_id)
    missed = Difference.objects.filter(payment=payment, source=statement.source, on=statement.on)
    if not missed.filter(kind=Kind.MISSING_THERE).exists():
        _open(Kind.MISSING_THERE, statement, -payment.amount, at=at, payment=payment, code=payment.code)


def look_again(*, at: datetime) -> None:
    """End what has explained itself.

    Ours that they tell of by now, theirs that reached us on its proper way, and what their latest list no longer says.
    """
    waiting = Difference.objects.filter(state=State.OPEN)
    counts = statements.lines_that_count()
    told = counts.filter(payment=OuterRef("payment"), statement__source=OuterRef("source"))
    otherwise = Difference.objects.filter(payment=OuterRef("payment"), source=OuterRef("source"), kind=Kind.DIFFERING)
    stands = counts.filter(pk=OuterRef("line"), payment=None)
    ended = Q(Exists(told) | Exists(otherwise), kind=Kind.MISSING_THERE) | Q(~Exists(stands), kind=Kind.DIFFERING)
    gone = Q(~Exists(stands), kind=Kind.MISSING_HERE, payment=None, line__payment=None)
    for difference in waiting.filter(ended | gone):
        # The line is free again, should they say it once more.
        with suppress(StateChanged), transaction.atomic():
            difference.move(State.EXPLAINED, by=None, at=at, ended_at=at, line=None)
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
    told = statements.lines_that_count().filter(payment=OuterRef("pk"), statement__source=statement.source)
    known = Difference.objects.filter(payment=OuterRef("pk"), source=statement.source).filter(
        Q(state=State.OPEN) | Q(kind=Kind.MISSING_THERE, on=statement.on) | Q(line__statement=statement)
    )
    ours = Payment.objects.filter(via=statements.via(statement.source), booked_on=statement.on)
    by = {"channel": POST} if statement.source == POST else {"source": statement.source}
    return ours.filter(~Exists(told), ~Exists(known), **by)


def _locked(line_id: int) -> StatementLine:
    """The line, to nobody else until it is taken."""
    lines = StatementLine.objects.select_for_update(of=("self",), no_key=True)
    return lines.select_related("statement").get(pk=line_id)


def _is_told_again(line: StatementLine, kind: Difference.Kind, amount: int) -> bool:
    """Whether an earlier list of the day said the same: then the difference is this line's from now on.

    One that a person has explained stays explained.
    """
    same = Difference.objects.filter(source=line.statement.source, on=line.statement.on, kind=kind, amount=amount)
    known = same.filter(Q(state=State.OPEN) | Q(taken_by__isnull=False), line__number=line.number).first()
    if known:
        Difference.objects.filter(pk=known.pk).update(line=line)
    return known is not None


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
    kind: Difference.Kind,
    statement: Statement,
    amount: int,
    *,
    at: datetime,
    code: str,
    line: StatementLine | None = None,
    payment: Payment | None = None,
) -> Difference:
    difference = Difference.objects.create(
        kind=kind,
        source=statement.source,
        on=statement.on,
        office_id=_office_of(code, payment),
        line=line,
        payment=payment,
        amount=amount,
        found_at=at,
    )
    new = {"state": difference.state, "kind": kind, "amount": amount}
    trail.write(difference, "difference.open", by=None, at=at, new=new)
    return difference


def _bear_out(difference: Difference, line: StatementLine, payment: Payment, *, at: datetime) -> None:
    """What they told is in our books by now."""
    StatementLine.objects.filter(pk=line.pk).update(payment=payment)
    difference.move(State.EXPLAINED, by=None, at=at, why=payment.outcome, payment=payment, ended_at=at)


def _office_of(code: str, payment: Payment | None) -> int | None:
    """Whose books the money is in, or would be."""
    if payment:
        entries = LedgerTransaction.objects.filter(payment=payment)
        return entries.values_list("office", flat=True).first()
    seat = Coalesce("application__office__parent", "application__office")
    return Bill.objects.filter(code=code).values_list(seat, flat=True).first()
