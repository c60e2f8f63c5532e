"""The books: every movement of money is a transaction whose lines sum to zero. Written once, never changed.

    received          money that came, at its full amount
    fees              what was earned
    credits           the applicants' own
    questions         nobody knows yet whose it is
    refunds           to be paid back, decided by two
    paid_out          paid back

Debits are positive, credits negative: received = fees + credits + questions + refunds + paid_out, with the sign turned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from mpaspor.accounts.models import User
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments.models import Bill, Credit, FeeOutcome, LedgerLine, Payment, Question, Refund

Account = LedgerLine.Account
Record = Bill | Payment | Credit | Question | Refund | FeeOutcome

# The books of the whole country turn their page at one moment: the capital's midnight.
ZONE = ZoneInfo("Asia/Jakarta")

# A unit's money is in the books of its office, where it is reconciled and closed.
_POST = """
WITH seat AS (
  SELECT (SELECT coalesce(parent_id, id) FROM offices_office WHERE id = %(office)s::bigint) AS id
), written AS (
  INSERT INTO payments_ledgertransaction
    (at, "on", cause, office_id, source, channel, bill_id, payment_id, credit_id, question_id, refund_id, outcome_id,
     by_id)
  SELECT %(at)s::timestamptz, ledger_day(seat.id, %(on)s::date), %(cause)s, seat.id, %(source)s, %(channel)s,
         %(bill)s::bigint, %(payment)s::bigint, %(credit)s::bigint, %(question)s::bigint, %(refund)s::bigint,
         %(outcome)s::bigint, %(by)s::bigint FROM seat RETURNING id
)
INSERT INTO payments_ledgerline (transaction_id, account, amount)
SELECT written.id, line.account, line.amount
  FROM written, unnest(%(accounts)s::text[], %(amounts)s::bigint[]) AS line (account, amount)
RETURNING transaction_id
"""
_KINDS: dict[str, type[Record]] = {
    "bill": Bill, "payment": Payment, "credit": Credit, "question": Question, "refund": Refund, "outcome": FeeOutcome,
}  # fmt: skip


class Unbalanced(Exception):
    """The lines do not sum to zero, or there are fewer than two."""


def post(
    cause: str, lines: Mapping[Account, int], *, about: Sequence[Record], at: datetime, by: User | None = None
) -> int:
    """Write one, in the caller's transaction; debits are positive, credits negative, in rupiah. Returns its number.

    `about` are the records that are its cause, at most one of a kind; office and channel are read from them. It belongs
    to the day it is written on; where that day is closed, to the next one that is open.
    """
    written = {account.value: amount for account, amount in lines.items() if amount}
    if len(written) < 2 or sum(written.values()) != 0:
        raise Unbalanced(cause, dict(lines))
    named = {type(record): record for record in about}
    payment = named.get(Payment)
    source, channel = (payment.source, payment.channel) if isinstance(payment, Payment) else ("", "")
    facts: dict[str, Any] = {
        "at": at,
        "on": day(at),
        "cause": cause,
        "office": _office(about),
        "source": source,
        "channel": channel,
        "by": by.pk if by else None,
        "accounts": list(written),
        "amounts": list(written.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_POST, facts | {name: _key(named.get(kind)) for name, kind in _KINDS.items()})
        number: int = cursor.fetchone()[0]
    return number


def day(at: datetime) -> date:
    """The day of the books at a moment."""
    return at.astimezone(ZONE).date()


def _key(record: Record | None) -> int | None:
    return record.pk if record else None


def _office(about: Sequence[Record]) -> int | None:
    """Of the file it is about; money nobody can place belongs to no office."""
    return next((file.office_id for record in about if (file := _file(record))), None)


def _file(record: Record) -> Application | None:
    if isinstance(record, Bill | Credit):
        return record.application
    if isinstance(record, FeeOutcome):
        return record.applicant.application
    if isinstance(record, Refund):
        return record.credit.application if record.credit else None
    return None
