"""What the house knows of the lines, read by the house's own rules every half minute, away from the requests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connections
from django.db.models import Sum
from django.db.models.functions import Coalesce

from mpaspor.core import dates
from mpaspor.offices import policy
from mpaspor.stages.applications.models import Applicant, PassportKind
from mpaspor.stages.appointments import places, rules
from mpaspor.stages.appointments.line import rounds
from mpaspor.stages.appointments.models import Draw, Release, Slot
from mpaspor.web.opening.board import Hour, Line

LANGUAGES = ("id", "en")
# A little before anybody may come in.
_READY = timedelta(seconds=rounds.DOORS_SECONDS + 120)
REMEMBERED = timedelta(hours=12)


def read(at: datetime) -> list[Line]:
    """Every line that is announced and not long over; the hours of those that are near."""
    try:
        policy.forget()
        found = Release.objects.filter(line_until__gt=at - REMEMBERED).select_related("office", "draw")
        releases = list(found.annotate(places=Coalesce(Sum("slots__capacity"), 0)))
        near = [one.pk for one in releases if one.opens_at - _READY <= at and one.line_until and at < one.line_until]
        hours = _hours(near, at)
        return [_line(release, hours.get(release.pk, []), at) for release in releases]
    finally:
        connections.close_all()


def _hours(releases: Iterable[int], at: datetime) -> dict[int, list[Hour]]:
    found: dict[int, list[Hour]] = {}
    known = places.slots(Slot.objects.filter(release__in=releases).values_list("pk", flat=True))
    for slot in sorted(known.values(), key=lambda slot: (slot.starts_at, slot.pk)):
        if slot.service_class == Slot.ServiceClass.REGULAR:
            found.setdefault(slot.release_id, []).append(_hour(slot, at))
    return found


def _hour(slot: Slot, at: datetime) -> Hour:
    zone = slot.office.zone
    words = {
        language: (
            dates.day(slot.starts_at, zone, language),
            dates.hours(slot.starts_at, slot.ends_at, zone, language),
        )
        for language in LANGUAGES
    }
    return Hour(slot.pk, slot.starts_at.timestamp(), _shut(slot, at), words, slot.free, slot.taken)


def _shut(slot: Slot, at: datetime) -> dict[str, str]:
    """Why this hour is not for people with a kind of passport, as the portal would say it."""
    told = {}
    for kind in PassportKind.values:
        refusal = rules.refuse_closed(slot, [Applicant(passport_kind=kind)], by=None, at=at, given=True)
        told[kind] = refusal.reason if refusal else ""
    return told


def _line(release: Release, hours: list[Hour], at: datetime) -> Line:
    assert release.line_until
    office = release.office
    minutes, unpaid_files = (
        policy.number(rule, on=rules.today(office, at), office_id=office.pk)
        for rule in ("billing.ttl_minutes", "holds.per_account")
    )
    line = Line(
        release.pk,
        office.name,
        office.code,
        office.zone,
        release.opens_at.timestamp(),
        release.line_until.timestamp(),
        release.draw is None or release.draw.state == Draw.State.AWARDED,
        vars(release)["places"],
        minutes * 60.0,
        unpaid_files,
        {hour.id: hour for hour in hours},
    )
    line.count()
    return line
