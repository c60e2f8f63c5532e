"""The applicant's own money, spent on a bill of hers: all of the bill or nothing, for a code is a closed amount.

It follows the owner into any later file. Of somebody without an account it stays with the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Sum, When

from mpaspor.accounts.models import User
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import keeping, ledger, settlement
from mpaspor.stages.payments.models import Bill, Credit, CreditReason


class NotDue(Exception):
    """The bill waits for no money: it is paid, over or called off, or its places are gone."""


class NotEnough(Exception):
    """What is open does not pay the whole bill; nothing was touched."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The money with us that a bill of this file could be paid from, in whole rupiah, the oldest first."""

    credits: tuple[Credit, ...]

    @property
    def total(self) -> int:
        return sum(credit.amount for credit in self.credits)

    def covers(self, amount: int) -> bool:
        """Whether a bill of this amount is paid from it; `billing.issue` then does so by itself."""
        return 0 < amount <= self.total

    def left(self, amount: int) -> int:
        """What stays hers after such a bill."""
        return self.total - amount if self.covers(amount) else self.total

    def lacking(self, amount: int) -> int:
        """What is missing to pay such a bill."""
        return max(0, amount - self.total)


def offered(application: Application) -> Offer:
    return Offer(tuple(_open_for(application).order_by("id")))


def of_owner(owner: User) -> int | None:
    """Whole rupiah open in all her files; None when she never had a credit."""
    is_open = Q(state=Credit.State.OPEN)
    found: int | None = Credit.objects.filter(application__owner=owner).aggregate(
        total=Sum(Case(When(is_open, then=F("amount")), default=0))
    )["total"]
    return found


@transaction.atomic
def use(bill: Bill, *, by: User | None, at: datetime) -> None:
    """Pay a bill that is due already. Raises `NotDue`, `NotEnough`."""
    fresh = (
        Bill.objects.select_for_update(of=("self",), no_key=True)
        .select_related("application", "applicant")
        .get(pk=bill.pk)
    )
    held = [place for place in settlement.held_by(fresh) if place.slot.ends_at > at]
    if fresh.state != Bill.State.DUE or not held:
        raise NotDue
    if not cover(fresh, by=by, at=at):
        raise NotEnough
    settlement.settle(fresh, held, at=at)


def cover(bill: Bill, *, at: datetime, by: User | None = None) -> bool:
    """Pay the bill from its owner's credit when that suffices; what is left over stays a credit.

    With too little credit nothing is touched and False returned.
    """
    if bill.amount == 0:
        return True
    kept = list(_open_for(bill.application).select_for_update(of=("self",)).order_by("id"))
    if sum(credit.amount for credit in kept) < bill.amount:
        return False
    left = bill.amount
    for credit in kept:
        if left > 0:
            credit.move(Credit.State.USED, by=by, at=at, used_for=bill)
            left -= credit.amount
            last = credit
    if left < 0:
        keeping.write(last.payment, bill.application, -left, CreditReason.REST, by=None, at=at)
    lines = {ledger.Account.CREDITS: bill.amount, ledger.Account.FEES: -bill.amount}
    ledger.post("credit used", lines, about=[bill], at=at, by=by)
    return True


def _open_for(application: Application) -> QuerySet[Credit]:
    mine = Q(application=application.pk)
    if application.owner_id:
        mine |= Q(application__owner=application.owner_id)
    return Credit.objects.filter(mine, state=Credit.State.OPEN).select_related("application", "payment")
