"""What a receipt says, read from the records: who paid, when, and under which number."""

from __future__ import annotations

from datetime import datetime

from mpaspor.stages.payments.models import Bill, Payment


def paid_by(bill: Bill) -> Payment | None:
    """The payment that settled it; none where credit did, or where nothing was to be paid."""
    return next((one for one in bill.payments.all() if one.outcome == Payment.Outcome.SETTLED), None)


def paid_at(bill: Bill, payment: Payment | None) -> datetime:
    """When the payer paid, as those say who took it; without a payment, when the bill was settled."""
    assert bill.settled_at, "a settled bill says since when"
    return payment.paid_at if payment else bill.settled_at


def number_of(payment: Payment | None) -> str:
    """The treasury's number, or that of the bank or wallet."""
    return (payment.ntpn or payment.reference) if payment else ""


def initials(name: str) -> str:
    """R.W. of Ratna Wulandari: who knows her recognises her, nobody else does."""
    return "".join(f"{word[0]}." for word in name.upper().split())


def threes(code: str) -> str:
    """As 820 260 102 417 306."""
    return " ".join(code[at : at + 3] for at in range(0, len(code), 3))
