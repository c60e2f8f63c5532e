"""An office's day, in UTC."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from mpaspor.offices.models import Office


def bounds(office: Office, on: date) -> tuple[datetime, datetime]:
    """The first and the last moment of the office's own day."""
    first = datetime.combine(on, time.min, office.zoneinfo)
    following = datetime.combine(on + timedelta(days=1), time.min, office.zoneinfo)
    return first, following - timedelta(microseconds=1)
