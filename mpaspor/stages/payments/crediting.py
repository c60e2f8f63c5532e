"""The applicant's own money: what came too late, too little or too much, kept until a later bill uses it."""

from __future__ import annotations

from datetime import datetime

from mpaspor.audit import trail
from mpaspor.stages.payments import ledger, letters
from mpaspor.stages.payments.models import Bill, Credit, Payment


def keep(payment: Payment, bill: Bill, amount: int, *, at: datetime) -> Credit:
    """Write the amount down as the applicant's and tell her; the ledger is the caller's."""
    credit = Credit.objects.create(application=bill.application, payment=payment, amount=amount, created_at=at)
    trail.write(credit, "credit.open", by=None, at=at, new={"state": credit.state, "amount": amount})
    letters.credited(credit, at=at)
    return credit


def cover(bill: Bill, *, at: datetime) -> bool:
    """Pay the bill from the file's credit when it suffices; what is left over stays a credit.

    A bill is never paid in part: with too little credit nothing is touched and False returned.
    """
    if bill.amount == 0:
        return True
    kept = list(
        Credit.objects.select_for_update()
        .filter(application_id=bill.application_id, state=Credit.State.OPEN)
        .order_by("id")
    )
    if sum(credit.amount for credit in kept) < bill.amount:
        return False
    left = bill.amount
    for credit in kept:
        if left > 0:
            credit.move(Credit.State.USED, by=None, at=at, used_for=bill)
            left -= credit.amount
            last = credit
    if left < 0:
        Credit.objects.create(application=bill.application, payment=last.payment, amount=-left, created_at=at)
    ledger.post(
        "credit used", {ledger.Account.CREDITS: bill.amount, ledger.Account.FEES: -bill.amount}, at=at, bill=bill
    )
    return True
