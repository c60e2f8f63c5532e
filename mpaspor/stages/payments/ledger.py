"""The books: every movement of money is a transaction whose lines sum to zero. Written once, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Sum

from mpaspor.accounts.models import User
from mpaspor.stages.payments.models import Bill, Credit, LedgerLine, Payment

Account = LedgerLine.Account

_POST = """
WITH written AS (
  INSERT INTO payments_ledgertransaction (at, cause, bill_id, payment_id, by_id) VALUES (%s, %s, %s, %s, %s)
  RETURNING id
)
INSERT INTO payments_ledgerline (transaction_id, account, amount)
SELECT written.id, line.account, line.amount FROM written, unnest(%s::text[], %s::bigint[]) AS line (account, amount)
RETURNING transaction_id
"""


class Unbalanced(Exception):
    """The lines do not sum to zero, or there are fewer than two."""


def post(
    cause: str,
    lines: Mapping[Account, int],
    *,
    at: datetime,
    bill: Bill | None = None,
    payment: Payment | None = None,
    by: User | None = None,
) -> int:
    """Write one, in the caller's transaction; debits are positive, credits negative, in rupiah. Returns its number."""
    written = {account.value: amount for account, amount in lines.items() if amount}
    if len(written) < 2 or sum(written.values()) != 0:
        raise Unbalanced(cause, dict(lines))
    about: list[int | None] = [record.pk if record else None for record in (bill, payment, by)]
    with connection.cursor() as cursor:
        cursor.execute(_POST, [at, cause, *about, list(written), list(written.values())])
        number: int = cursor.fetchone()[0]
    return number


def balances() -> dict[str, int]:
    """What each account stands at: the bank is what we received, the others what became of it (negative)."""
    sums = LedgerLine.objects.values_list("account").annotate(Sum("amount"))
    return dict.fromkeys(Account.values, 0) | dict(sums)


def findings() -> list[str]:
    """Where the books and the records they tell of differ, in words for an operator; empty when they agree."""
    books = balances()
    records = {
        Account.BANK: _sum(Payment.objects.all()),
        Account.FEES: -_sum(Bill.objects.filter(state=Bill.State.SETTLED)),
        Account.CREDITS: -_sum(Credit.objects.filter(state=Credit.State.OPEN)),
        Account.QUESTIONS: -_sum(Payment.objects.filter(outcome=Payment.Outcome.QUESTION)),
    }
    found = [
        f"account {account}: the books say {books[account]}, the records {records[account]}"
        for account in Account
        if books[account] != records[account]
    ]
    if sum(books.values()):
        found.append(f"the accounts sum to {sum(books.values())}, not to zero")
    return [*found, *_unbalanced()]


def _unbalanced() -> list[str]:
    totals = LedgerLine.objects.values("transaction").annotate(total=Sum("amount")).exclude(total=0)
    return [f"transaction {row['transaction']} sums to {row['total']}" for row in totals.order_by("transaction")]


def _sum(records: QuerySet[Any]) -> int:
    return records.aggregate(total=Sum(F("amount")))["total"] or 0
