"""Shutting a day or some of its hours: first whom it meets and where they go, then the act; and opening again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.core import dates
from mpaspor.core.clock import now
from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.appointments import closures, quotas
from mpaspor.stages.appointments.closures import Consequence
from mpaspor.stages.appointments.models import Slot
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.appointments.forms import ClosureForm
from mpaspor.web.backoffice.refusals import Refusal
from mpaspor.web.templatetags.telling import language
from mpaspor.web.widgets import Choice

SHOWN = 200


@may(Permission.QUOTA_CHANGE)
@require_http_methods(["GET", "POST"])
def closure(request: OfficerRequest) -> HttpResponse:
    """Asked with the answers in the address it shows the consequences; sent, it closes and moves people."""
    typed: QueryDict | None = request.POST if request.method == "POST" else request.GET or None
    on = ClosureForm.day_of(typed)
    office = desk.unit(request)
    slots = quotas.slots(office, on, on) if on else []
    form = ClosureForm(typed, hours=_choices(slots, office))
    if not form.is_bound or not form.is_valid():
        return _show(request, form, slots)
    given = form.cleaned_data
    if given["on"] < desk.local_day(office):
        gone = Refusal(_("Hari ini sudah lewat"), _("Pilih hari ini atau sesudahnya."))
        return _show(request, form, slots, refusal=gone)
    met = closures.preview(office, given["on"], given["hours"] or None, given["passport_kind"], at=now())
    if request.method != "POST":
        return _show(request, form, slots, met)
    if request.POST.get("shown") != mark(met):
        changed = Refusal(_("Akibatnya berubah"), _("Sejak ditampilkan ada yang memesan atau pindah. Lihat lagi."), 409)
        return _show(request, form, slots, met, changed)
    return _close(request, form, slots)


def mark(met: Consequence) -> str:
    """What was shown of whom it meets."""
    return f"{met.people}-{len(met.moved)}-{len(met.to_choose)}"


def _close(request: OfficerRequest, form: ClosureForm, slots: Sequence[Slot]) -> HttpResponse:
    office, given = desk.unit(request), form.cleaned_data
    try:
        done = closures.close(
            office, given["on"], given["hours"] or None, given["kind"], given["reason"], given["reason_en"],
            passport_kind=given["passport_kind"], by=request.user, at=now(),
        )  # fmt: skip
    except (closures.AlreadyClosed, closures.NothingToClose):
        there = Refusal(_("Sudah ditutup"), _("Alasannya sudah terlihat di kalender pemohon."), 409)
        return _show(request, form, slots, refusal=there)
    messages.success(request, _told(given["on"], done))
    return redirect("backoffice:quotas")


def _told(on: date, done: Consequence) -> str:
    words = [_("%(day)s ditutup; alasannya terlihat di kalender pemohon.") % {"day": dates.day(on, None, language())}]
    moved, asked = len(done.moved), len(done.to_choose)
    if moved:
        told = ngettext("%(count)s berkas dipindah.", "%(count)s berkas dipindah.", moved)
        words.append(told % {"count": moved})
    if asked:
        told = ngettext("%(count)s berkas diminta memilih.", "%(count)s berkas diminta memilih.", asked)
        words.append(told % {"count": asked})
    return " ".join(words)


@may(Permission.QUOTA_CHANGE)
@require_POST
def reopen(request: OfficerRequest, pk: int) -> HttpResponse:
    """Only what the office itself has shut; the country's holidays are not the office's."""
    day = get_object_or_404(ClosedDay, pk=pk, office=desk.unit(request))
    quotas.reopen_day(day, by=request.user, at=now())
    messages.success(request, _("%(day)s dibuka lagi.") % {"day": dates.day(day.on, None, language())})
    return redirect("backoffice:quotas")


@may(Permission.QUOTA_CHANGE)
@require_POST
def reopen_hours(request: OfficerRequest) -> HttpResponse:
    """Hours that were shut one by one take people again."""
    on = ClosureForm.day_of(request.POST)
    asked = [int(pk) for pk in request.POST.getlist("slot") if pk.isascii() and pk.isdigit() and len(pk) < 18]
    opened = closures.reopen(desk.unit(request), on, asked, by=request.user, at=now()) if on else 0
    told = ngettext("%(count)s jam dibuka lagi.", "%(count)s jam dibuka lagi.", opened)
    messages.success(request, told % {"count": opened})
    return redirect("backoffice:quotas")


def _show(
    request: OfficerRequest,
    form: ClosureForm,
    slots: Sequence[Slot],
    met: Consequence | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    facts: dict[str, Any] = {"form": form, "on": ClosureForm.day_of(form.data if form.is_bound else None)}  # type: ignore[arg-type]
    facts["office"] = desk.unit(request)
    facts["shut_hours"] = [slot for slot in slots if slot.closed]
    if met is not None:
        rows = [*met.to_choose, *met.moved]
        facts |= {"met": met, "rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN), "shown": mark(met)}
        facts["kept"] = [
            (name, value)
            for name, values in form.data.lists()  # type: ignore[attr-defined]
            if name.rpartition("_")[0] == "on" or name in form.fields
            for value in values
        ]
    status = 422 if form.errors else 200
    template = "backoffice/appointments/closure.html"
    return desk.page(request, template, facts, tab="quotas", refusal=refusal, status=status)


def _choices(slots: Sequence[Slot], office: Office) -> list[tuple[int, Choice]]:
    """The hours of a day that are open, with how many people each has."""
    return [(slot.pk, Choice(_hour(slot, office), right=_people(slot.taken))) for slot in slots if not slot.closed]


def _hour(slot: Slot, office: Office) -> str:
    told = dates.hours(slot.starts_at, slot.ends_at, office.zone, language())
    kinds = [str(slot.get_service_class_display())] if slot.service_class != Slot.ServiceClass.REGULAR else []
    if slot.passport_kind:
        kinds.append(str(slot.get_passport_kind_display()))
    return ", ".join([told, *kinds])


def _people(count: int) -> str:
    return ngettext("%(count)s orang", "%(count)s orang", count) % {"count": count}
