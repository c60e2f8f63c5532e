"""What nodes tell each other of who came, and what outlives them: the sketches of the rounds, a row for each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from mpaspor.stages.appointments.line.sketches import Sketch
from mpaspor.web.opening.board import Line
from mpaspor.web.opening.database import Link

_EVERY = 1.5
_KEEP = """
INSERT INTO appointments_gateround (release_id, number, node, sketch)
SELECT release, number, %s, sketch
  FROM unnest(%s::bigint[], %s::integer[], %s::bytea[]) AS came(release, number, sketch) ORDER BY release, number
ON CONFLICT (release_id, number, node) DO UPDATE SET sketch = EXCLUDED.sketch
"""
_READ = "SELECT release_id, number, sketch FROM appointments_gateround WHERE release_id = ANY(%s::bigint[])"
_FORGET = """
DELETE FROM appointments_gateround USING appointments_release AS release
 WHERE release.id = release_id AND release.line_until < %s::timestamptz
"""
_READ_SOME = f"{_READ} AND number = ANY(%s::integer[])"


class Memory:
    """The sketches of one node in the database."""

    CHANNEL = "line_rounds"

    def __init__(self, link: Link, node: str) -> None:
        self._link = link
        self._node = node
        self._mine: set[tuple[int, int]] = set()
        self._told: set[tuple[int, int]] = set()
        self._read: set[int] = set()
        self._kept_at = 0.0

    def touched(self, release: int, number: int) -> None:
        self._mine.add((release, number))

    def forget(self) -> None:
        """The connection is new: whatever was told meanwhile was not heard."""
        self._read.clear()

    def hear(self, payload: str) -> None:
        """Another node kept a sketch."""
        release, number, node = payload.split(" ", 2)
        if node != self._node:
            self._told.add((int(release), int(number)))

    async def remember(self, lines: Sequence[Line]) -> None:
        """Read what others kept, keep what came here."""
        unread = [line for line in lines if line.id not in self._read]
        if unread:
            self._lay_over(unread, await self._link.rows(_READ, [[line.id for line in unread]]))
            self._read |= {line.id for line in unread}
        if self._told:
            told, self._told = self._told, set()
            rows = await self._link.rows(_READ_SOME, [[one for one, _ in told], [number for _, number in told]])
            self._lay_over(lines, rows)
        if self._mine and monotonic() - self._kept_at >= _EVERY:
            await self._keep({line.id: line for line in lines})

    async def clear(self, before: datetime) -> None:
        """Nobody asks who stood in a line that was over by then."""
        await self._link.rows(_FORGET, [before])

    def _lay_over(self, lines: Sequence[Line], rows: Sequence[tuple[int, int, bytes]]) -> None:
        known = {line.id: line for line in lines}
        for release, number, stored in rows:
            if release in known:
                known[release].rounds.lay_over(number, Sketch.unpack(stored))

    async def _keep(self, lines: dict[int, Line]) -> None:
        mine = sorted(pair for pair in self._mine if pair[0] in lines)
        sketches = [lines[release].rounds.sketches[number] for release, number in mine]
        self._mine.clear()
        try:
            packed = await asyncio.to_thread(lambda: [sketch.pack() for sketch in sketches])
            columns = [[release for release, _ in mine], [number for _, number in mine], packed]
            await self._link.rows(_KEEP, [self._node, *columns])
            told = [f"{release} {number} {self._node}" for release, number in mine]
            await self._link.rows("SELECT pg_notify(%s, told) FROM unnest(%s::text[]) AS told", [self.CHANNEL, told])
        except BaseException:
            self._mine |= set(mine)
            raise
        self._kept_at = monotonic()
