"""The waiting room of this process: what it knows, who serves, and who may come in."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from mpaspor.stages.appointments.line import tickets
from mpaspor.stages.appointments.line.tickets import Claim, Keys
from mpaspor.web.opening.board import Board, Line
from mpaspor.web.opening.database import Link
from mpaspor.web.opening.holding import LONGEST_QUEUE
from mpaspor.web.opening.lanes import LANES, Lanes
from mpaspor.web.opening.pulse import Pulse
from mpaspor.web.opening.requests import Request


@dataclass(frozen=True)
class Terms:
    """How a room is set up. `admits_all`: whoever has a pass may choose at once (for measuring the desk alone)."""

    database: str
    secret: str
    node: str
    session_cookie: str = "sessionid"
    secure: bool = False
    trusted: frozenset[str] = frozenset()
    admits_all: bool = False
    longest_queue: int = LONGEST_QUEUE


class NoPass(Exception):
    """Somebody comes without a pass."""


class Room:
    """Board, desk and pulse together."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.keys: Keys = tickets.keys(terms.secret)
        self.board = Board(admits_all=terms.admits_all)
        self._desk_links, self._pulse_link = [Link(terms.database) for _ in range(LANES)], Link(terms.database)
        self.desk = Lanes(self._desk_links, longest=terms.longest_queue)
        self.pulse = Pulse(self.board, self.desk, self._pulse_link, terms.node)
        self._session = terms.session_cookie.encode()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to serve, in the loop that runs."""
        self._begin(self.pulse.run())
        self._begin(self.desk.serve(self._held))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for link in self._desk_links:
            await link.close()
        await self._pulse_link.close()

    def enter(self, request: Request, line: Line, at: float) -> tuple[Claim, int]:
        """Who comes, and in which round. Raises `NoPass`, `tickets.Refused`."""
        token = request.cookie(b"line")
        if not token:
            raise NoPass
        claim = tickets.read(self.keys, token, release=line.id, session=request.cookie(self._session), at=at)
        number = claim.round
        if number != tickets.NO_ROUND:
            if line.rounds.keep(claim.party, claim.people, number):
                self.pulse.touched(line, number)
        elif line.is_near(at):
            number, is_new = line.rounds.arrive(claim.party, claim.people, at)
            if is_new:
                self.pulse.touched(line, number)
        return claim, number

    def ticket(self, claim: Claim, number: int, at: float) -> str:
        """The cookie that keeps her round."""
        token = tickets.mint(self.keys, claim._replace(round=number))
        secure = "; Secure" if self.terms.secure else ""
        kept = f"Path=/line/{claim.release}; Max-Age={int(claim.expires - at)}; HttpOnly; SameSite=Lax{secure}"
        return f"{tickets.COOKIE}={token}; {kept}"

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.get_running_loop().create_task(work))

    def _held(self, slot: int, people: int) -> None:
        """Places went: told from memory at once, whatever the next beat reads."""
        for line in self.board.lines.values():
            hour = line.hours.get(slot)
            if hour is not None:
                hour.free, hour.taken = max(0, hour.free - people), hour.taken + people
                line.free, line.taken = max(0, line.free - people), line.taken + people
        self.pulse.changed()
