"""Opening times that keep the crowds apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpaspor.offices.models import Office
from mpaspor.stages.appointments import staggering
from mpaspor.stages.appointments.staggering import Proposal

# A Friday, nine o'clock in Jakarta.
FIRST = datetime(2026, 1, 2, 2, 0, tzinfo=UTC)
ZONES = {"Jakarta": "Asia/Jakarta", "Denpasar": "Asia/Makassar", "Jayapura": "Asia/Jayapura"}


def office(name: str, zone: str = "Asia/Jakarta") -> Office:
    return Office(pk=sum(name.encode()), name=name, zone=zone)


def weekdays(_office: Office, on: date) -> bool:
    return on.weekday() < 5


def proposed(*expected: tuple[Office, int], rate: int = 100, first: datetime = FIRST) -> list[Proposal]:
    return staggering.propose_moments(expected, first=first, people_per_minute=rate, works_on=weekdays)


def test_an_office_opens_when_the_crowd_before_it_has_been_let_in() -> None:
    found = proposed((office("Bogor"), 1000), (office("Depok"), 3000))
    assert [(one.office.name, one.opens_at - FIRST) for one in found] == [
        ("Depok", timedelta()),
        ("Bogor", timedelta(minutes=30)),
    ]
    assert found[0].busy_until - FIRST == timedelta(minutes=30)


def test_small_crowds_share_a_mark() -> None:
    found = proposed(*[(office(name), 200) for name in ("Agam", "Belawan", "Cilegon")])
    assert [one.opens_at - FIRST for one in found] == [timedelta(), timedelta(), timedelta(minutes=5)]


def test_the_hours_are_those_of_the_office() -> None:
    early = FIRST - timedelta(hours=2)
    found = proposed(*[(office(name, zone), 400) for name, zone in ZONES.items()], first=early)
    assert [(one.office.name, one.opens_at) for one in found] == [
        ("Jayapura", FIRST - timedelta(hours=2)),
        ("Denpasar", FIRST - timedelta(hours=1)),
        ("Jakarta", FIRST),
    ]


def test_a_crowd_that_would_not_be_done_today_waits_for_the_next_working_day() -> None:
    late = FIRST + timedelta(hours=5, minutes=50)
    found = proposed((office("Bogor"), 1000), (office("Depok"), 3000), first=late)
    assert found[0].opens_at == late
    assert found[1].opens_at == FIRST + timedelta(days=3)


def test_what_no_day_is_long_enough_for_begins_with_one() -> None:
    (found,) = proposed((office("Jakarta Selatan"), 60_000), first=FIRST + timedelta(minutes=5))
    assert found.opens_at == FIRST + timedelta(days=3)


def test_an_office_that_never_works_is_named() -> None:
    with pytest.raises(staggering.NoRoom) as refused:
        staggering.propose_moments(
            [(office("Bogor"), 5)], first=FIRST, people_per_minute=10, works_on=lambda _office, _on: False
        )
    assert refused.value.office.name == "Bogor"


crowds = st.lists(st.tuples(st.sampled_from(sorted(ZONES)), st.integers(0, 4000)), max_size=25)


@given(crowds=crowds, rate=st.integers(1, 500), minutes=st.integers(0, 20_000))
def test_no_crowd_meets_another_and_all_open_within_working_hours(
    crowds: list[tuple[str, int]], rate: int, minutes: int
) -> None:
    expected = [(office(f"{city} {number}", ZONES[city]), people) for number, (city, people) in enumerate(crowds)]
    first = FIRST + timedelta(minutes=minutes)
    found = proposed(*expected, rate=rate, first=first)
    assert sorted(one.office.name for one in found) == sorted(one.name for one, _ in expected)
    assert found == proposed(*reversed(expected), rate=rate, first=first)
    at_marks: dict[datetime, int] = {}
    for one in found:
        local = one.opens_at.astimezone(one.office.zoneinfo)
        assert time(9) <= local.time() < time(15)
        assert local.weekday() < 5
        assert one.opens_at >= first
        at_marks[one.opens_at] = at_marks.get(one.opens_at, 0) + one.people
    marks = sorted(at_marks)
    for mark, following in pairwise(marks):
        assert mark + timedelta(minutes=ceil(at_marks[mark] / rate)) <= following
