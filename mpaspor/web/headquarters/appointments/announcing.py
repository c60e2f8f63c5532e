"""The centre announces: a draw over several offices, or lines at the moments it staggered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.appointments import announcing, releases, unannounced
from mpaspor.web.access import CENTRE, CitizenRequest, may
from mpaspor.web.headquarters import desk
from mpaspor.web.headquarters.appointments.offices import Picking
from mpaspor.web.publishing import consequences
from mpaspor.web.publishing.forms import DrawForm


class DrawOfOffices(Picking, DrawForm):
    """A draw over the offices that were picked; its moments are told in WIB."""


@may(Permission.RELEASE_MANY)
@require_http_methods(["GET", "POST"])
def announce(request: CitizenRequest) -> HttpResponse:
    """Asked with the answers in the address it shows what follows; sent, the draw is public."""
    at = now()
    typed: QueryDict | None = request.POST if request.method == "POST" else request.GET or None
    form = DrawOfOffices(typed, zone=CENTRE, initial=_proposed(at))
    if not form.is_bound or not form.is_valid():
        return _show(request, form)
    wanted = form.cells(form.offices())
    facts: dict[str, Any] = {"code": slugify(form.cleaned_data["name"])[:30], "at": at}
    try:
        if request.method != "POST":
            announcing.refuse_draw(wanted, form.moments(), form.chosen(), **facts)
            return _show(request, form, wanted)
        draw = releases.announce_draw(
            wanted, name=form.cleaned_data["name"], witnesses=form.chosen(), by=request.user, **facts,
            **form.moments().named(),
        )  # fmt: skip
    except unannounced.Unannounced as refused:
        return _show(request, form, refusal=desk.Refusal(_("Belum bisa diumumkan"), refused.words))
    messages.success(request, _("%(draw)s diumumkan.") % {"draw": draw.name})
    return redirect("headquarters:draw", draw.code)


def _show(
    request: CitizenRequest, form: DrawOfOffices, wanted: Any = None, refusal: desk.Refusal | None = None
) -> HttpResponse:
    facts: dict[str, Any] = {"form": form, "picks": form.picks()}
    if wanted is not None:
        follows = consequences.of(wanted)
        facts |= {
            "follows": follows,
            "places": sum(one.places for one in follows),
            "moments": form.moments(),
            "witnesses": form.chosen(),
        }
    status = 422 if form.errors else 200
    template = "headquarters/appointments/announce.html"
    return desk.page(request, template, facts, tab="draws", refusal=refusal, status=status)


def _proposed(at: datetime) -> dict[str, Any]:
    """Two weeks of places from the Monday after next."""
    today = at.date()
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    return {
        "first": monday + timedelta(days=7), "last": monday + timedelta(days=18), "open_on": monday,
        "close_on": monday + timedelta(days=2), "result_on": monday + timedelta(days=3),
    }  # fmt: skip
