"""A bank's payment by the national standard is an offer: what we refuse goes back to the payer, and is no money.

What we take is noted before we answer; told again under the same number, it is the same payment.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import connection

from mpaspor.audit import trail
from mpaspor.gateways.snap import payments
from mpaspor.gateways.snap import port as snap
from mpaspor.gateways.snap.inquiries import Inquiry
from mpaspor.gateways.snap.payments import Before, Verdict
from mpaspor.gateways.snap.port import Partner
from mpaspor.stages.payments import ending, notices, settlement
from mpaspor.stages.payments.models import Bill, BillShown, Payment

_STATES = {
    Bill.State.DUE: snap.BillState.DUE,
    Bill.State.SETTLED: snap.BillState.PAID,
    Bill.State.LAPSED: snap.BillState.EXPIRED,
    Bill.State.VOID: snap.BillState.CANCELLED,
}
# Asked in a statement of its own, after the bill is ours: one that waited for the bill's lock would answer from before.
_KNOWN = """
SELECT payment.code, payment.amount, shown.at
  FROM (SELECT) AS once
  LEFT JOIN payments_payment AS payment ON payment.source = %s AND payment.request_id = %s
  LEFT JOIN payments_billshown AS shown ON shown.bill_id = %s AND shown.partner = %s
"""

log = logging.getLogger(__name__)


def show(partner: Partner, inquiry: Inquiry, *, at: datetime) -> snap.Bill | None:
    """The bill a bank asks about, and a note that it was shown one it can be paid; in the caller's transaction."""
    bills = Bill.objects.select_related("application__office", "applicant")
    bill = bills.filter(code=inquiry.billing_code).first()
    if bill is None:
        return None
    if bill.state == Bill.State.DUE and at < bill.expires_at:
        shown = BillShown(bill=bill, partner=partner.code, at=at)
        BillShown.objects.bulk_create(
            [shown], update_conflicts=True, unique_fields=["bill", "partner"], update_fields=["at"]
        )
    office = bill.application.office
    return _as_shown(bill, _STATES[Bill.State(bill.state)], payer=bill.payer, place=office.name if office else "")


def take(partner: Partner, payment: payments.Payment, *, at: datetime) -> Verdict:
    """Decide on a payment and note it if it is taken, in the caller's transaction.

    Raises `StateChanged` when the places changed hands in this very moment: the whole call is then tried again.
    """
    bill = settlement.locked(payment.billing_code)
    before, shown_at = _known(partner, payment, bill)
    held = settlement.held_for(bill, bill.amount, at=at) if bill and before is None else []
    verdict = payments.decide(
        payment,
        before=before,
        bill=_as_shown(bill, _state(bill, is_held=bool(held))) if bill else None,
        partner=partner,
        at=at,
        inquired_at=shown_at,
        grace_seconds=_grace(bill, at) if bill else 0,
    )
    if verdict.takes:
        try:
            settlement.note(notices.of_bank(payment.notice(partner, at=at)), bill, held, at=at)
        except settlement.Inconsistent:
            # The number went to another bill in this very moment.
            verdict = payments.decide(payment, before=noted(partner, payment), bill=None, partner=partner, at=at)
    if verdict.differs:
        _ask_the_bank(partner, payment, at=at)
    return verdict


def noted(partner: Partner, payment: payments.Payment) -> Before | None:
    """What this partner's payment number stands for already."""
    return _known(partner, payment, None)[0]


def _state(bill: Bill, *, is_held: bool) -> snap.BillState:
    """A bill whose places are gone buys nothing any more; one that lapsed, as long as they wait in its grace."""
    if bill.state in (Bill.State.DUE, Bill.State.LAPSED):
        return snap.BillState.DUE if is_held else snap.BillState.EXPIRED
    return _STATES[Bill.State(bill.state)]


def _grace(bill: Bill, at: datetime) -> float:
    """Seconds past its end in which a bank that was shown the bill in time may still pay it."""
    until = ending.payable_until(bill) if bill.expires_at <= at else None
    return (until - bill.expires_at).total_seconds() if until else 0


def _as_shown(bill: Bill, state: snap.BillState, *, payer: str = "", place: str = "") -> snap.Bill:
    return snap.Bill(bill.code, state, bill.amount, payer, bill.expires_at, place)


def _known(partner: Partner, payment: payments.Payment, bill: Bill | None) -> tuple[Before | None, datetime | None]:
    """What this partner's payment number stands for already, and when it was last shown the bill as payable."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [partner.code, payment.request_id, bill.pk if bill else None, partner.code])
        code, amount, shown_at = cursor.fetchone()
    return (Before(code, amount) if code is not None else None), shown_at


def _ask_the_bank(partner: Partner, payment: payments.Payment, *, at: datetime) -> None:
    """One number for two payments: the second is refused, and somebody has to ask the bank which one it means."""
    earlier = Payment.objects.get(source=partner.code, request_id=payment.request_id)
    told = {"code": payment.billing_code, "amount": payment.paid.rupiah}
    known = {"code": earlier.code, "amount": earlier.amount}
    trail.write(earlier, "payment.told_differently", by=None, at=at, old=known, new=told)
    log.warning("payment %s of %s is told with other content: ask the bank", payment.request_id, partner.code)
