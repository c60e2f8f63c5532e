"""The books: every movement of money is a transaction whose lines sum to zero. Written once, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Sum

from mpaspor.accounts.models import User
from mpaspor.stages.payments.models import Bill, LedgerLine, Payment

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
