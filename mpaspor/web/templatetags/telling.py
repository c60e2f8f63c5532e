"""Money, days and hours in the reader's language: `{{ bill.amount|rupiah }}`, `{{ slot.starts_at|hour:office }}`.

A zone is an IANA name or anything that has `.zone`. What is missing stays empty.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django import template
from django.utils.translation import get_language

from mpaspor.core import clock as clocks
from mpaspor.core import dates, money

register = template.Library()


def language() -> str:
    return get_language() or "id"


def zone_of(place: object) -> str:
    return str(getattr(place, "zone", place))


@register.filter
def rupiah(amount: int | None) -> str:
    """Rp2.550.000; in English Rp2,550,000."""
    return "" if amount is None else money.rupiah(amount, language())


@register.filter
def figure(amount: int | None) -> str:
    """1.284; in English 1,284."""
    return "" if amount is None else money.figures(amount, language())


@register.filter
def in_words(amount: int | None) -> str:
    """The amount as a receipt tells it: dua juta lima ratus lima puluh ribu rupiah."""
    return "" if amount is None else money.in_words(amount, language())


@register.filter
def day(value: date | datetime | None, place: object = None) -> str:
    """Jumat 2 Januari 2026. A moment needs the place whose calendar counts."""
    return dates.day(value, zone_of(place) if place else None, language()) if value else ""


@register.filter
def plain_day(value: date | datetime | None, place: object = None) -> str:
    """2 Januari 2026, for birth and expiry."""
    return dates.plain_day(value, zone_of(place) if place else None, language()) if value else ""


@register.filter
def day_short(value: date | datetime | None, place: object = None) -> str:
    """Jum 2 Jan, for tables and calendars only."""
    return dates.day_short(value, zone_of(place) if place else None, language()) if value else ""


@register.filter
def hour(value: datetime | None, place: object) -> str:
    """09.00 WITA; in English 09:00 WITA (UTC+8)."""
    return dates.hour(value, zone_of(place), language()) if value else ""


@register.filter
def clock(value: datetime | None, place: object) -> str:
    """09.00, where the zone stands beside it already."""
    return dates.clock_hour(value, zone_of(place), language()) if value else ""


@register.filter
def moment(value: datetime | None, place: object) -> str:
    """Jumat 2 Januari 2026, 09.00 WITA."""
    return dates.moment(value, zone_of(place), language()) if value else ""


@register.filter
def both_clocks(value: datetime | None, place: object) -> str:
    """Jumat 2 Januari 2026, 09.00 WITA (08.00 WIB)."""
    return dates.moment_at_both(value, zone_of(place), language()) if value else ""


@register.filter
def wall_clock(value: time) -> str:
    """09.00, as the clock on the office's wall shows it."""
    return value.strftime("%H.%M" if language() == "id" else "%H:%M")


@register.filter
def zone_word(zone: str) -> str:
    """Asia/Makassar → WITA."""
    return dates.zone_name(zone)


@register.filter
def zone_told(place: object) -> str:
    """WITA; in English WITA (UTC+8)."""
    return dates.zone_told(clocks.now(), zone_of(place), language())


@register.filter
def month_word(number: int) -> str:
    """1 → Januari."""
    return dates.month_name(number, language())


@register.filter
def remaining(until: datetime, now: datetime | None = None) -> str:
    """1 jam 22 menit."""
    return dates.remaining((until - (now or clocks.now())).total_seconds(), language())


@register.simple_tag
def hours(start: datetime, end: datetime, place: object) -> str:
    """`{% hours slot.starts_at slot.ends_at office %}`: 09.00–10.00."""
    return dates.hours(start, end, zone_of(place), language())


@register.simple_tag
def span(first: date, last: date) -> str:
    """`{% span first last %}`: 15–19 Des 2025."""
    return dates.span(first, last, language())


@register.simple_tag
def now_hour(place: object) -> str:
    """The hour now, for the desk's bar."""
    return dates.hour(clocks.now(), zone_of(place), language())


@register.filter
def threes(code: str) -> str:
    """820251205417306 → 820 251 205 417 306."""
    return " ".join(code[start : start + 3] for start in range(0, len(code), 3))


@register.filter
def first_name(person: object) -> str:
    """Ratna Wulandari → Ratna."""
    return str(person).split(" ", maxsplit=1)[0].split("@", maxsplit=1)[0]
