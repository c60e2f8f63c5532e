"""The minutes of a bill, all from policy: when it is asked about, and how far its end and its places can move."""

from __future__ import annotations

from datetime import datetime, timedelta

from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.appointments import rules
from mpaspor.stages.appointments.models import Slot


def next_question(office: Office, expires_at: datetime, at: datetime) -> datetime | None:
    """When the treasury is asked next about a bill that ends then; None once it was asked for the last time."""
    minutes = policy.value("billing.ask_minutes", on=rules.today(office, at), office_id=office.pk)
    moments = sorted(expires_at + timedelta(minutes=minute) for minute in minutes)
    return next((moment for moment in moments if moment > at), None)


def again_ends(slot: Slot, at: datetime) -> datetime:
    """The end of a new bill made in the grace."""
    return _later(slot, at, "billing.again_minutes")


def grace_ends(slot: Slot, at: datetime) -> datetime:
    """Until when places wait whose bill lapsed now."""
    return _later(slot, at, "billing.grace_minutes")


def moved_end(slot: Slot, end: datetime) -> datetime:
    """The next end of a bill while a payment is on its way."""
    return _later(slot, end, "billing.in_flight_minutes")


def may_move(slot: Slot, times: int, at: datetime) -> bool:
    """Whether the end of a bill that was moved so often may be moved once more."""
    return times < policy.number("billing.in_flight_times", on=rules.today(slot.office, at), office_id=slot.office_id)


def _later(slot: Slot, at: datetime, key: str) -> datetime:
    """So many minutes later, but never past the hour itself."""
    minutes = policy.number(key, on=rules.today(slot.office, at), office_id=slot.office_id)
    return rules.hold_ends(slot, at, until=at + timedelta(minutes=minutes))
