"""What opens next, in all offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.appointments import schedule
from mpaspor.stages.appointments.schedule import Opening
from mpaspor.web.access import CENTRE, CitizenRequest, may
from mpaspor.web.headquarters import desk


@dataclass(frozen=True)
class Line:
    """One opening: what counts next, and when."""

    opening: Opening
    phase: str
    at: datetime

    @property
    def zone(self) -> str:
        """The zone to tell beside the capital's, if its office lives in another."""
        zones = {office.zone for office in self.opening.offices}
        return self.opening.office.zone if len(zones) == 1 and CENTRE not in zones else ""

    @property
    def is_another_day_there(self) -> bool:
        return bool(self.zone) and self.at.astimezone(ZoneInfo(self.zone)).date() != _day(self.at)


@dataclass(frozen=True)
class Day:
    on: date
    lines: list[Line]


@may(Permission.RELEASE_MANY)
@require_safe
def overview(request: CitizenRequest) -> HttpResponse:
    at = now()
    openings = schedule.openings(at)
    lines = [Line(opening, opening.phase(at), opening.next_at(at)) for opening in openings]
    facts = {
        "days": [Day(on, list(group)) for on, group in groupby(lines, lambda line: _day(line.at))],
        "openings": len(openings),
        "places": sum(opening.places for opening in openings),
        "offices": len({office.pk for opening in openings for office in opening.offices}),
    }
    return desk.page(request, "headquarters/appointments/overview.html", facts, tab="overview")


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(CENTRE)).date()
