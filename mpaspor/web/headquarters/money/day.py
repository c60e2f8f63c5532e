"""A day of the centre's own books: money and differences of no office, reconciled and closed by two of its treasurers.

As at an office, but for who may; see `mpaspor.web.bookdays`.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.reports import money_of_all
from mpaspor.stages.payments import ledger
from mpaspor.stages.payments.models import Question, Statement
from mpaspor.stages.payments.reconciling import Day
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.bookdays import acts, days, standing
from mpaspor.web.bookdays.standing import MOST_CARDS
from mpaspor.web.headquarters import desk
from mpaspor.web.headquarters.desk import Refusal


class Listed(NamedTuple):
    """A source, and its list of the day when it is there."""

    source: str
    statement: Statement | None


@may(Permission.MONEY_OF_ALL)
@require_safe
def day(request: CitizenRequest, on: str) -> HttpResponse:
    asked = acts.day(on)
    if not days.EARLIEST <= asked <= ledger.day(now()):
        raise Http404
    return show(request, asked)


def show(request: CitizenRequest, on: date, *, refusal: Refusal | None = None) -> HttpResponse:
    """The page as it stands now."""
    shown = standing.facts(None, on)
    differing, asking = shown["standing"].open, list(_questions(on))
    may_close = request.user.may(Permission.DAY_OF_CENTRE)
    facts = shown | {
        "audience": "headquarters",
        "lists": _lists(shown["found"]),
        "questions": asking[:MOST_CARDS],
        "waiting": len(differing) + len(asking),
        "hidden": max(0, len(differing) - MOST_CARDS) + max(0, len(asking) - MOST_CARDS),
        "open_days": money_of_all.days_of_centre(before=ledger.day(now())),
        "may_reconcile": may_close,
        "may_close": may_close,
    }
    return desk.page(request, "headquarters/money/day.html", facts, tab="money", refusal=refusal)


@may(Permission.DAY_OF_CENTRE)
@require_POST
def signature(request: CitizenRequest, on: str) -> HttpResponse:
    return acts.sign(_desk(request), on)


@may(Permission.DAY_OF_CENTRE)
@require_POST
def signature_withdrawal(request: CitizenRequest, on: str) -> HttpResponse:
    return acts.take_back(_desk(request), on)


@may(Permission.DAY_OF_CENTRE)
@require_POST
def closure(request: CitizenRequest, on: str) -> HttpResponse:
    return acts.close(_desk(request), on)


@may(Permission.DAY_OF_CENTRE)
@require_POST
def owner(request: CitizenRequest, pk: int) -> HttpResponse:
    return acts.take(_desk(request), pk)


@may(Permission.DAY_OF_CENTRE)
@require_POST
def explanation(request: CitizenRequest, pk: int) -> HttpResponse:
    return acts.explain(_desk(request), pk)


@may(Permission.DAY_OF_CENTRE)
@require_POST
def list_brought(request: CitizenRequest, on: str) -> HttpResponse:
    return acts.bring(_desk(request), on)


@may(Permission.DAY_OF_CENTRE)
@require_POST
def lists_wanted(request: CitizenRequest, on: str) -> HttpResponse:
    return acts.collect(_desk(request), on)


def _desk(request: CitizenRequest) -> acts.Desk:
    return acts.Desk(
        request,
        None,
        show=lambda on, refused: show(request, on, refusal=Refusal(*refused)),
        address=lambda on: reverse("headquarters:money_day", args=[on]),
    )


def _questions(on: date) -> QuerySet[Question]:
    """Money of the day whose owner is still looked for, the most first."""
    waiting = Question.objects.filter(payment__booked_on=on, state=Question.State.OPEN)
    return waiting.select_related("payment").order_by("-payment__amount", "id")


def _lists(found: Day) -> list[Listed]:
    """Those that are there, and whose are still awaited."""
    there = [Listed(one.source, one) for one in found.statements]
    return sorted([*there, *(Listed(source, None) for source in found.awaited)], key=lambda one: one.source)
