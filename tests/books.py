"""What the nightly check says of money and of places, for stories that end with it."""

from __future__ import annotations

from mpaspor.cases import invariants
from mpaspor.cases.invariants import Finding
from mpaspor.core.clock import now
from mpaspor.stages.payments import books
from mpaspor.stages.payments.books import Balance

MONEY = (
    "ledger_sums_zero", "money_received_is_booked", "credits_agree", "settled_bill_has_its_payment",
    "money_in_is_all_somewhere", "one_fee_for_a_settled_bill", "nobody_pays_in_two_ways",
    "what_is_paid_twice_is_a_credit", "questions_agree", "refunds_agree", "outcomes_agree",
    "books_follow_from_their_causes", "lists_hold_what_they_say", "closed_days_are_as_signed",
)  # fmt: skip
PLACES = (
    "places_counted", "kept_counted", "one_active_place_per_person", "places_told_in_the_ledger",
    "places_within_their_release",
)  # fmt: skip


def of_money() -> list[Finding]:
    """Empty when the books and the records they tell of agree."""
    return [found for name in MONEY for found in invariants.run(name, now())]


def of_places() -> list[Finding]:
    """Empty when every hour's counters are true and nobody has two places."""
    return [found for name in PLACES for found in invariants.run(name, now())]


def balance() -> Balance:
    """What came, and what it is now."""
    return books.trial().total.balance
