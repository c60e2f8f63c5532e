"""Telling the treasury of our bills: that there is one, that its end moved, that nobody is to pay it any more.

Each is a fact of ours first; the treasury is told outside any transaction, and again until it has heard.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import F, Q
from django.utils import translation

from mpaspor.audit.states import StateChanged
from mpaspor.core import turns
from mpaspor.gateways import treasury
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.treasury.port import BillRefused, CodeTaken, Item, NoSuchBill, State, UnreadableAnswer
from mpaspor.stages.payments import billing, tariff
from mpaspor.stages.payments.models import Bill

# Codes are drawn; that so many in a row are taken means that something else is wrong.
_TRIES = 5
# Of each minute, so that other jobs have their turn; the next minute takes the rest.
AT_ONCE = 2000


def register(bill: Bill, *, at: datetime) -> Bill:
    """Tell the treasury of a bill that is due, or of its later end. Returns the bill, or the one that took its place.

    A code the treasury has for somebody else is replaced. Raises `Unavailable`, `BillRefused`.
    """
    if bill.state != Bill.State.DUE or bill.expires_at <= at:
        return bill
    if bill.registered_at is None:
        return _create(bill, at=at)
    if bill.registered_until is None or bill.registered_until < bill.expires_at:
        _extend(bill)
    return bill


def register_all(*, at: datetime) -> None:
    """Every bill the treasury does not know yet, or not with its end."""
    late = Q(registered_at=None) | Q(registered_until__lt=F("expires_at"))
    found = Bill.objects.filter(late, state=Bill.State.DUE, expires_at__gt=at)
    bills = list(found.select_related("application", "applicant").order_by("id")[:AT_ONCE])
    turns.each(bills, lambda bill: register(bill, at=at), silence=Unavailable, answer=UnreadableAnswer)


def withdraw(bill: Bill, *, at: datetime) -> None:
    """Take a bill that is over back from the treasury. One that is paid there, or being paid, is asked about instead.

    Raises `Unavailable`.
    """
    try:
        state = treasury.treasury().void_bill(bill.code).state
    except NoSuchBill:
        state = State.VOID
    being_paid = state in (State.PAID, State.PAYING)
    withdrawn_at = None if state == State.PAYING else at
    Bill.objects.filter(pk=bill.pk).update(ask_at=at if being_paid else None, withdrawn_at=withdrawn_at)


def withdraw_all(*, at: datetime) -> None:
    """Every bill the treasury may still take money for, and we do not; one that lapsed, after the last question."""
    over = Q(state__in=[Bill.State.SETTLED, Bill.State.VOID]) | Q(state=Bill.State.LAPSED, ask_at=None)
    found = Bill.objects.filter(over, registered_at__isnull=False, withdrawn_at=None)
    bills = list(found.order_by("id")[:AT_ONCE])
    turns.each(bills, lambda bill: withdraw(bill, at=at), silence=Unavailable, answer=UnreadableAnswer)


def _create(bill: Bill, *, at: datetime) -> Bill:
    for _try in range(_TRIES):
        try:
            treasury.treasury().create_bill(
                bill.application.reference, bill.payer, _items(bill), expires_at=bill.expires_at, code=bill.code
            )
        except CodeTaken:
            try:
                bill = billing.replace(bill, at=at, why="code taken at the treasury")
            except (StateChanged, billing.NoPlaceHeld):
                # Paid, over, or replaced by somebody else in this very moment: there is nothing to tell.
                return bill
        else:
            bill.registered_at, bill.registered_until = at, bill.expires_at
            known = {"registered_at": at, "registered_until": bill.expires_at}
            Bill.objects.filter(pk=bill.pk).update(**known)
            return bill
    raise CodeTaken(bill.code)


def _extend(bill: Bill) -> None:
    try:
        treasury.treasury().extend_bill(bill.code, expires_at=bill.expires_at)
    except NoSuchBill:
        # It forgot; it is told anew.
        Bill.objects.filter(pk=bill.pk).update(registered_at=None, registered_until=None)
        return
    except BillRefused:
        # Paid or taken back meanwhile: the next question will tell.
        pass
    bill.registered_until = bill.expires_at
    Bill.objects.filter(pk=bill.pk).update(registered_until=bill.expires_at)


def _items(bill: Bill) -> list[Item]:
    """The rows of the bill as the treasury takes them: alike ones counted, in the language of the state."""
    rows = Counter((item.tariff, item.amount) for item in bill.items.select_related("tariff").order_by("id"))
    with translation.override("id"):
        return [Item(row.code, tariff.name(row.code), count, amount) for (row, amount), count in rows.items()]
