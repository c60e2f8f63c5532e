"""The parts of the money, in a bar of their own: for whoever opens one of its pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from mpaspor.accounts.roles import Permission
from mpaspor.offices.models import Office
from mpaspor.stages.payments.models import Credit
from mpaspor.web.access import OfficerRequest
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.desk import Tab
from mpaspor.web.backoffice.refusals import Refusal


def _open_credits(office: Office) -> int:
    return Credit.objects.filter(application__office=office, state=Credit.State.OPEN).count()


# In the order of the bar; each page that lands adds its own.
TABS = (Tab("credits", gettext_lazy("Saldo pemohon"), Permission.MONEY_READ, _open_credits),)


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
    office = request.posting.office
    bar = [desk.shown(one, office, tab) for one in TABS if request.user.may(one.permission)]
    return desk.page(request, template, {"money_tabs": bar, **facts}, refusal=refusal, status=status)
