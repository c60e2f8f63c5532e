"""What must always be true of all files, each as one question to the database. Asked nightly, by command, and in tests.

A check returns the rows that break it: reference and what is wrong. An empty answer is the proof.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from mpaspor.audit import seals
from mpaspor.audit.states import Stateful
from mpaspor.cases import invariant_queries as queries
from mpaspor.cases import money_queries as money
from mpaspor.stages.appointments.ledger import verifying
from mpaspor.stages.payments import books

# A message that waits longer, or that was tried in vain, is not accounted for.
MESSAGE_PATIENCE = timedelta(hours=1)
MOST_REPORTED = 1000


class Finding(NamedTuple):
    """One row that breaks one check."""

    check: str
    reference: str
    detail: str


def check(at: datetime) -> list[Finding]:
    """Every check over every row; empty when all files are sound."""
    return [finding for name in CHECKS for finding in run(name, at)]


def run(name: str, at: datetime) -> list[Finding]:
    """One check by its name."""
    return [Finding(name, reference, detail) for reference, detail in CHECKS[name](at)]


Rows = list[tuple[str, str]]


def _rows(sql: str) -> Callable[[datetime], Rows]:
    def ask(_at: datetime) -> Rows:
        return _answer(sql, [])

    return ask


def _messages(at: datetime) -> Rows:
    return _answer(queries.MESSAGES, [at - MESSAGE_PATIENCE, at - MESSAGE_PATIENCE])


def _seals(_at: datetime) -> Rows:
    return [(seal, "does not fit what it covers") for seal in seals.broken()]


def _chain(_at: datetime) -> Rows:
    return verifying.broken()


def _causes(_at: datetime) -> Rows:
    return [(found.reference, found.detail) for found in books.rebuild()[:MOST_REPORTED]]


def _trail(_at: datetime) -> Rows:
    """The state of every record that has states, against the last entry about it."""
    parts = [
        queries.RECORD_STATES.format(
            record=model._meta.model_name,
            table=model._meta.db_table,
            field=model.STATE_FIELD,
            first=next(iter(model.TRANSITIONS)),
            silent=model._meta.model_name in queries.BEGIN_SILENTLY,
        )
        for model in Stateful.__subclasses__()
    ]
    return _answer(queries.TRAIL.format(records=" UNION ALL ".join(parts)), [])


def _answer(sql: str, values: list[datetime]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT reference, detail FROM ({sql}) AS found ORDER BY 1 LIMIT {MOST_REPORTED}", values)  # noqa: S608 - our own text
        return list(cursor.fetchall())


CHECKS: dict[str, Callable[[datetime], Rows]] = {
    "places_counted": _rows(queries.PLACES),
    "kept_counted": _rows(queries.KEPT),
    "one_active_place_per_person": _rows(queries.ONE_PLACE),
    "places_told_in_the_ledger": _rows(verifying.SUMS),
    "places_within_their_release": _rows(verifying.OUTSIDE),
    "chain_of_places_unbroken": _chain,
    "ledger_sums_zero": _rows(queries.LEDGER),
    "money_received_is_booked": _rows(queries.MONEY),
    "credits_agree": _rows(queries.CREDITS),
    "settled_bill_has_its_payment": _rows(queries.SETTLED),
    "money_in_is_all_somewhere": _rows(money.MONEY_IN),
    "one_fee_for_a_settled_bill": _rows(money.ONE_FEE),
    "nobody_pays_in_two_ways": _rows(money.ONE_WAY),
    "what_is_paid_twice_is_a_credit": _rows(money.PAID_TWICE),
    "questions_agree": _rows(money.QUESTIONS),
    "refunds_agree": _rows(money.REFUNDS),
    "outcomes_agree": _rows(money.OUTCOMES),
    "books_follow_from_their_causes": _causes,
    "lists_hold_what_they_say": _rows(money.LISTS),
    "closed_days_are_as_signed": _rows(money.CLOSED_DAYS),
    "messages_accounted_for": _messages,
    "no_state_without_its_trail": _trail,
    "seals_unbroken": _seals,
    "blanks_accounted_for": _rows(queries.BLANKS),
    "issued_passports_registered": _rows(queries.REGISTER),
    "stage_agrees_with_records": _rows(queries.STAGES),
}
