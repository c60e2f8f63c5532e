"""Signals: what many accounts share. For a human to look at; none of them does anything by itself."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.audit.models import Entry
from mpaspor.core import references
from mpaspor.core.clock import now
from mpaspor.reports import looked_at, signals
from mpaspor.reports.signals import Evidence, Kind, Signal
from mpaspor.stages.applications import requirements
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments.models import Appointment
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.headquarters import desk

DAYS = 30
LONGEST = 500


class Shown(NamedTuple):
    """A signal with what was found by those who looked at it."""

    signal: Signal
    rows: list[tuple[Evidence, str]]
    notes: list[Entry]


@may(Permission.SIGNALS_READ)
@require_safe
def all_signals(request: CitizenRequest) -> HttpResponse:
    return _show(request)


@may(Permission.SIGNALS_READ)
@require_POST
def note(request: CitizenRequest, kind: str, mark: str) -> HttpResponse:
    """What somebody found, in her words. Nobody is stopped by it, and nobody is told."""
    if kind not in Kind.values:
        raise Http404
    why = request.POST.get("why", "").replace("\x00", "")[:LONGEST]
    try:
        looked_at.note(kind, mark, why, by=request.user, at=now())
    except looked_at.ReasonNeeded:
        return _show(request, desk.Refusal(_("Catatan perlu diisi"), _("Tulis apa yang Anda temukan, satu kalimat.")))
    messages.success(request, _("Tercatat di jejak."))
    return redirect("headquarters:signals")


@may(Permission.SIGNALS_READ)
@require_safe
def file(request: CitizenRequest, reference: str) -> HttpResponse:
    """The places of a file and when they moved, without a name; that the centre looked stands in its trail."""
    if not references.is_valid(reference):
        raise Http404
    files = Application.objects.select_related("office").prefetch_related("people")
    application = get_object_or_404(files, reference=references.normalise(reference))
    trail.saw(application, "case.seen", by=request.user, at=now(), why=str(_("isyarat")))
    places = (
        Appointment.objects.filter(application=application).select_related("slot__office").order_by("held_at", "id")
    )
    others = Application.objects.filter(owner=application.owner_id).exclude(Q(pk=application.pk) | Q(owner=None))
    facts = {"file": application, "places": list(places), "others": list(others[:20])}
    return desk.page(request, "headquarters/reports/file.html", facts, tab="signals")


def _show(request: CitizenRequest, refusal: desk.Refusal | None = None) -> HttpResponse:
    found = signals.clusters(now(), DAYS)
    notes = looked_at.notes(signal.mark for signal in found)
    shown = [Shown(signal, _rows(signal), notes.get(signal.mark, [])) for signal in found]
    facts = {
        "kinds": [(Kind(kind).label, list(group)) for kind, group in groupby(shown, lambda one: one.signal.kind)],
        "count": len(shown),
        "unseen": sum(not one.notes for one in shown),
        "days_back": DAYS,
    }
    return desk.page(request, "headquarters/reports/signals.html", facts, tab="signals", refusal=refusal)


def _rows(signal: Signal) -> list[tuple[Evidence, str]]:
    """The evidence, and what a paper is called."""
    return [(row, str(requirements.label(row.paper)) if row.paper else "") for row in signal.evidence]
