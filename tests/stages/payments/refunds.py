"""A credit of Ratna's, and how far its refund has come."""

from __future__ import annotations

from datetime import timedelta

from mpaspor.gateways.payout.port import Account, Payout, State
from mpaspor.stages.payments import paying_back, refunding, settlement
from mpaspor.stages.payments.models import Bill, Credit, Refund
from tests import people
from tests.stages.appointments.scene import hour
from tests.stages.payments.scene import DEADLINE, GRACE_ENDS, billed, notice, over

AFTER = DEADLINE + timedelta(minutes=30)
HERS = Account("014", "1234 5678-90", "Ratna Wulandari")
OTHERS = Account("008", "9876543210", "Ratna Wulandari")


def credit(*, amount: int | None = None, email: str = "ratna@contoh.id") -> Credit:
    """Money that came after the bill was closed."""
    bill = billed(email=email, slot=hour(8, start=9 + Bill.objects.count()))
    over(bill)
    payment = settlement.receive(notice(bill, amount=amount, number=str(bill.pk)), at=GRACE_ENDS)
    return Credit.objects.select_related("application__office").get(payment=payment)


def requested(to: Account = HERS) -> Refund:
    return refunding.request(credit(), to, by=people.ratna(), at=AFTER)


def named(name: str | None = "RATNA WULANDARI", to: Account = HERS) -> Refund:
    """The bank has said whose account it is."""
    refund = requested(to)
    paying_back.note_owner(refund, name, at=AFTER)
    return again(refund)


def checked(to: Account = HERS) -> Refund:
    refund = named(to=to)
    return refunding.check(refund, refund.number, by=people.ariani(), at=AFTER)


def approved(to: Account = HERS) -> Refund:
    refund = checked(to)
    return refunding.approve(refund, refund.number, by=people.second_treasurer(), at=AFTER)


def bounced() -> Refund:
    refund = approved()
    paying_back.bounce(refund, Payout(refund.number, State.REJECTED, reason="Inactive Account"), at=AFTER)
    return again(refund)


def done(refund: Refund) -> Payout:
    return Payout(refund.number, State.PAID, provider_reference="8844", paid_at=AFTER)


def again(refund: Refund) -> Refund:
    """As it stands now."""
    return Refund.objects.select_related("credit__application__office").get(pk=refund.pk)
