"""The parts of the money, in a bar of their own: for whoever opens one of its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import IntegerField, QuerySet, Subquery
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mpaspor.accounts.roles import Permission
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments.models import Bill, Credit, Refund
from mpaspor.web.access import OfficerRequest
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.desk import Shown
from mpaspor.web.backoffice.refusals import Refusal


class Tab(NamedTuple):
    """A part of the money, and the records its number counts: what waits there."""

    name: str
    label: str | Promise
    counted: Callable[[Office], QuerySet[Any]] | None = None


class _Number(Subquery):
    """How many records a question finds, as a column of another question."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _due_bills(office: Office) -> QuerySet[Any]:
    return Bill.objects.filter(application__in=Application.objects.at(office), state=Bill.State.DUE)


def _open_credits(office: Office) -> QuerySet[Any]:
    return Credit.objects.filter(application__in=Application.objects.at(office), state=Credit.State.OPEN)


def _refunds_to_decide(office: Office) -> QuerySet[Any]:
    waiting = (Refund.State.REQUESTED, Refund.State.CHECKED)
    return Refund.objects.filter(credit__application__in=Application.objects.at(office), state__in=waiting)


# In the order of the bar; each page that lands adds its own. MONEY_READ opens all of them.
TABS = (
    Tab("money", gettext_lazy("Rekonsiliasi")),
    Tab("bills", gettext_lazy("Tagihan"), _due_bills),
    Tab("credits", gettext_lazy("Saldo pemohon"), _open_credits),
    Tab("refunds", gettext_lazy("Pengembalian"), _refunds_to_decide),
    Tab("ledger", gettext_lazy("Buku besar")),
)


def page(
    request: OfficerRequest,
    template: str,
    facts: dict[str, Any],
    *,
    tab: str,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with a page of the money: the console's page, with the bar of the money in place of the console's."""
    numbers = _numbers(request.posting.office)
    bar = [Shown(one.label, reverse(f"backoffice:{one.name}"), numbers.get(one.name), one.name == tab) for one in TABS]
    shared = {"money_tabs": bar, "may_reconcile": request.user.may(Permission.MONEY_RECONCILE)}
    return desk.page(request, template, shared | facts, refusal=refusal, status=status)


def _numbers(office: Office) -> dict[str, int]:
    """What each tab counts, in one question to the database."""
    counted = {one.name: _Number(one.counted(office).values("pk")) for one in TABS if one.counted}
    row = Office.objects.filter(pk=office.pk).values_list(*counted.values()).get()
    return dict(zip(counted, row, strict=True))
