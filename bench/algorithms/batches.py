"""Our way: whoever asks while a transaction is in flight is booked by the next one."""

from __future__ import annotations

import asyncio
from collections import deque

import psycopg

from bench import places
from bench.places import Wish

MOST = 256


class Batches:
    """One connection, one transaction at a time, and those who wait for the next."""

    def __init__(self, db: psycopg.AsyncConnection) -> None:
        self._db = db
        self._waiting: deque[tuple[Wish, asyncio.Future[str]]] = deque()
        self._works: asyncio.Task[None] | None = None

    async def give(self, slot: int, person: int, key: str) -> str:
        """The outcome; the same person with the same key has the same place."""
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append((Wish(0, slot, person, person, key), answer))
        if self._works is None or self._works.done():
            self._works = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            arrays = places.arrays(
                Wish(number, wish.slot, wish.file, wish.person, wish.key) for number, (wish, _) in enumerate(batch)
            )
            rows = await (await self._db.execute(places.BOOK, arrays)).fetchall()
            for ask, outcome in rows:
                batch[ask][1].set_result(outcome)
