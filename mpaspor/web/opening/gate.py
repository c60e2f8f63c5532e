"""The gate of each line: one node turns it, all read it. How far it has come only grows."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from mpaspor.stages.appointments.line import pace
from mpaspor.stages.appointments.line.pace import Seen
from mpaspor.web.opening.board import Line
from mpaspor.web.opening.database import Link
from mpaspor.web.opening.lanes import Lanes

# The number of the lock under which one node at a time turns the gates.
_LOCK = 0x6C696E65
_MINE = "SELECT pg_try_advisory_lock(%s)"
_READ = "SELECT release_id, admitted, per_second FROM appointments_gate WHERE release_id = ANY(%s::bigint[])"
_WRITE = """
INSERT INTO appointments_gate AS gate (release_id, admitted, per_second, at)
SELECT release, admitted, per_second, %s
  FROM unnest(%s::bigint[], %s::bigint[], %s::float8[]) AS now(release, admitted, per_second) ORDER BY release
ON CONFLICT (release_id) DO UPDATE SET admitted = greatest(gate.admitted, EXCLUDED.admitted),
  per_second = EXCLUDED.per_second, at = EXCLUDED.at
RETURNING release_id, admitted, per_second
"""


class _Moment(NamedTuple):
    at: float
    admitted: int
    taken: int


class _Turning:
    """One gate while this node turns it."""

    def __init__(self) -> None:
        self.rate = pace.FIRST
        self.owed = 0.0
        self.past: deque[_Moment] = deque()


class Keeper:
    """Turns the gates if no other node does, and reads them in any case."""

    def __init__(self, link: Link, desk: Lanes) -> None:
        self._link = link
        self._desk = desk
        self.turns = False
        self._gates: dict[int, _Turning] = {}
        self._refused = 0

    def forget(self) -> None:
        """The connection is new, and with the old one went the lock."""
        self.turns = False
        self._gates.clear()

    async def turn(self, lines: Sequence[Line], at: datetime) -> None:
        """Admit those who can be served in the next second, and learn how far every gate has come."""
        if not self.turns:
            self.turns = (await self._link.rows(_MINE, [_LOCK]))[0][0]
        rows = await self._link.rows(_READ, [[line.id for line in lines]]) if not self._gates else []
        self._learn(lines, rows)
        if self.turns:
            refused = self._desk.refused - self._refused
            self._refused = self._desk.refused
            turned = [line for line in lines if line.is_open(at.timestamp())]
            for line in turned:
                self._admit(line, at.timestamp(), refused)
            if turned:
                columns = [[line.id for line in turned], [line.gate.admitted for line in turned]]
                paces = [line.gate.per_second for line in turned]
                self._learn(lines, await self._link.rows(_WRITE, [at, *columns, paces]))

    def _learn(self, lines: Sequence[Line], rows: Sequence[tuple[int, int, float]]) -> None:
        known = {line.id: line.gate for line in lines}
        for release, admitted, per_second in rows:
            known[release].admitted = max(known[release].admitted, admitted)
            known[release].per_second = per_second

    def _admit(self, line: Line, at: float, refused: int) -> None:
        gate, turning = line.gate, self._gates.setdefault(line.id, _Turning())
        past = turning.past
        while past and past[0].at < at - pace.CHOOSING_SECONDS:
            past.popleft()
        if not past:
            # Whoever was let in by another node and has no place yet may still be choosing.
            past.append(_Moment(at - 1, min(gate.admitted, line.taken), line.taken))
        first, last = past[0], past[-1]
        span = min(max(at - last.at, 0.2), 5.0)
        choosing = max(0, (gate.admitted - first.admitted) - (line.taken - first.taken))
        served = max(0.0, (line.taken - last.taken) / span)
        seen = Seen(served, self._desk.queue, refused, line.free, choosing)
        turning.rate = pace.rate(turning.rate, seen)
        waiting = max(0, line.rounds.total - gate.admitted)
        turning.owed = min(turning.owed + turning.rate * span, pace.room(seen), waiting)
        gate.admitted += int(turning.owed)
        turning.owed -= int(turning.owed)
        gate.per_second = pace.smooth(gate.per_second, turning.rate)
        past.append(_Moment(at, gate.admitted, line.taken))
