"""Draws: how far each has come, who watches over it, and what of it is public."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.appointments import releases
from mpaspor.stages.appointments.draws import entering
from mpaspor.stages.appointments.models import Draw, DrawWitness, Release
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.headquarters import desk

SHOWN = 50


class Step(NamedTuple):
    """One moment on the way of a draw: done, now or next."""

    kind: str
    title: str | Promise
    at: datetime
    note: str | Promise = ""


@may(Permission.DRAW_READ)
@require_safe
def draws(request: CitizenRequest) -> HttpResponse:
    """The newest first; a witness sees those she watches over."""
    at = now()
    found = _seen_by(request).annotate(
        offices=Count("releases", distinct=True),
        committed=Count("witnesses", filter=~Q(witnesses__commitment=""), distinct=True),
        asked=Count("witnesses", distinct=True),
    )
    shown = list(found.order_by("-closes_at", "id")[:SHOWN])
    facts = {"draws": [(draw, phase(draw, at)) for draw in shown]}
    return desk.page(request, "headquarters/appointments/draws.html", facts, tab="draws")


@may(Permission.DRAW_READ)
@require_safe
def draw(request: CitizenRequest, code: str) -> HttpResponse:
    found, at = get_object_or_404(_seen_by(request), code=code), now()
    given = list(releases.told(Release.objects.filter(draw=found)).order_by("office__name"))
    places, odds = sum(vars(release)["places"] for release in given), entering.odds(found)
    facts = {
        "draw": found,
        "phase": phase(found, at),
        "steps": steps(found, given[0].opens_at if given else found.results_at, at),
        "witnesses": list(found.witnesses.select_related("user")),
        "given": given,
        "places": places,
        "people": odds.people,
        # Once places are given out the free ones are no longer those that were drawn.
        "drawn": odds.places if found.state == Draw.State.ANNOUNCED else places,
        "digests": _digests(found),
    }
    return desk.page(request, "headquarters/appointments/draw.html", facts, tab="draws")


def phase(draw: Draw, at: datetime) -> str:
    """Where it stands: announced, entering, closed, sealed, drawn, awarded."""
    if draw.state != Draw.State.ANNOUNCED:
        return str(draw.state)
    if at < draw.opens_at:
        return "announced"
    return "entering" if at < draw.closes_at else "closed"


def steps(draw: Draw, leftovers_at: datetime, at: datetime) -> list[Step]:
    """Its six moments. What has not been done although its moment has come is the one that is now."""
    is_sealed, is_drawn, is_awarded = (bool(draw.sealed_at), bool(draw.drawn_at), draw.state == Draw.State.AWARDED)
    told = [
        (_("Pendaftaran dibuka"), draw.opens_at, at >= draw.opens_at),
        (_("Pendaftaran ditutup dan disegel"), draw.closes_at, is_sealed),
        (_("Saksi membuka rahasia, paling lambat"), draw.reveal_by, is_drawn or at >= draw.reveal_by),
        (_("Nilai publik diketahui"), draw.beacon_at, is_drawn),
        (_("Hasil terbit, tempat disimpan untuk pemenang"), draw.results_at, is_awarded),
        (_("Sisa tempat dibuka untuk siapa saja"), leftovers_at, is_awarded and at >= leftovers_at),
    ]
    done = [one for one in told if one[2]]
    return [
        Step("done" if is_done else "now" if number == len(done) else "next", title, moment)
        for number, (title, moment, is_done) in enumerate(told)
    ]


def _seen_by(request: CitizenRequest) -> QuerySet[Draw]:
    if request.user.may(Permission.RELEASE_MANY):
        return Draw.objects.all()
    return Draw.objects.filter(pk__in=DrawWitness.objects.filter(user=request.user).values("draw"))


def _digests(draw: Draw) -> list[tuple[str, str]]:
    return [
        ("places.csv", draw.places_digest),
        ("entries.csv", draw.entries_digest),
        ("results.csv", draw.results_digest),
    ]
