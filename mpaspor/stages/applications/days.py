"""Whose calendar counts."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from mpaspor.stages.applications.models import Application

# Before an office is chosen, the day is that of the capital: national rules are announced in its time.
CAPITAL = ZoneInfo("Asia/Jakarta")


def local_day(application: Application, at: datetime) -> date:
    """The calendar day at the office chosen, or in the capital before one is."""
    return at.astimezone(application.office.zoneinfo if application.office else CAPITAL).date()
