"""What the rows say afterwards, against what the bank was told."""

from __future__ import annotations

import importlib
from typing import Any

from bench import soundness
from bench.callbacks.bank import CLIENT_KEY, CODE, SERVICE_ID, Bank
from bench.callbacks.bills import Bills
from bench.ground import Ground
from mpaspor.core import clock
from mpaspor.gateways.snap import tokens

_PAYMENTS = "SELECT request_id FROM payments_payment WHERE source = %s"
_DOUBLED = """
SELECT coalesce(sum(extra), 0)
  FROM (SELECT greatest(count(payment.id) FILTER (WHERE payment.outcome = 'settled') - 1, 0)
             + abs(coalesce((SELECT -sum(line.amount) FROM payments_ledgerline AS line
                               JOIN payments_ledgertransaction AS entry ON entry.id = line.transaction_id
                              WHERE line.account = 'fees' AND entry.bill_id = bill.id), 0)
                   - CASE WHEN bill.state = 'settled' THEN bill.amount ELSE 0 END) AS extra
          FROM payments_bill AS bill LEFT JOIN payments_payment AS payment ON payment.bill_id = bill.id
         WHERE bill.application_id BETWEEN %s AND %s GROUP BY bill.id) AS bill
"""
_SETTLED = "SELECT count(*) FROM payments_bill WHERE state = 'settled' AND application_id BETWEEN %s AND %s"


def enter_bank(ground: Ground) -> None:
    """The partner who calls, with the keys of the ground."""
    told = ground.environment
    partner = importlib.import_module("mpaspor.stages.payments.models").BankPartner
    partner.objects.update_or_create(
        code=CODE,
        defaults={
            "name": "Bank Contoh",
            "client_key": CLIENT_KEY,
            "public_keys": [told["MPASPOR_BANK_PUBLIC_KEY"]],
            "secrets": [told["MPASPOR_BANK_SECRET"]],
            "service_id": SERVICE_ID,
            "changed_at": clock.now(),
        },
    )


def token(ground: Ground) -> str:
    """One as our own door would give it."""
    return tokens.issue(ground.environment["MPASPOR_SECRET_KEY"], CLIENT_KEY, at=clock.now())


def count(ground: Ground, bank: Bank, issued: Bills) -> dict[str, Any]:
    """What the rows say, what the books miss, and what the nightly check finds."""
    found = compare(ground, bank, issued)
    problems = soundness.problems()
    missed = importlib.import_module("mpaspor.stages.payments.books").unexplained().amount
    return {**found, "unexplained": found["unexplained"] + missed, "problems": problems}


def compare(ground: Ground, bank: Bank, issued: Bills) -> dict[str, int]:
    """`lost`: told to be taken and not there. `unexplained`: there, and refused to the bank or never told of."""
    span = [issued.first, issued.first + issued.count - 1]
    with ground.connect() as db:
        noted = {number for (number,) in db.execute(_PAYMENTS, [CODE])}
        (doubled,) = db.execute(_DOUBLED.encode(), span).fetchone() or (0,)
        (settled,) = db.execute(_SETTLED, span).fetchone() or (0,)
    refused = {number for number in bank.refused if number not in bank.taken}
    return {
        "lost": len(bank.taken - noted),
        "doubled": int(doubled),
        "unexplained": len(noted & refused) + len(noted - bank.taken - refused),
        "taken": len(bank.taken),
        "refused": len(refused),
        "settled": settled,
    }
