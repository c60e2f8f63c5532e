"""Moving a paid place: another day or hour, here or at an office nearby, as a swap that never loses the old one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import clock
from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking, closed_hours, offers, rules
from mpaspor.stages.appointments.models import Appointment
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import appointments, own

MOST_OFFICES = 20


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: CitizenRequest, reference: str) -> HttpResponse:
    """Another day or hour at the same office."""
    file = own.application(request, reference)
    return at_office(request, file, file.office, reverse("portal:move", args=[file.reference]))


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: CitizenRequest, reference: str, code: str) -> HttpResponse:
    """The same at another office; whether it is near enough, the act decides."""
    file = own.application(request, reference)
    office = appointments.office_of(code)
    if file.office_id == office.pk:
        return redirect("portal:move", file.reference)
    return at_office(request, file, office, reverse("portal:move_days", args=[file.reference, office.code]))


@may(Permission.APPLY)
@require_safe
def offices(request: CitizenRequest, reference: str) -> HttpResponse:
    """The offices near enough that have room, and what a move may and may not."""
    file = own.application(request, reference)
    place = own.place(file)
    if place is None or file.office is None:
        return redirect("portal:application", file.reference)
    refusal = booking.may_move(place, at=clock.now())
    if refusal:
        return refused(request, file, refusal)
    told = limits(file, place)
    near = offers.nearest(file.office, own.people(file), at=clock.now(), km=told["km"], limit=MOST_OFFICES)
    facts = {"file": file, "office": file.office, "place": place, "near": near, "moving": True, **told}
    return render(request, "portal/moves/offices.html", facts)


def at_office(request: CitizenRequest, file: Application, office: Office | None, here: str) -> HttpResponse:
    place = own.place(file)
    if place is None or office is None:
        return redirect("portal:application", file.reference)
    refusal = booking.may_move(place, at=clock.now())
    if refusal:
        return refused(request, file, refusal)
    if request.method == "POST":
        return swap(request, file, office, here)
    return appointments.show(request, file, office, moving=here, more={"place": place, **limits(file, place)})


def swap(request: CitizenRequest, file: Application, office: Office, here: str) -> HttpResponse:
    slot_id = appointments.whole(request.POST.get("slot", ""))
    if slot_id is None:
        told = _("Pilih satu jam dulu, lalu tekan tombol di bawahnya.")
        return appointments.show(request, file, office, moving=here, told=told)
    try:
        booking.swap(file, slot_id, by=request.user, at=clock.now(), key=appointments.key_of(request))
    except booking.Refused as refusal:
        return appointments.show(request, file, office, moving=here, told=refusal.words)
    except states.StateChanged:
        return redirect("portal:application", file.reference)
    return redirect("portal:proof", file.reference)


def refused(request: CitizenRequest, file: Application, refusal: booking.Refused) -> HttpResponse:
    return render(request, "portal/moves/refused.html", {"file": file, "refusal": refusal}, status=409)


def limits(file: Application, place: Appointment) -> dict[str, Any]:
    """What is told before: how often, until when, how far in days and kilometres; no limits when the fault is ours."""
    office = file.office
    assert office
    on = rules.today(office, clock.now())
    day = place.slot.starts_at.astimezone(office.zoneinfo).date()
    number = {name: policy.number(key, on=on, office_id=office.pk) for name, key in KEYS.items()}
    return {
        "free_choice": closed_hours.forgiven([place]),
        "left": max(0, number["max"] - place.moves),
        "until": day - timedelta(days=number["cutoff_days"]),
        "first_day": max(on, day - timedelta(days=number["max_days"])),
        "last_day": day + timedelta(days=number["max_days"]),
        "km": number["max_km"],
    }


KEYS = {
    "max": "reschedule.max",
    "cutoff_days": "reschedule.cutoff_days",
    "max_days": "reschedule.max_days",
    "max_km": "reschedule.max_km",
}
