"""Once a second, and when places are told to have changed, memory is made true: the same few statements always."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from time import monotonic

import psycopg

from mpaspor.core import clock
from mpaspor.web.opening import facts
from mpaspor.web.opening.board import Board, Line
from mpaspor.web.opening.database import Link
from mpaspor.web.opening.gate import Keeper
from mpaspor.web.opening.lanes import Lanes
from mpaspor.web.opening.memory import Memory

CHANNEL = "places"
# Told when releases were announced or changed: they are read at once.
NEWS = "releases"
_BEAT, _LEAST = 1.0, 0.25
_FACTS_SECONDS = 30.0
_LIVE = """
SELECT release_id, id, CASE WHEN closed THEN 0 ELSE capacity - taken - kept END, taken
  FROM appointments_slot WHERE release_id = ANY(%s::bigint[])
"""

log = logging.getLogger(__name__)


class Pulse:
    """Keeps the board true, the rounds remembered and the gate moving, over one connection."""

    def __init__(self, board: Board, desk: Lanes, link: Link, node: str) -> None:
        self._board = board
        self._link = link
        self._memory = Memory(link, node)
        self._keeper = Keeper(link, desk)
        self._connection: psycopg.AsyncConnection | None = None
        self._facts_at = -_FACTS_SECONDS
        self._changed = False
        self.answers = False

    def changed(self) -> None:
        """Places went: other nodes are told with the next beat."""
        self._changed = True

    def touched(self, line: Line, number: int) -> None:
        """Somebody new came in a round."""
        self._memory.touched(line.id, number)

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            began = monotonic()
            try:
                await self._beat()
                self.answers = True
                await self._listen(_BEAT - (monotonic() - began))
                await asyncio.sleep(max(0.0, _LEAST - (monotonic() - began)))
            except Exception as problem:  # noqa: BLE001 - whatever it is, the next beat may do; pages are told from memory
                if self.answers:
                    log.warning("memory is not kept true: %r", problem)
                self.answers = False
                await self._link.close()
                await asyncio.sleep(_BEAT)

    async def _beat(self) -> None:
        connection = await self._link.connection()
        if connection is not self._connection:
            await self._begin(connection)
        at = clock.now()
        if monotonic() - self._facts_at >= _FACTS_SECONDS:
            await self._learn(at)
        lines = self._board.near(at.timestamp())
        if lines:
            await self._read_places(lines, at.timestamp())
            await self._memory.remember(lines)
            for line in lines:
                line.rounds.settle(at.timestamp())
            await self._keeper.turn(lines, at)
        if self._changed:
            self._changed = False
            await self._link.rows("SELECT pg_notify(%s, '')", [CHANNEL])

    async def _learn(self, at: datetime) -> None:
        self._facts_at = monotonic()
        try:
            self._board.learn(await asyncio.to_thread(facts.read, at))
        except Exception:
            self._facts_at = -_FACTS_SECONDS
            raise
        if self._keeper.turns:
            await self._memory.clear(at - facts.REMEMBERED)

    async def _begin(self, connection: psycopg.AsyncConnection) -> None:
        """Listen; and whatever was told before is asked anew."""
        self._connection = connection
        self._facts_at = -_FACTS_SECONDS
        self._keeper.forget()
        self._memory.forget()
        for channel in (CHANNEL, NEWS, self._memory.CHANNEL):
            await self._link.rows(f"LISTEN {channel}")

    def _hear(self, told: psycopg.Notify) -> None:
        if told.channel == NEWS:
            self._facts_at = -_FACTS_SECONDS
        elif told.channel == self._memory.CHANNEL:
            self._memory.hear(told.payload)

    async def _listen(self, seconds: float) -> None:
        """Wait until somebody tells of something, at most so long."""
        connection = await self._link.connection()
        async for told in connection.notifies(timeout=max(0.0, seconds), stop_after=1):
            self._hear(told)

    async def _read_places(self, lines: list[Line], at: float) -> None:
        rows = await self._link.rows(_LIVE, [[line.id for line in lines]])
        known = {line.id: line for line in lines}
        for release, slot, free, taken in rows:
            hour = known[release].hours.get(slot)
            if hour is not None:
                hour.free, hour.taken = max(0, free), taken
        for line in lines:
            line.read_at = at
            line.count()
