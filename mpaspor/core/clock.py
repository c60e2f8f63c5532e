"""The one reader of the clock. Everyone else is told the time with `at=`."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def seconds() -> float:
    """The present moment in Unix seconds, for those who are asked thousands of times a second."""
    return time.time()


def today(zone: str) -> date:
    """The calendar day now in `zone`, an IANA name such as "Asia/Makassar"."""
    return now().astimezone(ZoneInfo(zone)).date()
