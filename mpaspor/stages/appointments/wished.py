"""What the wishes of a draw say of an hour."""

from __future__ import annotations

from mpaspor.stages.appointments.models import DrawWish, Slot


def fits(wish: DrawWish, slot: Slot) -> bool:
    """Whether the slot (its office loaded) is what was wished: the office, the day and the hour, or any of them."""
    begins = slot.starts_at.astimezone(slot.office.zoneinfo)
    return wish.office_id == slot.office_id and wish.on in {None, begins.date()} and wish.hour in {None, begins.time()}
