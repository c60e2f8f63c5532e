"""What was paid, told so that anybody can check it: a short text, signed, and the sheet it is printed on."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from django.conf import settings

from mpaspor.stages.payments import receipt_keys
from mpaspor.stages.payments.models import Bill, FeeOutcome, Payment

VERSION = "MP1"
MOMENT = "%Y%m%dT%H%M%SZ"


class NotPaid(Exception):
    """Only a settled bill has a receipt."""


def signed(bill: Bill) -> str:
    """The text of a receipt with its signature; empty in a house that has no key for it. Raises `NotPaid`.

    Its words and their order are written down in docs/receipts.md. It names the payer by initials only.
    """
    if bill.state != Bill.State.SETTLED:
        raise NotPaid(bill.code)
    if not receipt_keys.is_set_up():
        return ""
    payment = paid_by(bill)
    words = [
        VERSION,
        receipt_keys.ours().name,
        bill.code,
        number_of(payment) or "-",
        str(bill.amount),
        paid_at(bill, payment).astimezone(UTC).strftime(MOMENT),
        initials(bill.payer),
        bill.application.office.name if bill.application.office else "-",
    ]
    message = "/".join(quote(word, safe="") for word in words)
    return f"{message}/{receipt_keys.sign(message)}"


def address(text: str) -> str:
    """Where the text is checked. Behind the "#" it stays in the browser: nothing is sent anywhere."""
    return f"{settings.SITE_ADDRESS}/receipts#{text}"


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


def still_holds(code: str, amount: int) -> bool:
    """Whether our books still say so: the bill is settled, and none of its fee was given back."""
    given_back = FeeOutcome.objects.filter(bill__code=code, verdict=FeeOutcome.Verdict.CREDIT)
    settled = Bill.objects.filter(code=code, amount=amount, state=Bill.State.SETTLED)
    return settled.exists() and not given_back.exists()
