"""The lists of days the town lived before it was made: its payments never passed the pretend bank, which lists others.

From its first day on the town's lists are asked for like any others.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from mpaspor.stages.payments import ledger, matching, statements
from mpaspor.stages.payments.models import Payment
from mpaspor.stages.payments.statement_files import Line

if TYPE_CHECKING:
    from datetime import date, datetime


def keep(at: datetime) -> None:
    """What each source would have told of the days before `at`."""
    lived = Payment.objects.filter(booked_on__lt=ledger.day(at)).order_by("source", "booked_on", "id")
    for (source, on), payments in groupby(lived, key=_list_of):
        statement = statements.keep(source, on, [_line(payment) for payment in payments], by=None, at=at)
        matching.match(statement, at=at)


def _list_of(payment: Payment) -> tuple[str, date]:
    assert payment.booked_on, "asked for above"
    return payment.source, payment.booked_on


def _line(payment: Payment) -> Line:
    return Line(
        number=payment.request_id,
        code=payment.code,
        amount=payment.amount,
        channel=payment.channel,
        reference=payment.reference,
        paid_at=payment.paid_at,
        stan=payment.stan,
    )
