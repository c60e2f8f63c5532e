"""Stage 2 for the applicant: which office, which day, which hour."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import clock, money
from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.stages.applications.nik import PROVINCES
from mpaspor.stages.appointments import availability, booking, offers
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.payments import billing, jobs, tariff
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own, ways
from mpaspor.web.templatetags.telling import language
from mpaspor.web.widgets import CalendarDay

WEEKS = 4
LONGEST_NUMBER, LONGEST_KEY = 18, 60
STATES = {
    "open": "open", "few": "few", "full": "full", "early": "full", "line": "full", "closed": "shut", "none": "shut",
}  # fmt: skip


@may(Permission.APPLY)
@require_safe
def offices(request: CitizenRequest, reference: str) -> HttpResponse:
    """Every office, by province or by name; never by where the phone happens to be."""
    file = own.application(request, reference)
    if not choosing(file):
        return redirect("portal:application", file.reference)
    search = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    province = request.GET.get("province", "") if request.GET.get("province") in PROVINCES else ""
    found = availability.offices(own.people(file), at=clock.now(), province=province, search=search)
    home = own.people(file)[0].answers.get("province", "")
    facts = {
        "file": file,
        "groups": by_province(found, home),
        "provinces": sorted(PROVINCES.items(), key=lambda pair: pair[1]),
        "search": search,
        "province": province,
        "narrowed": bool(search or province),
    }
    return render(request, "portal/appointments/offices.html", facts)


def by_province(found: list[availability.OfficePlaces], home: str) -> list[dict[str, Any]]:
    """The offices under their provinces by name, the one where the family lives first and open."""
    rows = sorted(found, key=lambda one: (one.office.province != home, one.office.province, one.office.name))
    groups = [(code, list(group)) for code, group in groupby(rows, key=lambda one: one.office.province)]
    told = [{"name": PROVINCES.get(code, code), "offices": group, "open": code == home} for code, group in groups]
    return sorted(told, key=lambda group: (not group["open"], group["name"]))


def choosing(file: Application) -> bool:
    return file.state == Application.READY and own.people(file)[0].stage == Stage.APPLICATION


@may(Permission.APPLY)
@require_safe
def days(request: CitizenRequest, reference: str, code: str) -> HttpResponse:
    """The calendar of an office, and the hours of the day chosen in it."""
    file = own.application(request, reference)
    if not choosing(file):
        return redirect("portal:application", file.reference)
    return show(request, file, office_of(code))


def show(
    request: CitizenRequest,
    file: Application,
    office: Office,
    *,
    moving: str = "",
    told: str = "",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The calendar page; what was refused is told at its head (409), above the places as they are now.

    `moving` is the address of the page that moves a place; empty while the first one is chosen.
    """
    at, people = clock.now(), own.people(file)
    today = at.astimezone(office.zoneinfo).date()
    chosen = parse_day(request.GET.get("on", "") or request.POST.get("on", ""))
    here = moving or reverse("portal:days", args=[file.reference, office.code])
    first = first_shown(parse_day(request.GET.get("from", "")) or chosen, today)
    shown = availability.calendar(office, people, today, WEEKS, first=first, at=at)
    open_day = next((day for day in shown if day.on == chosen and day.choosable), None)
    last = today + timedelta(days=policy.number("quota.horizon_days", on=today, office_id=office.pk))
    later = first + timedelta(weeks=WEEKS)
    nothing = not any(day.choosable for day in shown)
    told_of = more or {}
    facts = {
        **told_of,
        "file": file,
        "office": office,
        "people": people,
        "moving": moving,
        "here": here,
        "days": [drawn(day, here, file, chosen, today) for day in shown],
        "on": open_day and open_day.on,
        "hours": hours_of(office, open_day.on, people, at) if open_day else [],
        "earlier": first - timedelta(weeks=WEEKS) if first > monday(today) else None,
        "later": later if later <= last else None,
        "key": uuid4().hex,
        "place": told_of.get("place") or (own.place(file) if moving else None),
        "told": told,
        "nothing": nothing,
        "opening": ways.first_of(shown, file, at),
        "near": offers.nearest(office, people, at=at) if nothing and not moving else [],
    }
    return render(request, "portal/appointments/days.html", facts, status=409 if told else 200)


def hours_of(office: Office, on: date, people: list[Applicant], at: datetime) -> list[tuple[availability.Hour, str]]:
    """The hours of a day, each with what is particular about it."""
    return [(hour, particular(hour.slot, on)) for hour in availability.hours(office, on, people, at=at)]


def particular(slot: Slot, on: date) -> str:
    """For whom an hour is, or what it costs more."""
    if slot.service_class == Slot.ServiceClass.PRIORITY:
        return _("Lansia dan balita didahulukan")
    if slot.service_class == Slot.ServiceClass.ACCELERATED:
        row = tariff.known(tariff.ACCELERATION, on)
        if row is None:
            return _("Percepatan: paspor selesai hari itu; tambahannya belum ada di tarif")
        extra = money.rupiah(row.amount, language())
        return _("Percepatan: paspor selesai hari itu, tambah %(extra)s tiap orang") % {"extra": extra}
    return ""


def drawn(day: availability.Day, here: str, file: Application, chosen: date | None, today: date) -> CalendarDay:
    way = ways.round(day, file)
    return CalendarDay(
        day.on,
        STATES[day.state],
        places=day.free,
        word=day.word,
        reason=day.reason if day.on >= today else "",
        way_label=way.label if way else "",
        way_url=way.url if way else "",
        href=f"{here}?on={day.on.isoformat()}#hours" if day.choosable else "",
        chosen=day.choosable and day.on == chosen,
    )


def first_shown(wanted: date | None, today: date) -> date:
    """The Monday the calendar begins with: this week's, or that of a whole page of weeks further on."""
    start = monday(today)
    if wanted is None or wanted < start:
        return start
    pages = (wanted - start).days // (7 * WEEKS)
    return start + timedelta(weeks=WEEKS * pages)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def parse_day(text: str) -> date | None:
    """A day from the address; one that is none is as if none was named."""
    try:
        return parse_date(text)
    except ValueError:
        return None


@may(Permission.APPLY)
@require_POST
def appointment(request: CitizenRequest, reference: str) -> HttpResponse:
    """Hold the hour for everybody in the file. Pressed twice, it is the same place."""
    file = own.application(request, reference)
    if own.people(file)[0].stage != Stage.APPLICATION:
        return redirect("portal:application", file.reference)
    slot_id = whole(request.POST.get("slot", ""))
    office = office_of(request.POST.get("office", ""))
    if slot_id is None:
        return show(request, file, office, told=_("Pilih satu jam dulu, lalu tekan tombol di bawahnya."))
    try:
        booking.hold(file, slot_id, by=request.user, at=clock.now(), key=key_of(request))
    except booking.NotReady:
        return redirect("portal:summary", file.reference)
    except booking.Refused as refusal:
        return show(request, file, office, told=refusal.words)
    return redirect("portal:payment", file.reference)


@may(Permission.APPLY)
@require_POST
def rest(request: CitizenRequest, reference: str) -> HttpResponse:
    """Whose own bill lapsed joins her family again, in their hour, with a code of her own: in one press."""
    file = own.application(request, reference)
    place, at = own.place(file), clock.now()
    if place is None:
        return redirect("portal:application", file.reference)
    try:
        booking.hold(file, place.slot_id, by=request.user, at=at, key=key_of(request))
        for made in billing.issue_each(file, by=request.user, at=at):
            if made.state == made.State.DUE:
                jobs.register_bill.defer(bill_id=made.pk)
    except booking.Refused as refusal:
        messages.warning(request, refusal.words)
    except billing.NotEligible as refusal:
        messages.warning(request, " ".join(problem.words for problem in refusal.problems))
    except (billing.BillDue, billing.NoPlaceHeld, billing.NoCodeLeft, states.StateChanged, states.ForbiddenMove):
        pass
    return redirect("portal:bill", file.reference)


def office_of(code: str) -> Office:
    if not code.isalnum():
        raise Http404
    return get_object_or_404(Office, code=code)


def key_of(request: CitizenRequest) -> str | None:
    """What makes a form pressed twice one wish."""
    key = request.POST.get("key", "")
    return key if key.isalnum() and len(key) <= LONGEST_KEY else None


def whole(text: str) -> int | None:
    """A row's number from a form; None for anything else, also for what no row can have."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else None
