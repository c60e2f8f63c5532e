"""The chain by itself: what a line is as text, and that everybody who knows it computes the same."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone

from mpaspor.stages.appointments.ledger import chain
from mpaspor.stages.appointments.ledger.chain import Head, Line

AT = datetime(2026, 1, 2, 1, 0, 0, 5, tzinfo=UTC)
LINE = Line(AT, 7, 41, "held", 1, "00ff00ff00ff00ff")


def test_a_line_is_told_with_its_number_and_the_sign_of_what_it_changed() -> None:
    assert chain.text(12, LINE) == "12,2026-01-02T01:00:00.000005Z,7,41,held,+1,00ff00ff00ff00ff"
    assert chain.text(1, Line(AT, 7, 41, "released", -1, "x")).split(",")[5] == "-1"
    assert chain.text(1, Line(AT, 7, 41, "confirmed", 0, "x")).split(",")[5] == "0"


def test_the_hour_is_told_alike_whatever_zone_it_came_in() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=9)))
    assert chain.text(1, Line(elsewhere, 7, 41, "held", 1, "x")) == chain.text(1, Line(AT, 7, 41, "held", 1, "x"))


def test_each_hash_is_that_of_the_hash_before_a_comma_and_the_line() -> None:
    first, told = Head().follow(LINE)
    assert first.hash == hashlib.sha256(("0" * 64 + "," + told).encode()).hexdigest()
    second, told = first.follow(LINE)
    assert told.startswith("2,")
    assert second == Head(2, hashlib.sha256(f"{first.hash},{told}".encode()).hexdigest())


def test_a_day_begins_at_midnight_in_jakarta() -> None:
    late = datetime(2026, 1, 2, 16, 59, tzinfo=UTC)
    assert chain.day(Line(late, 1, 1, "held", 1, "")) == date(2026, 1, 2)
    assert chain.day(Line(late + timedelta(minutes=1), 1, 1, "held", 1, "")) == date(2026, 1, 3)
