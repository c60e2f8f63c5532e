"""Publishing places: asked with the answers in the address it shows what follows; sent, it is public and stays so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.stages.appointments import announcing, releases, unannounced
from mpaspor.stages.appointments.announcing import Hours
from mpaspor.stages.appointments.models import Release
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.appointments import grid
from mpaspor.web.backoffice.refusals import Refusal
from mpaspor.web.publishing import consequences
from mpaspor.web.publishing.forms import DrawForm, LineForm, PlacesForm

SHORT_NOTICE = timedelta(days=1)
WEEKS_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Publication:
    """One way to publish: its form, why it cannot be, and the act that does it."""

    way: str
    office: Office
    form: PlacesForm
    refuse: Callable[[list[Hours]], None]
    publish: Callable[[list[Hours]], Release]
    release: Release | None = None


@may(Permission.QUOTA_CHANGE)
@require_http_methods(["GET", "POST"])
def line(request: OfficerRequest) -> HttpResponse:
    office, at = desk.unit(request), now()
    form = LineForm(_typed(request), zone=office.zone, initial=_proposed(office, at))

    def publish(cells: list[Hours]) -> Release:
        return releases.announce_line(
            office, cells, opens_at=form.opens_at, line_minutes=form.line_minutes, by=request.user, at=at
        )

    def refuse(cells: list[Hours]) -> None:
        announcing.refuse_line(office, cells, opens_at=form.opens_at, at=at)

    return _answer(request, Publication("line", office, form, refuse, publish), at)


@may(Permission.QUOTA_CHANGE)
@require_http_methods(["GET", "POST"])
def draw(request: OfficerRequest) -> HttpResponse:
    office, at = desk.unit(request), now()
    form = DrawForm(_typed(request), zone=office.zone, initial=_proposed(office, at))

    def publish(cells: list[Hours]) -> Release:
        found = releases.announce_draw(
            [(office, cells)], code=slugify(form.cleaned_data["name"])[:30], name=form.cleaned_data["name"],
            witnesses=form.chosen(), by=request.user, at=at, **form.moments().named(),
        )  # fmt: skip
        return found.releases.get()

    def refuse(cells: list[Hours]) -> None:
        code = slugify(form.cleaned_data["name"])[:30]
        announcing.refuse_draw([(office, cells)], form.moments(), form.chosen(), code=code, at=at)

    return _answer(request, Publication("draw", office, form, refuse, publish), at)


@may(Permission.QUOTA_CHANGE)
@require_http_methods(["GET", "POST"])
def more(request: OfficerRequest, pk: int) -> HttpResponse:
    """More places for a release that is announced."""
    own, at = request.posting.office, now()
    release = get_object_or_404(Release.objects.within(own).select_related("office", "draw"), pk=pk)
    form = PlacesForm(
        _typed(request), zone=release.office.zone, initial={"first": release.first_on, "last": release.last_on}
    )

    def publish(cells: list[Hours]) -> Release:
        releases.add_places(release, cells, by=request.user, at=at)
        return release

    def refuse(cells: list[Hours]) -> None:
        announcing.refuse_more(release, cells, at=at)

    return _answer(request, Publication("more", release.office, form, refuse, publish, release), at)


def _answer(request: OfficerRequest, asked: Publication, at: datetime) -> HttpResponse:
    if not asked.form.is_bound or not asked.form.is_valid():
        return _show(request, asked, at)
    ((_office, cells),) = asked.form.cells([asked.office])
    try:
        if request.method != "POST":
            asked.refuse(cells)
            return _show(request, asked, at, cells)
        release = asked.publish(cells)
    except unannounced.Unannounced as refused:
        return _show(request, asked, at, refusal=Refusal(_("Belum bisa diumumkan"), refused.words))
    places = sum(cell.places for cell in cells)
    told = ngettext("%(count)s tempat diumumkan.", "%(count)s tempat diumumkan.", places)
    messages.success(request, told % {"count": places})
    return redirect("backoffice:release", release.pk)


def _show(
    request: OfficerRequest,
    asked: Publication,
    at: datetime,
    cells: list[Hours] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    office, form = asked.office, asked.form
    facts: dict[str, Any] = {"way": asked.way, "office": office, "form": form, "release": asked.release}
    if cells is not None:
        (facts["follows"],) = consequences.of([(office, cells)])
        facts |= _told(form, at)
    status = 422 if form.errors else 200
    template = "backoffice/appointments/publish.html"
    return desk.page(request, template, facts, tab="releases", refusal=refusal, status=status)


def _told(form: PlacesForm, at: datetime) -> dict[str, Any]:
    """What the public will read, and whether it hears of it late."""
    if isinstance(form, DrawForm):
        moments = form.moments()
        return {"moments": moments, "witnesses": form.chosen(), "is_short": moments.opens_at - at < timedelta()}
    if isinstance(form, LineForm):
        return {"opens_at": form.opens_at, "is_short": form.opens_at - at < SHORT_NOTICE}
    return {}


def _typed(request: OfficerRequest) -> Any:
    return request.POST if request.method == "POST" else request.GET or None


def _proposed(office: Office, at: datetime) -> dict[str, Any]:
    """Two weeks of places from the Monday after next, opened in a week; hers to change."""
    today = at.astimezone(office.zoneinfo).date()
    first = grid.monday_of(today) + WEEKS_AHEAD
    opens = grid.monday_of(today) + timedelta(days=7)
    return {
        "first": first, "last": first + timedelta(days=11), "open_on": opens, "close_on": opens + timedelta(days=2),
        "result_on": opens + timedelta(days=3),
    }  # fmt: skip
