"""Refunds of the office's files: those somebody has to look at, with the day to decide them on; then the others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Permission
from mpaspor.offices import calendar, policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications import names
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments.models import Refund
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.payments import tabs

State = Refund.State
MOST_SHOWN = 200
TO_DECIDE = (State.CHECKED, State.REQUESTED)
ON_ITS_WAY = (State.APPROVED, State.BOUNCED)
ENDED = (State.PAID, State.DECLINED)
# A rule of some working days ends within twice as many days and the longest holidays.
HOLIDAYS = timedelta(days=30)


class Row(NamedTuple):
    """A refund, the last day to decide it on, and whether its next press is another's than whoever looks."""

    refund: Refund
    due_on: date | None
    late: bool
    same_name: bool
    mine: bool


@may(Permission.MONEY_READ)
@require_safe
def refunds(request: OfficerRequest) -> HttpResponse:
    office = request.posting.office
    waiting = _rows(at(office).filter(state__in=TO_DECIDE).order_by("requested_at", "pk"), office, request.user)
    under_way = _rows(at(office).filter(state__in=ON_ITS_WAY).order_by("approved_at", "pk"), office, request.user)
    ended = at(office).filter(state__in=ENDED).order_by("-pk")[:MOST_SHOWN]
    groups: list[tuple[str, list[Row]]] = [
        (state, [row for row in rows if row.refund.state == state])
        for rows, states in ((waiting, TO_DECIDE), (under_way, ON_ITS_WAY))
        for state in states
    ]
    groups += [("", [_row(refund, None, request.user) for refund in ended])]
    facts = {
        "groups": groups,
        "first": next((row.refund for _state, rows in groups[:2] for row in rows), None),
        "count": len(waiting),
    }
    return tabs.page(request, "backoffice/payments/refunds.html", facts, tab="refunds")


def at(office: Office) -> QuerySet[Refund]:
    """Of credits of files that are this office's now, or its units'."""
    related = ("credit__application__office", "credit__payment__bill", "checked_by", "approved_by", "requested_by")
    files = Application.objects.at(office)
    return Refund.objects.filter(credit__application__in=files).select_related(*related)


def _rows(found: Iterable[Refund], office: Office, user: User) -> list[Row]:
    refunds_ = list(found)
    if not refunds_:
        return []
    due = _due_days(office, [refund.requested_at.astimezone(office.zoneinfo).date() for refund in refunds_])
    return [_row(refund, due.get(refund.requested_at.astimezone(office.zoneinfo).date()), user) for refund in refunds_]


def _row(refund: Refund, due_on: date | None, user: User) -> Row:
    office: Any = refund.credit.application.office if refund.credit else None
    late = due_on is not None and refund.state in TO_DECIDE and due_on < desk.local_day(office)
    did = {State.REQUESTED: refund.requested_by_id, State.CHECKED: refund.checked_by_id}
    mine = did.get(State(refund.state)) == user.pk
    return Row(refund, due_on, late, names.same_name(refund.holder, refund.named), mine)


def _due_days(office: Office, days: list[date]) -> dict[date, date]:
    """By the day it was asked for, the last working day to decide on it; one question to the calendar."""
    count = policy.number("refund.working_days", on=desk.local_day(office), office_id=office.pk)
    last = max(days) + timedelta(days=2 * count) + HOLIDAYS
    open_days = calendar.working_days(office, min(days) + timedelta(days=1), last)
    after = {day: [one for one in open_days if one > day] for day in set(days)}
    return {day: found[count - 1] for day, found in after.items() if len(found) >= count}
