"""Moments as the standard writes them: ISO 8601 with an offset, with or without fractions of a second."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Jakarta")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


class NoMoment(Exception):
    """The text is no moment with its offset; the message is the text."""


def read(text: str) -> datetime:
    """The moment in UTC. Raises `NoMoment`."""
    if not _MOMENT.fullmatch(text):
        raise NoMoment(text)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NoMoment(text) from error


def write(at: datetime) -> str:
    """To the second, in the banks' zone: "2026-01-08T09:00:00+07:00"."""
    return at.astimezone(ZONE).isoformat(timespec="seconds")


def day(at: datetime) -> date:
    """The banks' calendar day, within which an X-EXTERNAL-ID is unique."""
    return at.astimezone(ZONE).date()


def are_near(one: datetime, other: datetime, *, seconds: float) -> bool:
    """Whether two clocks agree well enough."""
    return abs((one - other).total_seconds()) <= seconds
