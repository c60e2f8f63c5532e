"""How often somebody may ask what costs an outside system a call. Kept in the shared cache: on every node alike."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.core.cache import cache


class Pace(NamedTuple):
    """So many tickets in all; each comes back when its span is over."""

    name: str
    most: int
    span: timedelta

    def take(self, whose: int) -> bool:
        """Take a ticket; false when none is left. Two at the same moment never take the same one."""
        tickets = [f"pace:{self.name}:{whose}:{number}" for number in range(self.most)]
        gone = cache.get_many(tickets)
        seconds = self.span.total_seconds()
        return any(cache.add(ticket, 1, seconds) for ticket in tickets if ticket not in gone)
