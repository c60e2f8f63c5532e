"""Money that goes back: asked for, checked by one, approved by another, declined with a reason.

Whoever looked at a refund and presses names the order she saw (its number): an account that was put right meanwhile has
another number, and is looked at again.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.gateways.payout.port import Account as Destination
from mpaspor.offices import calendar, policy
from mpaspor.offices.models import Rule
from mpaspor.stages.applications import names
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import credit_letters, ledger, receiving_banks
from mpaspor.stages.payments.ledger import Account
from mpaspor.stages.payments.models import Credit, Refund

State = Refund.State
NUMBER = re.compile(r"\d{6,20}")
SEPARATORS = str.maketrans("", "", " .-")
LONGEST_NAME, LONGEST_WHY = 100, 300


class NotAllowed(Exception):
    """The rule lets money of this reason pay later bills only."""


class BadAccount(Exception):
    """Nothing can be sent to what was written; `fields` are those at fault."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class AnotherOrder(Exception):
    """The account was changed since whoever acts saw it."""


class NotNamed(Exception):
    """The bank has not said yet whose account it is."""


class NoAccount(Exception):
    """The bank knows no such account: only the applicant can put it right."""


class NameDiffers(Exception):
    """The bank says another name than was written; whoever lets it pass says why."""


class SamePerson(Exception):
    """Whoever checked does not approve."""


class AskedYourself(Exception):
    """Whoever wrote the account down does not check it."""


class WhyNeeded(Exception):
    """Declining names its reason."""


class TooLate(Exception):
    """The order is checked or out: it can be neither changed nor taken back."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is told before anything is asked for: whether it may go back, on whose word, decided by when."""

    allowed: bool
    source: str
    days: int
    until: date


def terms(credit: Credit, at: datetime) -> Terms:
    office, on = credit.application.office, _local_day(credit.application, at)
    row = _reasons(credit, on)
    days = policy.number("refund.working_days", on=on, office_id=credit.application.office_id)
    until = calendar.working_days_after(office, on, days) if office else on
    return Terms(credit.reason in row.value, row.source, days, until)


def allowed(credit: Credit, at: datetime) -> bool:
    """Whether the rule lets it be paid back."""
    return credit.reason in _reasons(credit, _local_day(credit.application, at)).value


def is_open_to_her(refund: Refund) -> bool:
    """Whether whoever asked may still put the account right or take the request back."""
    return refund.state in {State.REQUESTED, State.BOUNCED}


def is_of_the_file(refund: Refund) -> bool:
    """Whether the account is of somebody in the credit's file, by the name the bank says, or the written one."""
    assert refund.credit, "money without an owner has no file"
    known = [person.full_name for person in refund.credit.application.people.all()]
    return any(names.same_name(refund.named or refund.holder, name) for name in known)


def faults(to: Destination) -> list[str]:
    """The fields nothing can be sent with."""
    found = {
        "bank": to.bank in receiving_banks.BANKS,
        "account": bool(NUMBER.fullmatch(to.number.translate(SEPARATORS))),
        "holder": any(mark.isalpha() for mark in to.name) and len(to.name.strip()) <= LONGEST_NAME,
    }
    return [name for name, is_right in found.items() if not is_right]


@transaction.atomic
def request(credit: Credit, to: Destination, *, by: User | None, at: datetime) -> Refund:
    """Ask for all of a credit. Raises `NotAllowed`, `BadAccount`, and what `move` raises when it is not open."""
    if not allowed(credit, at):
        raise NotAllowed
    refund = Refund(credit=credit, amount=credit.amount, **account(to))
    credit.move(Credit.State.CLAIMED, by=by, at=at)
    begin(refund, by=by, at=at)
    credit_letters.requested(refund, terms(credit, at).until, at=at)
    return refund


@transaction.atomic
def correct(refund: Refund, to: Destination, *, by: User | None, at: datetime) -> Refund:
    """Another account, before anybody checked it or after the bank sent it back. Raises `BadAccount`, `TooLate`."""
    written = account(to)
    fresh = locked(refund, refund.number)
    changes: dict[str, Any] = {**written, "number": _new_number(at), "named": "", "named_at": None}
    if fresh.state == State.BOUNCED:
        changes |= {"checked_by": None, "checked_at": None, "approved_by": None}
        fresh.move(State.REQUESTED, by=by, at=at, **changes)
    elif fresh.state == State.REQUESTED:
        _set(fresh, **changes)
    else:
        raise TooLate
    old, new = {"number": refund.number}, {"number": fresh.number, "bank": fresh.bank}
    trail.write(fresh, "refund.corrected", by=by, at=at, old=old, new=new)
    return fresh


@transaction.atomic
def check(refund: Refund, number: str, *, by: User, at: datetime, why: str = "") -> Refund:
    """The first of two. Raises `AnotherOrder`, `AskedYourself`, `NotNamed`, `NoAccount`, `NameDiffers`."""
    fresh = locked(refund, number)
    if fresh.requested_by_id == by.pk:
        raise AskedYourself
    if fresh.named_at is None:
        raise NotNamed
    if not fresh.named:
        raise NoAccount
    if not names.same_name(fresh.holder, fresh.named) and not why.strip():
        raise NameDiffers
    fresh.move(State.CHECKED, by=by, at=at, why=why.strip()[:LONGEST_WHY], checked_by=by, checked_at=at)
    return fresh


@transaction.atomic
def approve(refund: Refund, number: str, *, by: User, at: datetime) -> Refund:
    """The second of two: from now on the money is owed, and a job pays it. Raises `AnotherOrder`, `SamePerson`."""
    fresh = locked(refund, number)
    if fresh.checked_by_id == by.pk:
        raise SamePerson
    is_first = fresh.approved_at is None
    fresh.move(State.APPROVED, by=by, at=at, approved_by=by, approved_at=fresh.approved_at or at)
    if is_first:
        lines = {owed(fresh): fresh.amount, Account.REFUNDS: -fresh.amount}
        ledger.post("refund approved", lines, about=about(fresh), at=at, by=by)
    return fresh


@transaction.atomic
def decline(refund: Refund, number: str, why: str, *, by: User, at: datetime) -> Refund:
    """It is not paid back; the credit is open again. Raises `AnotherOrder`, `WhyNeeded`."""
    if not why.strip():
        raise WhyNeeded
    fresh = _end(locked(refund, number), why.strip()[:LONGEST_WHY], by=by, at=at)
    credit_letters.declined(fresh, at=at)
    return fresh


@transaction.atomic
def take_back(refund: Refund, *, by: User, at: datetime) -> Refund:
    """She would rather keep it for a bill. Raises `TooLate` once it is checked."""
    fresh = locked(refund, refund.number)
    if not is_open_to_her(fresh):
        raise TooLate
    return _end(fresh, "", by=by, at=at)


def locked(refund: Refund, number: str) -> Refund:
    """The refund as it stands, until the transaction ends. Raises `AnotherOrder`."""
    rows = Refund.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("credit__application__office", "question__payment").get(pk=refund.pk)
    if fresh.number != number:
        raise AnotherOrder
    return fresh


def owed(refund: Refund) -> Account:
    """The account of the ledger the money stood in before it was decided."""
    return Account.CREDITS if refund.credit_id else Account.QUESTIONS


def about(refund: Refund) -> list[ledger.Record]:
    return [refund, *(record for record in (refund.credit, refund.question) if record)]


def begin(refund: Refund, *, by: User | None, at: datetime) -> None:
    """Write a new one down, in the caller's transaction."""
    refund.number, refund.requested_by, refund.requested_at = _new_number(at), by, at
    refund.save(force_insert=True)
    new = {"state": refund.state, "amount": refund.amount, "number": refund.number, "bank": refund.bank}
    trail.write(refund, "refund.requested", by=by, at=at, why=refund.why, new=new)


def account(to: Destination) -> dict[str, str]:
    """The columns an account is written in. Raises `BadAccount`."""
    wrong = faults(to)
    if wrong:
        raise BadAccount(wrong)
    return {"bank": to.bank, "account": to.number.translate(SEPARATORS), "holder": to.name.strip()}


def _end(fresh: Refund, why: str, *, by: User, at: datetime) -> Refund:
    fresh.move(State.DECLINED, by=by, at=at, why=why, declined_at=at)
    _set(fresh, why=why)
    if fresh.approved_at:
        lines = {Account.REFUNDS: fresh.amount, owed(fresh): -fresh.amount}
        ledger.post("refund called off", lines, about=about(fresh), at=at, by=by)
    if fresh.credit:
        fresh.credit.move(Credit.State.OPEN, by=by, at=at, why=why)
    return fresh


def _set(refund: Refund, **changes: object) -> None:
    for name, value in changes.items():
        setattr(refund, name, value)
    refund.save(update_fields=list(changes))


def _reasons(credit: Credit, on: date) -> Rule:
    return policy.row("refund.reasons", on=on, office_id=credit.application.office_id)


def _new_number(at: datetime) -> str:
    return f"R{ledger.day(at):%Y%m%d}{secrets.randbelow(10**10):010}"


def _local_day(application: Application, at: datetime) -> date:
    return at.astimezone(application.office.zoneinfo).date() if application.office else ledger.day(at)
