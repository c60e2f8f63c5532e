"""Another hour for people who are not to blame: the office was late, a machine stood still, an officer erred."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import dates
from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import amends, availability, booking, offers, rules
from mpaspor.stages.appointments.availability import Day
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.refusals import MOVED, Refusal
from mpaspor.web.templatetags.telling import language
from mpaspor.web.widgets import CalendarDay, Choice

WEEKS = 4
DRAWN = {"open": "open", "few": "few", "full": "full", "early": "full", "line": "full"}
NEAR = 5


class HourForm(forms.Form):
    slot = forms.TypedChoiceField(
        label=gettext_lazy("Jam yang baru"), coerce=int, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pilih satu jam."), "invalid_choice": gettext_lazy("Pilih satu jam.")},
    )  # fmt: skip
    why = forms.CharField(
        label=gettext_lazy("Apa yang salah di pihak kantor"), max_length=200,
        help_text=gettext_lazy("Pemohon membacanya di jejak berkas. Misalnya: jaringan mati sampai siang."),
    )  # fmt: skip

    def __init__(self, typed: Any, *, hours: list[tuple[int, Choice]]) -> None:
        super().__init__(typed, auto_id="move_%s")
        slot: Any = self.fields["slot"]
        slot.choices = hours


@may(Permission.PLACE_MOVE)
@require_http_methods(["GET", "POST"])
def move(request: OfficerRequest, reference: str) -> HttpResponse:
    """A day and an hour, here or at an office nearby; it costs the applicant none of her own moves."""
    files = Application.objects.at(request.posting.office).prefetch_related("people")
    file = get_object_or_404(files, reference=desk.reference(reference))
    held = booking.active(file)
    if not held:
        messages.info(request, _("Berkas ini tidak punya tempat yang bisa dipindah."))
        return redirect("backoffice:case", file.reference)
    there = _office(request)
    on = _day(request.POST.get("on", "") or request.GET.get("on", ""))
    form = HourForm(request.POST if request.method == "POST" else None, hours=_hours(there, on, held))
    if not form.is_valid():
        return _show(request, file, held, there, on, form)
    try:
        placed = amends.move(
            file, form.cleaned_data["slot"], why=form.cleaned_data["why"], by=request.user, at=now(),
            key=request.POST.get("key") or None,
        )  # fmt: skip
    except booking.Refused as refused:
        return _show(request, file, held, there, on, form, Refusal(_("Belum bisa dipindah"), refused.words, 409))
    except states.StateChanged:
        return _show(request, file, held, there, on, form, MOVED)
    return _moved(request, file, placed[0])


def _moved(request: OfficerRequest, file: Application, place: Appointment) -> HttpResponse:
    told = {
        "moment": dates.moment(place.slot.starts_at, place.slot.office.zone, language()),
        "office": place.slot.office,
    }
    messages.success(request, _("Dipindah ke %(office)s, %(moment)s. Jatah pindah pemohon tidak berkurang.") % told)
    if place.slot.office.seat != request.posting.office:
        return redirect("backoffice:today")
    return redirect("backoffice:case", file.reference)


def _show(
    request: OfficerRequest,
    file: Application,
    held: list[Appointment],
    there: Office,
    on: date | None,
    form: HourForm,
    refusal: Refusal | None = None,
) -> HttpResponse:
    at, today = now(), rules.today(there, now())
    here = f"{reverse('backoffice:amends', args=[file.reference])}?office={there.code}"
    people = [place.applicant for place in held]
    shown = availability.calendar(there, people, today, WEEKS, first=on if on and on > today else None, at=at)
    facts = {
        "file": file,
        "people": people,
        "place": held[0],
        "there": there,
        "on": on,
        "days": [_drawn(day, here, on, today) for day in shown],
        "later": f"{here}&on={shown[-1].on.isoformat()}",
        "form": form,
        "key": request.POST.get("key") or uuid4().hex,
        "near": offers.nearest(there, people, at=at, limit=NEAR),
    }
    status = 422 if form.errors else 200
    template = "backoffice/appointments/amends.html"
    return desk.page(request, template, facts, refusal=refusal, status=status)


def _office(request: OfficerRequest) -> Office:
    code = request.POST.get("office", "") or request.GET.get("office", "")
    return get_object_or_404(Office, code=code) if code.isalnum() else request.posting.office


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None


def _hours(there: Office, on: date | None, held: list[Appointment]) -> list[tuple[int, Choice]]:
    """The hours of the day that have room for all of them; where they are now is none."""
    if on is None:
        return []
    found = availability.hours(there, on, [place.applicant for place in held], at=now())
    return [
        (hour.slot.pk, Choice(_told(hour.slot, there), right=_room(hour.free)))
        for hour in found
        if hour.choosable and hour.slot.pk != held[0].slot_id
    ]


def _told(slot: Slot, there: Office) -> str:
    told = dates.hours(slot.starts_at, slot.ends_at, there.zone, language())
    return told if slot.service_class == Slot.ServiceClass.REGULAR else f"{told}, {slot.get_service_class_display()}"


def _room(free: int) -> str:
    return ngettext("%(count)s tempat", "%(count)s tempat", free) % {"count": free}


def _drawn(day: Day, here: str, on: date | None, today: date) -> CalendarDay:
    return CalendarDay(
        day.on,
        DRAWN.get(day.state, "shut"),
        places=day.free,
        word=day.word,
        reason=day.reason if day.on >= today else "",
        href=f"{here}&on={day.on.isoformat()}" if day.choosable else "",
        chosen=day.choosable and day.on == on,
    )
