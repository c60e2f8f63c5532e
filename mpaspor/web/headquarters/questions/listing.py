"""All money that waits for its owner, the oldest first, with who looks into it; and what became of the rest."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.payments.models import Question, Refund
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.headquarters import desk

MOST_SHOWN = 300


class Row(NamedTuple):
    """A question, its age in days, and the refund that is asked for, if one is."""

    question: Question
    days: int
    refund: Refund | None


@may(Permission.MONEY_OF_ALL)
@require_safe
def questions(request: CitizenRequest) -> HttpResponse:
    waiting = [_row(one) for one in known().filter(state=Question.State.OPEN).order_by("opened_at", "pk")[:MOST_SHOWN]]
    ended = [_row(one) for one in known().exclude(state=Question.State.OPEN).order_by("-ended_at")[:MOST_SHOWN]]
    facts = {
        "groups": [("open", waiting), ("ended", ended)],
        "count": len(waiting),
        "total": sum(row.question.payment.amount for row in waiting),
        "first": waiting[0].question if waiting else None,
    }
    return desk.page(request, "headquarters/questions/list.html", facts, tab="questions")


def known() -> QuerySet[Question]:
    """With what they are about, and the refunds asked for, the newest first."""
    refunds = Prefetch(
        "refunds", Refund.objects.select_related("checked_by", "approved_by").order_by("-pk"), to_attr="going_back"
    )
    related = ("payment", "taken_by", "credit__application__office")
    return Question.objects.select_related(*related).prefetch_related(refunds)


def refund_of(question: Question) -> Refund | None:
    """The refund that was asked for last."""
    found: Refund | None = next(iter(vars(question)["going_back"]), None)
    return found


def _row(question: Question) -> Row:
    return Row(question, (now() - question.opened_at).days, refund_of(question))
