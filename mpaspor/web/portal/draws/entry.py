"""A draw for the applicant: before she enters, while she waits, and what it gave her."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import clock
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application, Stage
from mpaspor.stages.appointments.draws import entering
from mpaspor.stages.appointments.draws.refusals import EntriesClosed
from mpaspor.stages.appointments.models import Appointment, Draw, DrawEntry, DrawWish, Release, Waiting
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.draws import words


@may(Permission.APPLY)
@require_safe
def draws(request: CitizenRequest, reference: str) -> HttpResponse:
    """The draws this file can enter now, and those it is in."""
    file = own.application(request, reference)
    at = clock.now()
    entered = file.draw_entries.exclude(state=DrawEntry.State.LEFT).select_related("draw").order_by("-entered_at")
    entries = list(entered.prefetch_related("draw__releases__office"))
    inside = {entry.draw_id for entry in entries}
    facts = {
        "file": file,
        "entries": [(entry, office_of(entry.draw)) for entry in entries],
        "open": [(draw, office_of(draw)) for draw in entering.open_draws(at, file) if draw.pk not in inside],
    }
    return render(request, "portal/draws/list.html", facts)


@may(Permission.APPLY)
@require_safe
def draw(request: CitizenRequest, reference: str, code: str) -> HttpResponse:
    """What the draw is, and where her file stands in it."""
    file = own.application(request, reference)
    found = draw_of(code)
    entry = entry_of(file, found)
    facts = {**told(file, found, clock.now()), "entry": entry, "witnesses": list(found.witnesses.all())}
    facts["odds"] = entering.odds(found)
    if entry is None:
        return render(request, "portal/draws/open.html", facts)
    if entry.state == DrawEntry.State.WON:
        return render(request, "portal/draws/won.html", {**facts, **won(file, entry)})
    if entry.state == DrawEntry.State.WAITING:
        return render(request, "portal/draws/waiting.html", {**facts, "waiting": waiting_of(file, found)})
    return render(request, "portal/draws/entered.html", facts)


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def departure(request: CitizenRequest, reference: str, code: str) -> HttpResponse:
    """Leaving the draw, once its consequences were read."""
    file = own.application(request, reference)
    found = draw_of(code)
    entry = entry_of(file, found)
    if entry is None or entry.state != DrawEntry.State.ENTERED:
        return redirect("portal:draw", file.reference, found.code)
    if request.method != "POST":
        return render(request, "portal/draws/departure.html", {**told(file, found, clock.now()), "entry": entry})
    try:
        entering.leave(entry, by=request.user, at=clock.now())
    except (EntriesClosed, states.StateChanged, states.ForbiddenMove):
        messages.warning(request, _("Pendaftaran sudah ditutup; Anda tetap ikut undian ini."))
        return redirect("portal:draw", file.reference, found.code)
    messages.info(request, _("Anda tidak lagi ikut undian. Isian Anda tetap tersimpan."))
    return redirect("portal:draws", file.reference)


def draw_of(code: str) -> Draw:
    releases = Prefetch("releases", Release.objects.select_related("office").order_by("office__name", "pk"))
    found = Draw.objects.filter(code=code).prefetch_related(releases).first()
    if found is None:
        raise Http404
    return found


def entry_of(file: Application, draw: Draw) -> DrawEntry | None:
    wishes = Prefetch("wishes", DrawWish.objects.select_related("office"))
    entered = file.draw_entries.filter(draw=draw).exclude(state=DrawEntry.State.LEFT)
    entry = entered.select_related("slot__office").prefetch_related(wishes).first()
    if entry:
        entry.draw, entry.application = draw, file
    return entry


def office_of(draw: Draw) -> Office:
    """The office whose clock tells the draw's moments."""
    return min((release.office for release in draw.releases.all()), key=lambda office: office.name)


def told(file: Application, draw: Draw, at: datetime) -> dict[str, Any]:
    """What every page of a draw says."""
    people = [person for person in own.people(file) if person.stage != Stage.CLOSED]
    return {
        "file": file,
        "draw": draw,
        "office": office_of(draw),
        "offices": sorted({release.office for release in draw.releases.all()}, key=lambda office: office.name),
        "people": people,
        "together": words.together(len(people)),
        "at": at,
        "steps": steps(draw, at),
        "enterable": draw.state == Draw.State.ANNOUNCED and draw.opens_at <= at < draw.closes_at,
        "ready": entering.is_ready(file),
    }


def steps(draw: Draw, at: datetime) -> dict[str, str]:
    """What is done, what is now, what comes: of closing, of the secrets, of the result."""
    ends = {"closing": draw.closes_at, "secrets": draw.beacon_at, "result": draw.results_at}
    done = [name for name, moment in ends.items() if at >= moment]
    if draw.state == Draw.State.AWARDED:
        done = list(ends)
    elif "result" in done:
        done.remove("result")
    kinds = dict.fromkeys(ends, "next") | dict.fromkeys(done, "done")
    ahead = next((name for name in ends if kinds[name] == "next"), None)
    return kinds | ({ahead: "now"} if ahead else {})


def won(file: Application, entry: DrawEntry) -> dict[str, Any]:
    """The place won, as it is now: held until it is paid, sure, or let go."""
    place = file.appointments.filter(slot=entry.slot).select_related("slot__office").order_by("-pk").first()
    held = place is not None and place.state == Appointment.State.HELD
    return {"place": place, "held": held, "sure": place is not None and place.state == Appointment.State.CONFIRMED}


def waiting_of(file: Application, draw: Draw) -> Waiting | None:
    live = (Waiting.State.WAITING, Waiting.State.OFFERED)
    return file.waitings.filter(draw=draw, state__in=live).select_related("office").first()
