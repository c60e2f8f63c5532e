"""The paying bank: asked whose an account is, and told to pay, under the refund's number, which pays once.

It is asked outside any transaction. When it does not answer nothing is known, and the same order is sent again.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mpaspor.audit import trail
from mpaspor.audit.states import ForbiddenMove, StateChanged
from mpaspor.gateways import payout
from mpaspor.gateways.payout.port import Account as Destination
from mpaspor.gateways.payout.port import Payout
from mpaspor.gateways.payout.port import State as Sent
from mpaspor.stages.applications import names
from mpaspor.stages.payments import credit_letters, ledger, refunding
from mpaspor.stages.payments.ledger import Account
from mpaspor.stages.payments.models import Credit, Question, Refund

LONGEST_WHY = 300


def to_ask() -> QuerySet[Refund]:
    """Those whose account nobody was asked about yet, the oldest first."""
    return Refund.objects.filter(state=Refund.State.REQUESTED, named_at=None).order_by("pk")


def to_pay() -> QuerySet[Refund]:
    """Those two have approved and the bank has not said what became of, the oldest first."""
    return Refund.objects.filter(state=Refund.State.APPROVED).order_by("approved_at", "pk")


def ask(refund: Refund, *, at: datetime) -> None:
    """Whose account is it? Raises `Unavailable`."""
    named = payout.payer().owner(Destination(refund.bank, refund.account, refund.holder))
    note_owner(refund, named, at=at)


def pay(refund: Refund, *, at: datetime) -> None:
    """Send the order, or learn what became of it. Raises `Unavailable`; `DifferentOrder` is nobody's to settle."""
    sent = payout.payer().send(refund.number, refund.amount, Destination(refund.bank, refund.account, refund.named))
    # Another round may have asked at the same moment and noted the answer first.
    with suppress(StateChanged, ForbiddenMove):
        if sent.state == Sent.PAID:
            paid(refund, sent, at=at)
        elif sent.state == Sent.REJECTED:
            bounce(refund, sent, at=at)


@transaction.atomic
def note_owner(refund: Refund, named: str | None, *, at: datetime) -> None:
    """What the bank said, of the account it was asked about; of one that was put right meanwhile it said nothing."""
    fresh = refunding.locked(refund, refund.number)
    if fresh.state != Refund.State.REQUESTED or fresh.named_at:
        raise StateChanged
    fresh.named, fresh.named_at = named or "", at
    fresh.save(update_fields=["named", "named_at"])
    new = {"found": named is not None, "same": names.same_name(fresh.holder, fresh.named)}
    trail.write(fresh, "refund.named", by=None, at=at, new=new)
    if named is None:
        credit_letters.unknown_account(fresh, at=at)


@transaction.atomic
def paid(refund: Refund, sent: Payout, *, at: datetime) -> None:
    """The money is out. Raises what `move` raises when that is noted already."""
    fresh = refunding.locked(refund, refund.number)
    fresh.move(Refund.State.PAID, by=None, at=at, paid_at=at, reference=sent.provider_reference)
    if fresh.credit:
        fresh.credit.move(Credit.State.REFUNDED, by=None, at=at)
    if fresh.question:
        fresh.question.move(Question.State.RETURNED, by=None, at=at, ended_at=at)
    lines = {Account.REFUNDS: fresh.amount, Account.PAID_OUT: -fresh.amount}
    ledger.post("refund paid", lines, about=[fresh], at=at)
    credit_letters.paid(fresh, at=at)


@transaction.atomic
def bounce(refund: Refund, sent: Payout, *, at: datetime) -> None:
    """The bank will not pay under this number: the account must be put right, and has another number then."""
    fresh = refunding.locked(refund, refund.number)
    said = sent.reason[:LONGEST_WHY]
    fresh.move(Refund.State.BOUNCED, by=None, at=at, why=said)
    fresh.why = said
    fresh.save(update_fields=["why"])
    credit_letters.bounced(fresh, at=at)
