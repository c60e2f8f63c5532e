"""What all pages of the centre share: the tabs a role may open, and how a page answers."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mpaspor.accounts.roles import Permission, Role
from mpaspor.core.clock import now
from mpaspor.web.access import CENTRE, CitizenRequest

Words = str | Promise


class Refusal(NamedTuple):
    """What the page answers: 409 when somebody was faster or the moment is over, 422 when the input is at fault."""

    title: Words
    words: Words
    status: int = 422


class Tab(NamedTuple):
    """A part of the centre, and who may open it."""

    name: str
    label: Words
    permission: Permission


class Shown(NamedTuple):
    label: Words
    url: str
    current: bool


TABS = (
    Tab("overview", _("Pembukaan"), Permission.RELEASE_MANY),
    Tab("stagger", _("Bagi waktu"), Permission.RELEASE_MANY),
    Tab("draws", _("Undian"), Permission.DRAW_READ),
    Tab("witnessing", _("Kesaksian"), Permission.DRAW_WITNESS),
    Tab("signals", _("Isyarat"), Permission.SIGNALS_READ),
    Tab("money", _("Uang"), Permission.MONEY_OF_ALL),
    Tab("questions", _("Uang tanpa pemilik"), Permission.MONEY_OF_ALL),
    Tab("partners", _("Bank"), Permission.PARTNER_CHANGE),
    Tab("calls", _("Panggilan bank"), Permission.MONEY_OF_ALL),
)


def page(
    request: CitizenRequest,
    template: str,
    facts: dict[str, Any],
    *,
    tab: str = "",
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with a page of the centre; a refusal brings its own status."""
    shared = {
        "zone": CENTRE,
        "counter": Role(request.user.role).label,
        "tabs": [
            Shown(one.label, reverse(f"headquarters:{one.name}"), one.name == tab)
            for one in TABS
            if request.user.may(one.permission)
        ],
        "refusal": refusal,
        "at": now(),
    }
    answer = render(request, template, shared | facts, status=refusal.status if refusal else status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
