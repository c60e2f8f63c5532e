"""What was paid, told so that anybody can check it: a short text, signed, and the sheet it is printed on."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import quote

from django.conf import settings

from mpaspor.core import pdf
from mpaspor.stages.payments import receipt_facts, receipt_keys, receipt_sheet
from mpaspor.stages.payments.models import Bill, FeeOutcome

VERSION = "MP1"
PAGE = "/receipts"
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
    payment = receipt_facts.paid_by(bill)
    words = [
        VERSION,
        receipt_keys.ours().name,
        bill.code,
        receipt_facts.number_of(payment) or "-",
        str(bill.amount),
        receipt_facts.paid_at(bill, payment).astimezone(UTC).strftime(MOMENT),
        receipt_facts.initials(bill.whose),
        bill.application.office.name if bill.application.office else "-",
    ]
    message = "/".join(quote(word, safe="") for word in words)
    return f"{message}/{receipt_keys.sign(message)}"


def address(text: str) -> str:
    """Where the text is checked. Behind the "#" it stays in the browser: nothing is sent anywhere."""
    return f"{settings.SITE_ADDRESS}{PAGE}#{text}"


def sheet(bill: Bill) -> bytes:
    """The receipt as an A4 PDF, in the language of the moment. Raises `NotPaid`."""
    text = signed(bill)
    values = receipt_sheet.values(bill, text=text, page=f"{settings.SITE_ADDRESS}{PAGE}")
    return pdf.compile("documents/receipt.typ", values)


def still_holds(code: str, amount: int) -> bool:
    """Whether our books still say so: the bill is settled, and none of its fee was given back."""
    given_back = FeeOutcome.objects.filter(bill__code=code, verdict=FeeOutcome.Verdict.CREDIT)
    settled = Bill.objects.filter(code=code, amount=amount, state=Bill.State.SETTLED)
    return settled.exists() and not given_back.exists()
