"""The head of the office opens days and hours, and changes how many places they have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.offices import calendar
from mpaspor.offices.models import ClosedDay
from mpaspor.stages.appointments import quotas as places
from mpaspor.stages.appointments import unannounced
from mpaspor.stages.appointments.models import Slot
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.appointments import grid
from mpaspor.web.backoffice.appointments.forms import HoursForm
from mpaspor.web.backoffice.refusals import Refusal

MOST_IN_AN_HOUR = 500
FARTHEST = timedelta(days=3660)


@may(Permission.QUOTA_READ)
def quotas(request: OfficerRequest) -> HttpResponse:
    return show(request, first_of(request.GET.get("from", ""), desk.local_day(desk.unit(request))))


def first_of(typed: str, today: date) -> date:
    """The Monday of the weeks to show; this week's when the address names none."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = today
    return grid.monday_of(day if abs(day - today) < FARTHEST else today)


def show(
    request: OfficerRequest,
    first: date,
    *,
    refusal: Refusal | None = None,
    typed: Mapping[int, str] | None = None,
    wrong: Iterable[int] = (),
    hours_form: HoursForm | None = None,
) -> HttpResponse:
    office = desk.unit(request)
    today = desk.local_day(office)
    facts = {
        "office": office,
        "units": desk.units(request),
        "grid": grid.of(office, first, today, typed or {}, wrong, at=now()),
        "first": first,
        "last": first + timedelta(days=grid.DAYS - 1),
        "before_url": _weeks(first - timedelta(days=grid.DAYS)),
        "after_url": _weeks(first + timedelta(days=grid.DAYS)),
        "may_change": request.user.may(Permission.QUOTA_CHANGE),
        "hours_form": hours_form or HoursForm(),
        "shut": ClosedDay.objects.filter(office=office, on__gte=today).order_by("on", "pk")[:20],
    }
    status = 422 if hours_form and hours_form.errors else 200
    template = "backoffice/appointments/quotas.html"
    return desk.page(request, template, facts, tab="quotas", refusal=refusal, status=status)


def _weeks(first: date) -> str:
    return f"{reverse('backoffice:quotas')}?from={first}"


@may(Permission.QUOTA_CHANGE)
@require_POST
def capacities(request: OfficerRequest) -> HttpResponse:
    """All changes of the grid, or none."""
    office = desk.unit(request)
    first = first_of(request.POST.get("from", ""), desk.local_day(office))
    last = first + timedelta(days=grid.DAYS - 1)
    typed = _typed(request.POST)
    slots = {slot.pk: slot for slot in places.slots(office, first, last)}
    unreadable = [pk for pk, text in typed.items() if pk in slots and _number(text) is None]
    if unreadable:
        unclear = Refusal(_("Angka belum terbaca"), _("Tulis jumlah tempat dengan angka, 0 sampai 500."))
        return show(request, first, refusal=unclear, typed=typed, wrong=unreadable)
    wanted = {slots[pk]: _number(text) or 0 for pk, text in typed.items() if pk in slots}
    try:
        with transaction.atomic():
            changed = _change(request, wanted)
    except _Below as below:
        words = _("%(hour)s sudah diambil %(taken)s orang. Tidak bisa kurang dari itu; tidak ada yang diubah.")
        told = {"hour": f"{below.slot.starts_at.astimezone(office.zoneinfo):%d/%m %H.%M}", "taken": below.taken}
        kind = Refusal(_("Tempatnya sudah diambil orang"), words % told, 409)
        return show(request, first, refusal=kind, typed=typed, wrong=[below.slot.pk])
    except unannounced.Unannounced as refused:
        told_before = Refusal(_("Sudah diumumkan"), refused.words, 409)
        return show(request, first, refusal=told_before, typed=typed)
    messages.success(request, ngettext("%(count)s jam diubah.", "%(count)s jam diubah.", changed) % {"count": changed})
    return redirect(_weeks(first))


class _Below(Exception):
    """An hour was set below what is taken."""

    def __init__(self, slot: Slot, taken: int) -> None:
        super().__init__(slot.pk, taken)
        self.slot, self.taken = slot, taken


def _change(request: OfficerRequest, wanted: Mapping[Slot, int]) -> int:
    """How many were changed. Bookings lock hours in this order too, so that neither waits for the other for ever."""
    changed = 0
    for slot, capacity in sorted(wanted.items(), key=lambda one: one[0].pk):
        if capacity == slot.capacity:
            continue
        try:
            places.change_capacity(slot, capacity, by=request.user, at=now())
        except places.BelowTaken as refused:
            raise _Below(slot, refused.taken) from refused
        changed += 1
    return changed


def _typed(posted: QueryDict) -> dict[int, str]:
    """The capacities that were sent, by slot."""
    names = [(name.removeprefix("capacity_"), name) for name in posted if name.startswith("capacity_")]
    return {
        int(pk): str(posted[name]).strip()[:6] for pk, name in names if pk.isascii() and pk.isdigit() and len(pk) < 18
    }


def _number(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() else None
    return number if number is not None and number <= MOST_IN_AN_HOUR else None


@may(Permission.QUOTA_CHANGE)
@require_POST
def hours(request: OfficerRequest) -> HttpResponse:
    """New hours on the office's working days of a span; those that are there stay as they are."""
    office = desk.unit(request)
    form = HoursForm(request.POST)
    first = first_of(request.POST.get("from", ""), desk.local_day(office))
    if not form.is_valid():
        return show(request, first, hours_form=form)
    given = form.cleaned_data
    days = calendar.working_days(office, max(given["first"], desk.local_day(office)), given["last"])
    spans = [(time(hour), time(hour + 1)) for hour in range(given["opens"], given["closes"])]
    opened = places.open_hours(
        office, days, spans, given["capacity"], service_class=given["service_class"],
        passport_kind=given["passport_kind"], by=request.user, at=now(),
    )  # fmt: skip
    told = ngettext("%(count)s jam baru dibuka.", "%(count)s jam baru dibuka.", opened) % {"count": opened}
    messages.success(request, told)
    return redirect(_weeks(grid.monday_of(given["first"])))
