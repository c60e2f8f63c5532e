"""The releases of the office: what was announced, how it opens, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.stages.appointments import releases, rules
from mpaspor.stages.appointments.models import Release, Slot
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, telling
from mpaspor.web.backoffice.appointments import grid, standing

SHOWN = 40


class Line(NamedTuple):
    """A release and where it stands: announced, draw, line, open, over."""

    release: Release
    phase: str

    @property
    def classes(self) -> list[str]:
        """Whom its hours are for, where they are not for everybody."""
        named = [Slot.ServiceClass(one) for one in vars(self.release)["classes"]]
        return [str(one.label) for one in named if one != Slot.ServiceClass.REGULAR]


@dataclass
class Day:
    """A day of a release, all its hours together."""

    on: date
    hours: int = 0
    capacity: int = 0
    taken: int = 0
    kept: int = 0
    free: int = 0


@may(Permission.QUOTA_READ)
@require_safe
def announced(request: OfficerRequest) -> HttpResponse:
    """What is still to come first, then what is open, then what is over."""
    office, at = desk.unit(request), now()
    found = releases.told(Release.objects.at(office)).order_by("-opens_at", "-id")[:SHOWN]
    lines = [Line(release, standing.of(release, at)) for release in found]
    facts = {
        "office": office,
        "units": desk.units(request),
        "coming": [line for line in reversed(lines) if line.phase in {"announced", "draw", "line"}],
        "open": [line for line in lines if line.phase == "open"],
        "over": [line for line in lines if line.phase == "over"],
        "may_change": request.user.may(Permission.QUOTA_CHANGE),
    }
    return desk.page(request, "backoffice/appointments/releases.html", facts, tab="releases")


@may(Permission.QUOTA_READ)
@require_safe
def release(request: OfficerRequest, pk: int) -> HttpResponse:
    at = now()
    found = get_object_or_404(releases.told(Release.objects.within(request.posting.office)), pk=pk)
    slots = list(found.slots.select_related("office").order_by("starts_at"))
    stands = standing.of(found, at)
    facts = {
        "office": found.office,
        "release": found,
        "phase": stands,
        "days": _by_day(slots),
        "kept": sum(slot.kept for slot in slots),
        "trail": telling.by_day(_entries(found), found.office),
        "monday": grid.monday_of(found.first_on),
        "may_add": request.user.may(Permission.QUOTA_CHANGE) and stands != "over",
    }
    return desk.page(request, "backoffice/appointments/release.html", facts, tab="releases")


def _entries(release: Release) -> QuerySet[Entry]:
    """Its own trail, the newest first."""
    own = Entry.objects.filter(application_id=None, record="release", record_id=release.pk)
    return own.select_related("by").order_by("-id")


def _by_day(slots: Iterable[Slot]) -> list[Day]:
    days: dict[date, Day] = {}
    for slot in slots:
        on = rules.local_day(slot)
        day = days.setdefault(on, Day(on))
        day.hours += 1
        day.capacity += slot.capacity
        day.taken += slot.taken
        day.kept += slot.kept
        day.free += max(0, slot.free)
    return list(days.values())
