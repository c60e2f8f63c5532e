from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mpaspor.core import dates

NINE_IN_DENPASAR = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)
TEN_IN_DENPASAR = datetime(2026, 1, 2, 2, 0, tzinfo=UTC)
DENPASAR = "Asia/Makassar"


def test_a_day_is_told_with_its_weekday() -> None:
    assert dates.day(date(2026, 1, 2)) == "Jumat 2 Januari 2026"
    assert dates.day(date(2026, 1, 2), language="en") == "Friday 2 January 2026"
    assert dates.day(date(2026, 3, 1)) == "Minggu 1 Maret 2026"


def test_a_moment_belongs_to_the_day_of_its_zone() -> None:
    late = datetime(2026, 1, 2, 16, 30, tzinfo=UTC)
    assert dates.day(late, "Asia/Jakarta") == "Jumat 2 Januari 2026"
    assert dates.day(late, DENPASAR) == "Sabtu 3 Januari 2026"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        dates.day(NINE_IN_DENPASAR)
    with pytest.raises(ValueError, match="zone"):
        dates.hour(datetime(2026, 1, 2, 9, 0), DENPASAR)  # noqa: DTZ001 the mistake is the point


def test_shorter_forms() -> None:
    assert dates.plain_day(date(2026, 1, 2)) == "2 Januari 2026"
    assert dates.day_short(date(2026, 1, 2)) == "Jum 2 Jan"
    assert dates.day_short(date(2025, 8, 18), language="en") == "Mon 18 Aug"
    assert dates.weekday(NINE_IN_DENPASAR, DENPASAR) == "Jumat"
    assert dates.month(date(2026, 12, 2)) == "Desember 2026"
    assert dates.month_name(8) == "Agustus"


def test_an_hour_names_its_zone_and_for_foreigners_the_offset() -> None:
    assert dates.hour(NINE_IN_DENPASAR, DENPASAR) == "09.00 WITA"
    assert dates.hour(NINE_IN_DENPASAR, DENPASAR, "en") == "09:00 WITA (UTC+8)"
    assert dates.hour(NINE_IN_DENPASAR, "Asia/Jayapura") == "10.00 WIT"
    assert dates.hour(NINE_IN_DENPASAR, "Asia/Kolkata", "en") == "06:30 Asia/Kolkata (UTC+5:30)"
    assert dates.hour(NINE_IN_DENPASAR, "America/New_York", "en") == "20:00 America/New_York (UTC-5)"


def test_a_window_and_a_moment() -> None:
    assert dates.hours(NINE_IN_DENPASAR, TEN_IN_DENPASAR, DENPASAR) == "09.00\u201310.00"
    assert dates.hours(NINE_IN_DENPASAR, TEN_IN_DENPASAR, DENPASAR, "en") == "09:00\u201310:00"
    assert dates.moment(NINE_IN_DENPASAR, DENPASAR) == "Jumat 2 Januari 2026, 09.00 WITA"
    assert dates.moment(NINE_IN_DENPASAR, DENPASAR, "en") == "Friday 2 January 2026, 09:00 WITA (UTC+8)"


def test_a_moment_is_told_in_the_capitals_hours_too_and_on_its_day() -> None:
    past_midnight = datetime(2026, 1, 2, 15, 30, tzinfo=UTC)
    assert dates.moment_at_both(NINE_IN_DENPASAR, DENPASAR) == "Jumat 2 Januari 2026, 09.00 WITA (08.00 WIB)"
    assert dates.moment_at_both(past_midnight, "Asia/Jayapura") == "Sabtu 3 Januari 2026, 00.30 WIT (Jumat 22.30 WIB)"
    assert dates.moment_at_both(past_midnight, "Asia/Jayapura", "en") == (
        "Saturday 3 January 2026, 00:30 WIT (UTC+9), Friday 22:30 WIB"
    )
    assert dates.in_the_capital(NINE_IN_DENPASAR, "Asia/Pontianak") == ""


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Asia/Jakarta", "WIB"),
        ("Asia/Pontianak", "WIB"),
        ("Asia/Makassar", "WITA"),
        ("Asia/Jayapura", "WIT"),
        ("Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_the_three_zones_of_the_country(zone: str, name: str) -> None:
    assert dates.zone_name(zone) == name


@pytest.mark.parametrize(
    ("seconds", "indonesian", "english"),
    [
        (4925, "1 jam 22 menit", "1 hour 22 minutes"),
        (7200, "2 jam", "2 hours"),
        (600, "10 menit", "10 minutes"),
        (59, "kurang dari 1 menit", "less than 1 minute"),
        (-5, "kurang dari 1 menit", "less than 1 minute"),
        (90_061, "1 hari 1 jam", "1 day 1 hour"),
    ],
)
def test_what_remains_is_told_without_seconds(seconds: float, indonesian: str, english: str) -> None:
    assert dates.remaining(seconds) == indonesian
    assert dates.remaining(seconds, "en") == english


def test_a_span_repeats_nothing() -> None:
    assert dates.span(date(2025, 12, 15), date(2025, 12, 19)) == "15\u201319 Des 2025"
    assert dates.span(date(2025, 11, 28), date(2025, 12, 2), "en") == "28 Nov\u20132 Dec 2025"
    assert dates.span(date(2025, 12, 29), date(2026, 1, 2)) == "29 Des 2025\u20132 Jan 2026"
    assert dates.span(date(2025, 12, 15), date(2025, 12, 15)) == "15 Des 2025"
