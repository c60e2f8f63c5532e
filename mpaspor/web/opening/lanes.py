"""Several desks beside each other: hours that have nothing to do with each other do not wait for each other.

An hour always has the same desk, so that its asks are served in the order in which they came.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from mpaspor.web.opening.database import Link
from mpaspor.web.opening.holding import LONGEST_QUEUE, Answer, Ask, Desk

# More of them only share the same processors: the database's work for a place is most of what a place costs.
LANES = 2


class Lanes:
    """A desk for each link."""

    def __init__(self, links: Sequence[Link], *, longest: int = LONGEST_QUEUE) -> None:
        self._desks = [Desk(link, longest=longest // len(links)) for link in links]

    @property
    def queue(self) -> int:
        return sum(desk.queue for desk in self._desks)

    @property
    def refused(self) -> int:
        return sum(desk.refused for desk in self._desks)

    async def hold(self, ask: Ask) -> Answer:
        """At the desk of the hour. Raises `Busy`, `Away`."""
        return await self._desks[ask.slot % len(self._desks)].hold(ask)

    async def serve(self, held: Callable[[int, int], None]) -> None:
        """Serve until cancelled."""
        await asyncio.gather(*(desk.serve(held) for desk in self._desks))
