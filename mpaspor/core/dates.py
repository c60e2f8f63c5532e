"""Days, hours and spans as people read them, in Indonesian and English.

Pure: a `datetime` is UTC-aware and told in the office's zone, named every time, for the country has three.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

CAPITAL = "Asia/Jakarta"
_EN_DASH = "\u2013"
_ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_SHORT_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def weekday(value: date | datetime, zone: str | None = None, language: str = "id") -> str:
    """As "Jumat"."""
    return _DAYS[_known(language)][_date(value, zone).weekday()]


def month_name(number: int, language: str = "id") -> str:
    """`1` -> "Januari"."""
    return _MONTHS[_known(language)][number - 1]


def month(value: date | datetime, zone: str | None = None, language: str = "id") -> str:
    """As "Januari 2026"."""
    on = _date(value, zone)
    return f"{month_name(on.month, language)} {on.year}"


def day(value: date | datetime, zone: str | None = None, language: str = "id") -> str:
    """As "Jumat 2 Januari 2026"; a datetime needs the zone whose calendar counts."""
    return f"{weekday(value, zone, language)} {plain_day(value, zone, language)}"


def plain_day(value: date | datetime, zone: str | None = None, language: str = "id") -> str:
    """As "2 Januari 2026", for birth and expiry dates."""
    on = _date(value, zone)
    return f"{on.day} {month(on, None, language)}"


def day_short(value: date | datetime, zone: str | None = None, language: str = "id") -> str:
    """As "Jum 2 Jan", for tables and calendars only."""
    on = _date(value, zone)
    return f"{weekday(on, None, language)[:3]} {_short(on, language)}"


def hour(value: datetime, zone: str, language: str = "id") -> str:
    """As "09.00 WITA"; in English "09:00 WITA (UTC+8)", for a foreigner does not know the three zones."""
    return f"{clock_hour(value, zone, language)} {zone_told(value, zone, language)}"


def clock_hour(value: datetime, zone: str, language: str = "id") -> str:
    """As "09.00", where the zone stands beside it already."""
    return _local(value, zone).strftime("%H.%M" if _known(language) == "id" else "%H:%M")


def hours(start: datetime, end: datetime, zone: str, language: str = "id") -> str:
    """As "09.00-10.00" with an en dash."""
    return f"{clock_hour(start, zone, language)}{_EN_DASH}{clock_hour(end, zone, language)}"


def moment(value: datetime, zone: str, language: str = "id") -> str:
    """As "Jumat 2 Januari 2026, 09.00 WITA"."""
    return f"{day(value, zone, language)}, {hour(value, zone, language)}"


def moment_at_both(value: datetime, zone: str, language: str = "id") -> str:
    """The moment where it happens, and in the capital's hours, which are announced to the whole country.

    As "Jumat 2 Januari 2026, 09.00 WITA (08.00 WIB)"; where both are the same, once.
    """
    here, capital = moment(value, zone, language), in_the_capital(value, zone, language)
    if not capital:
        return here
    # The English hour has brackets of its own.
    return f"{here} ({capital})" if _known(language) == "id" else f"{here}, {capital}"


def in_the_capital(value: datetime, zone: str, language: str = "id") -> str:
    """As "08.00 WIB", with the weekday where the capital has another; empty where its clocks show the same."""
    if zone_name(zone) == zone_name(CAPITAL):
        return ""
    told = f"{clock_hour(value, CAPITAL, language)} {zone_name(CAPITAL)}"
    other_day = _local(value, zone).date() != _local(value, CAPITAL).date()
    return f"{weekday(value, CAPITAL, language)} {told}" if other_day else told


def zone_name(zone: str) -> str:
    """Name "Asia/Makassar" as "WITA". A zone outside the country keeps its own name."""
    return _ZONES.get(zone, zone)


def zone_told(value: datetime, zone: str, language: str) -> str:
    """Say the zone as "WITA"; in English "WITA (UTC+8)", as it is at that moment."""
    name = zone_name(zone)
    if _known(language) == "id":
        return name
    offset_now = _local(value, zone).utcoffset() or timedelta()
    minutes = int(offset_now.total_seconds()) // 60
    whole, part = divmod(abs(minutes), 60)
    offset = f"{'-' if minutes < 0 else '+'}{whole}" + (f":{part:02}" if part else "")
    return f"{name} (UTC{offset})"


def remaining(seconds: float, language: str = "id") -> str:
    """Say how long is left: "1 jam 22 menit". Never seconds; below a minute "kurang dari 1 menit"."""
    left = max(0, int(seconds))
    indonesian = _known(language) == "id"
    if left < _MINUTE:
        return "kurang dari 1 menit" if indonesian else "less than 1 minute"
    units = (
        (left // _DAY, "hari" if indonesian else "day"),
        (left % _DAY // _HOUR, "jam" if indonesian else "hour"),
        (left % _HOUR // _MINUTE, "menit" if indonesian else "minute"),
    )
    told = [_counted(count, word, indonesian=indonesian) for count, word in units if count]
    return " ".join(told[:2])


def span(first: date, last: date, language: str = "id") -> str:
    """As "15-19 Des 2025" with an en dash, or "29 Des 2025-2 Jan 2026"; one day stands alone."""
    if first == last:
        return f"{_short(last, language)} {last.year}"
    if first.year != last.year:
        return f"{_short(first, language)} {first.year}{_EN_DASH}{_short(last, language)} {last.year}"
    start = str(first.day) if first.month == last.month else _short(first, language)
    return f"{start}{_EN_DASH}{_short(last, language)} {last.year}"


def _counted(count: int, word: str, *, indonesian: bool) -> str:
    return f"{count} {word}" if indonesian or count == 1 else f"{count} {word}s"


def _short(on: date, language: str) -> str:
    return f"{on.day} {_SHORT_MONTHS[_known(language)][on.month - 1]}"


def _date(value: date | datetime, zone: str | None) -> date:
    if not isinstance(value, datetime):
        return value
    if zone is None:
        message = "a moment has no day until a zone is named"
        raise ValueError(message)
    return _local(value, zone).date()


def _local(value: datetime, zone: str) -> datetime:
    if value.tzinfo is None:
        message = f"a moment without a zone: {value!r}"
        raise ValueError(message)
    return value.astimezone(_zone(zone))


@lru_cache(maxsize=16)
def _zone(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)


def _known(language: str) -> str:
    return "id" if language.lower().startswith("id") else "en"
