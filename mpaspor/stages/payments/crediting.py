"""The applicant's own money: what came too late, too little or too much, kept until a later bill uses it.

It follows the owner into any later file. Of somebody without an account it stays with the file.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from mpaspor.audit import trail
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import ledger, letters
from mpaspor.stages.payments.models import Bill, Credit, CreditReason, Payment


def keep(payment: Payment | None, bill: Bill, amount: int, reason: CreditReason, *, at: datetime) -> Credit:
    """Write the amount down as the applicant's and tell her; the ledger is the caller's."""
    credit = _open(payment, bill.application, amount, reason, at=at)
    letters.credited(credit, at=at)
    return credit


def cover(bill: Bill, *, at: datetime) -> bool:
    """Pay the bill from its owner's credit when that suffices; what is left over stays a credit.

    A bill is never paid in part: with too little credit nothing is touched and False returned.
    """
    if bill.amount == 0:
        return True
    kept = list(_open_for(bill.application).select_for_update(of=("self",)).order_by("id"))
    if sum(credit.amount for credit in kept) < bill.amount:
        return False
    left = bill.amount
    for credit in kept:
        if left > 0:
            credit.move(Credit.State.USED, by=None, at=at, used_for=bill)
            left -= credit.amount
            last = credit
    if left < 0:
        _open(last.payment, bill.application, -left, CreditReason.REST, at=at)
    lines = {ledger.Account.CREDITS: bill.amount, ledger.Account.FEES: -bill.amount}
    ledger.post("credit used", lines, about=[bill], at=at)
    return True


def _open(
    payment: Payment | None, application: Application, amount: int, reason: CreditReason, *, at: datetime
) -> Credit:
    credit = Credit.objects.create(
        application=application, payment=payment, amount=amount, reason=reason, created_at=at
    )
    new = {"state": credit.state, "amount": amount, "reason": reason}
    trail.write(credit, "credit.open", by=None, at=at, new=new)
    return credit


def _open_for(application: Application) -> QuerySet[Credit]:
    mine = Q(application=application.pk)
    if application.owner_id:
        mine |= Q(application__owner=application.owner_id)
    return Credit.objects.filter(mine, state=Credit.State.OPEN)
