"""Money nobody can place: somebody of the centre takes it on, finds whose it is, or sends it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import MAY, Permission
from mpaspor.audit import trail
from mpaspor.audit.states import StateChanged
from mpaspor.gateways.payout.port import Account as Destination
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import keeping, ledger, refunding
from mpaspor.stages.payments.ledger import Account
from mpaspor.stages.payments.models import Bill, Credit, CreditReason, Payment, Question, Refund

LENGTH = 15
LONGEST_WHY = 300


class WhyNeeded(Exception):
    """Whoever says whose the money is, or where it came from, names how that was found."""


class NoOffice(Exception):
    """The file has no office yet: nobody would see its credit, or decide on paying it back."""


class GoingBack(Exception):
    """Somebody has asked to send it back; that is declined first."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A bill whose code is almost the one that was typed. `kind`: digit, swapped, missing or more; `place` from 1."""

    bill: Bill
    kind: str
    place: int


def in_turn() -> User | None:
    """Who of the centre looks into the next one: whoever has the fewest open; nobody when it has no treasurer."""
    may_answer = [role for role, permissions in MAY.items() if Permission.QUESTION_ANSWER in permissions]
    hers = Q(taken_by=OuterRef("pk"), state=Question.State.OPEN)
    open_ = Question.objects.filter(hers).order_by().values("taken_by").annotate(count=Count("pk")).values("count")
    treasurers = User.objects.filter(role__in=may_answer, is_active=True)
    return treasurers.annotate(open=Coalesce(Subquery(open_), 0)).order_by("open", "pk").first()


def take(question: Question, *, by: User, at: datetime) -> None:
    """It is hers to look into, whoever had it before. Raises `StateChanged` when it is answered or was taken now."""
    rows = Question.objects.filter(pk=question.pk, state=Question.State.OPEN, taken_by=question.taken_by_id)
    with transaction.atomic():
        if not rows.update(taken_by=by):
            raise StateChanged
        old, new = {"taken_by": question.taken_by_id}, {"taken_by": by.pk}
        trail.write(question, "question.taken", by=by, at=at, old=old, new=new)
    question.taken_by = by


@transaction.atomic
def answer(question: Question, application: Application, why: str, *, by: User, at: datetime) -> Credit:
    """Its owner is found: the money is a credit of this file. Raises `WhyNeeded`, `NoOffice`, `GoingBack`."""
    if application.office_id is None:
        raise NoOffice
    fresh, told = _alone(question, why)
    payment = fresh.payment
    credit = keeping.keep(payment, application, payment.amount, CreditReason.ANSWERED, at=at, by=by, why=told)
    fresh.move(Question.State.CREDITED, by=by, at=at, why=told, credit=credit, ended_at=at)
    fresh.why = told
    fresh.save(update_fields=["why"])
    lines = {Account.QUESTIONS: payment.amount, Account.CREDITS: -payment.amount}
    ledger.post("question credited", lines, about=[fresh, credit], at=at, by=by)
    return credit


@transaction.atomic
def send_back(question: Question, to: Destination, why: str, *, by: User, at: datetime) -> Refund:
    """It is asked for by one, and goes back where it came from once another approves; `why`: how the account was found.

    Raises `WhyNeeded`, `GoingBack`, `refunding.BadAccount`.
    """
    fresh, told = _alone(question, why)
    if fresh.state != Question.State.OPEN:
        raise StateChanged
    refund = Refund(question=fresh, amount=fresh.payment.amount, why=told, **refunding.account(to))
    refunding.begin(refund, by=by, at=at)
    return refund


def _alone(question: Question, why: str) -> tuple[Question, str]:
    """The question as it stands, until the transaction ends, and the reason as it is kept."""
    if not why.strip():
        raise WhyNeeded
    fresh = Question.objects.select_for_update(of=("self",), no_key=True).select_related("payment").get(pk=question.pk)
    if fresh.refunds.exclude(state=Refund.State.DECLINED).exists():
        raise GoingBack
    return fresh, why.strip()[:LONGEST_WHY]


def suggestions(payment: Payment) -> list[Suggestion]:
    """Bills over the same amount whose code was mistyped so, due or lapsed; the latest first."""
    near = {code: (kind, place) for code, kind, place in _near(payment.code)}
    bills = Bill.objects.filter(
        code__in=near, amount=payment.amount, state__in=(Bill.State.DUE, Bill.State.LAPSED)
    ).select_related("application__office", "applicant")
    return [Suggestion(bill, *near[bill.code]) for bill in bills.order_by("-issued_at", "-pk")]


def _near(code: str) -> Iterator[tuple[str, str, int]]:
    """Codes one slip away from what was typed: (code, what happened, at which digit of the typed one)."""
    if not (code.isascii() and code.isdigit()):
        return
    if len(code) == LENGTH:
        yield from _slips(code)
    elif len(code) == LENGTH - 1:
        for at in range(LENGTH):
            yield from ((code[:at] + digit + code[at:], "missing", at + 1) for digit in "0123456789")
    elif len(code) == LENGTH + 1:
        yield from ((code[:at] + code[at + 1 :], "more", at + 1) for at in range(LENGTH + 1))


def _slips(code: str) -> Iterator[tuple[str, str, int]]:
    for at, typed in enumerate(code):
        yield from ((code[:at] + digit + code[at + 1 :], "digit", at + 1) for digit in "0123456789" if digit != typed)
        if at + 1 < LENGTH and code[at + 1] != typed:
            yield code[:at] + code[at + 1] + typed + code[at + 2 :], "swapped", at + 1
