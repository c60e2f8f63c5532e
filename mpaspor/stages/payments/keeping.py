"""Writing money down as an applicant's own. The ledger is the caller's, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import credit_letters
from mpaspor.stages.payments.models import Credit, CreditReason, Payment


def keep(
    payment: Payment,
    application: Application,
    amount: int,
    reason: CreditReason,
    *,
    at: datetime,
    by: User | None = None,
    why: str = "",
) -> Credit:
    """The amount is hers from now on, and she is told."""
    credit = write(payment, application, amount, reason, by=by, at=at, why=why)
    credit_letters.credited(credit, at=at)
    return credit


def write(
    payment: Payment | None,
    application: Application,
    amount: int,
    reason: CreditReason,
    *,
    by: User | None,
    at: datetime,
    why: str = "",
) -> Credit:
    """The same for whoever tells her in another letter."""
    credit = Credit.objects.create(
        application=application, payment=payment, amount=amount, reason=reason, created_at=at
    )
    new = {"state": credit.state, "amount": amount, "reason": reason}
    trail.write(credit, "credit.open", by=by, at=at, why=why, new=new)
    return credit
