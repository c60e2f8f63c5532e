"""Announcing places: by line and by draw, with nothing taken back afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from mpaspor.audit.models import Entry
from mpaspor.offices.models import Office
from mpaspor.stages.appointments import booking, releases
from mpaspor.stages.appointments.models import Draw, Release
from mpaspor.stages.appointments.releases import Hours
from tests import people
from tests.stages.appointments.scene import MORNING, file

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MONDAY = date(2026, 1, 12)
HOURS = [(time(8), time(9)), (time(9), time(10))]
OPENS = MORNING + 5 * DAY


def cells(*, days: list[date] | None = None, capacity: int = 12, **more: Any) -> list[Hours]:
    return [Hours(days or [MONDAY, MONDAY + DAY], HOURS, capacity, **more)]


def line(office: Office | None = None, *given: Hours, opens_at: datetime = OPENS, **more: Any) -> Release:
    facts = {"opens_at": opens_at, "by": people.head(), "at": MORNING, **more}
    return releases.announce_line(office or people.denpasar(), given or cells(), **facts)


def draw(*offices: Office, **more: Any) -> Draw:
    facts: dict[str, Any] = {
        "code": "jan-2026", "name": "Januari", "opens_at": MORNING, "closes_at": MORNING + DAY,
        "reveal_by": MORNING + DAY + HOUR, "beacon_at": MORNING + DAY + 2 * HOUR,
        "results_at": MORNING + DAY + 3 * HOUR, "leftovers_at": MORNING + 4 * DAY,
        "witnesses": [("Pusat", people.head()), ("Ombudsman", None)], "by": people.head(), "at": MORNING, **more,
    }  # fmt: skip
    return releases.announce_draw([(office, cells()) for office in offices or (people.denpasar(),)], **facts)


def test_a_line_is_announced_with_its_hours_in_the_time_of_the_office() -> None:
    release = line()
    first = release.slots.order_by("starts_at")[0]
    assert first.starts_at == datetime(2026, 1, 12, 0, 0, tzinfo=UTC)
    assert (release.slots.count(), release.first_on, release.last_on) == (4, MONDAY, MONDAY + DAY)
    assert (release.opens_at, release.line_until) == (OPENS, OPENS + timedelta(minutes=120))


def test_the_head_says_how_long_the_waiting_room_stands() -> None:
    assert line(line_minutes=0).line_until is None
    later = cells(days=[MONDAY + 2 * DAY])
    assert line(None, *later, line_minutes=45).line_until == OPENS + timedelta(minutes=45)


def test_nobody_has_a_place_before_the_moment() -> None:
    slot = line().slots.first()
    assert slot
    with pytest.raises(booking.SlotClosed):
        booking.hold(file(), slot.pk, by=None, at=OPENS - timedelta(seconds=1))


def test_announcing_stands_in_the_trail_with_who_did_it() -> None:
    release = line()
    entry = Entry.objects.get(act="release.announced", record_id=release.pk)
    assert (entry.by, entry.new["places"]) == (people.head(), 48)
    assert Entry.objects.filter(act="slot.opened").count() == 4
