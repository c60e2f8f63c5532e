"""Calendars other programs subscribe to (RFC 5545), with moments in UTC: no zone has to be described.

An event's `uid` stays the same for ever, so that a program that reads the calendar again moves the event it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

PRODUCT = "-//M-Paspor//Jadwal pembukaan//ID"
LINE_OCTETS = 75
CONTENT_TYPE = "text/calendar; charset=utf-8"
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens; `stamped_at` is when it was announced, so that nothing changes while it does not."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    summary: str
    description: str = ""
    url: str = ""
    location: str = ""


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """The whole file: lines of at most 75 octets, each ended by CRLF."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        *(line for event in events for line in _lines(event)),
        "END:VCALENDAR",
    ]  # fmt: skip
    return b"".join(folded(line) + b"\r\n" for line in lines)


def escaped(text: str) -> str:
    """A text as a value: what separates values is marked, what no text may hold is left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_ESCAPED.get(char, char) for char in plain if char == "\n" or char.isprintable())


def folded(line: str) -> bytes:
    """A long line broken before its 76th octet, never inside a character; each further part begins with a space."""
    parts, part = [], b""
    for char in line:
        octets = char.encode()
        if len(part) + len(octets) > LINE_OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part])


def _lines(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{_utc(event.stamped_at)}"
    yield f"DTSTART:{_utc(event.starts_at)}"
    yield f"DTEND:{_utc(event.ends_at)}"
    yield f"SUMMARY:{escaped(event.summary)}"
    for name, text in (("DESCRIPTION", event.description), ("LOCATION", event.location)):
        if text:
            yield f"{name}:{escaped(text)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
