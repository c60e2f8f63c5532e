"""`mpaspor releases`: what opens next, and moments for many offices."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from mpaspor.stages.appointments import crowds, plans
from mpaspor.stages.appointments.line.sketches import Sketch
from mpaspor.stages.appointments.models import GateRound, Release, Waiting
from tests import people
from tests.stages.appointments.scene import FAMILY, MORNING, file, published
from tests.stages.appointments.test_releases import draw, line

pytestmark = pytest.mark.django_db
TABLE = """office,first,last,from,to,capacity,pause,people
Denpasar,2026-01-12,2026-01-18,8,15,10,12,6000
jayapura,2026-01-12,2026-01-13,8,12,5,,200
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    people.denpasar()
    people.jayapura()
    found = tmp_path / "plan.csv"
    found.write_text(TABLE)
    return found


def said(*given: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command("releases", *given, stdout=out, **options)
    return out.getvalue()


def test_a_moment_is_proposed_for_every_office_and_nothing_announced(table: Path) -> None:
    told = json.loads(said(str(table), "--stagger", "--rate=100", "--json"))
    assert told["announced"] is False
    assert [(one["office"], one["people"], one["opens_at"]) for one in told["openings"]] == [
        ("Jayapura", 200, "2026-01-05T00:00:00+00:00"),
        ("Denpasar", 6000, "2026-01-05T01:00:00+00:00"),
    ]
    assert not Release.objects.exists()
    assert "Proposed; --announce publishes them." in said(str(table), "--stagger", "--rate=100")


def test_what_is_proposed_is_announced_all_of_it_or_none(table: Path) -> None:
    given = (str(table), "--stagger", "--rate=100", "--first=2026-01-05T08:00", "--announce")
    assert "Announced." in said(*given)
    assert {(one.office.name, str(one.opens_at.date())) for one in Release.objects.all()} == {
        ("Denpasar", "2026-01-05"),
        ("Jayapura", "2026-01-05"),
    }
    Release.objects.filter(office=people.jayapura()).get().slots.all().delete()
    Release.objects.filter(office=people.jayapura()).delete()
    with pytest.raises(CommandError, match="Nothing was announced"):
        said(*given)
    assert Release.objects.count() == 1


def test_what_opens_next_is_listed() -> None:
    assert "Nothing is announced." in said()
    line(people.jayapura())
    draw()
    assert "draw jan-2026" in said()
    assert [one["office"] for one in json.loads(said("--json"))["openings"]] == ["Denpasar", "Jayapura"]


def test_a_moment_past_midnight_in_the_east_names_its_day_there() -> None:
    line(people.jayapura(), opens_at=datetime(2026, 1, 5, 15, 30, tzinfo=UTC))
    assert "Mon 2026-01-05 22:30 WIB (Tue 00.30 WIT)" in said()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("", "columns"),
        ("office,first,last,from,to,capacity\n", "empty"),
        (TABLE.replace("jayapura", "Atlantis"), "line 3: no office is called 'Atlantis'"),
        (TABLE.replace("jayapura", "DENPASAR"), "twice"),
        (TABLE.replace("2026-01-13", "13 Januari"), "line 3"),
        (TABLE.replace(",5,", ",0,"), "line 3"),
        (TABLE.replace(",8,12,", ",12,8,"), "line 3"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(table: Path, wrong: str, told: str) -> None:
    table.write_text(wrong)
    with pytest.raises(CommandError, match=told):
        said(str(table), "--stagger", "--rate=100")


def test_a_rate_and_a_table_are_needed(table: Path) -> None:
    with pytest.raises(CommandError, match="needs a FILE"):
        said("--stagger", "--rate=100")
    with pytest.raises(CommandError, match="needs a FILE"):
        said(str(table), "--stagger")


def test_the_crowd_is_expected_from_the_waiting_list_and_the_last_lines() -> None:
    office = people.denpasar()
    Waiting.objects.create(application=file(*FAMILY), joined_at=MORNING, office=office)
    for weeks, came in ((1, 400), (2, 200)):
        opens_at = MORNING - timedelta(weeks=weeks)
        release = published(office, opens_at=opens_at, line_until=opens_at + timedelta(hours=2))
        for node, offset in (("a", 0), ("b", came // 2)):
            sketch = Sketch(16)
            for number in range(offset, came):
                sketch.add((number * 0x9E3779B97F4A7C15 % (1 << 64)).to_bytes(8))
            GateRound.objects.create(release=release, number=0, node=node, sketch=sketch.pack())
    crowd = crowds.of([office, people.jayapura()], at=MORNING)
    assert crowd[office.pk].waiting == 3
    assert crowd[office.pk].came == pytest.approx(300, rel=0.03)
    assert crowd[people.jayapura().pk].expected(40) == 40


def test_without_a_number_in_the_table_the_crowd_is_expected() -> None:
    people.denpasar()
    (plan,) = plans.read(TABLE.splitlines()[0] + "\nDenpasar,2026-01-12,2026-01-12,8,15,10,12,\n")
    assert plan.people is None
    ((_, moment),) = plans.propose([plan], first=MORNING, people_per_minute=10, at=MORNING)
    assert moment.people == 60
