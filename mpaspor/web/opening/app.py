"""The ASGI application: a few addresses, and nothing that waits for the database but a hold."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

from mpaspor.core import clock
from mpaspor.stages.appointments.line import tickets
from mpaspor.web.opening.answers import Answers, Reply
from mpaspor.web.opening.board import Line
from mpaspor.web.opening.counter import Counter
from mpaspor.web.opening.pages import State
from mpaspor.web.opening.requests import Receive, Request, Scope
from mpaspor.web.opening.room import NoPass, Room
from mpaspor.web.opening.shells import Words

Send = Callable[[dict[str, Any]], Awaitable[None]]

_SHOWN, _SENT = {"GET", "HEAD"}, {"POST"}
_LONGEST = 40


class Application:
    """The door, over a room."""

    def __init__(self, room: Room, words: dict[str, Words], headers: list[tuple[bytes, bytes]]) -> None:
        self.room = room
        self._answers = Answers(words, headers)
        self._counter = Counter(room, self._answers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        request = Request(scope)
        told = self._reply(request, receive)
        status, headers, body = told if isinstance(told, Reply) else await told
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else body})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            told = await receive()
            if told["type"] == "lifespan.startup":
                self.room.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.room.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _reply(self, request: Request, receive: Receive) -> Reply | Awaitable[Reply]:
        """`/line/health`, `/line/7`, `/line/7/state`, `/line/7/hold`; the last alone has to be waited for."""
        if request.path == "/line/health":
            return self._answers.health(is_well=self.room.pulse.answers)
        if request.query.startswith(b"lang=") and request.method in _SHOWN:
            return self._answers.in_language(request)
        named, what = _address(request.path) if len(request.path) < _LONGEST else (0, "")
        line = self.room.board.lines.get(named)
        if line is None:
            kind = "unknown" if self.room.board.is_known else "away"
            return self._answers.outside(request, kind, None)
        if request.method not in (_SENT if what == "hold" else _SHOWN):
            return self._answers.wrong_way(request, line)
        return self._of(request, receive, line, what)

    def _of(self, request: Request, receive: Receive, line: Line, what: str) -> Reply | Awaitable[Reply]:
        at = clock.seconds()
        try:
            claim, number = self.room.enter(request, line, at)
        except NoPass:
            return self._answers.outside(request, "door", line, status=403 if what else 200)
        except tickets.Refused as refusal:
            return self._answers.refused(request, line, type(refusal).__name__.lower())
        if what == "hold":
            return self._counter.hold(request, receive, line, claim, number)
        state = State(self.room.board, line, claim, number, at)
        if what == "state":
            return self._answers.fragment(request, line, claim, state, at)
        reply = self._answers.page(request, line, claim, state, at)
        if claim.round == tickets.NO_ROUND and number != claim.round:
            reply.headers.append((b"set-cookie", self.room.ticket(claim, number, at).encode()))
        return reply


@lru_cache(maxsize=1024)
def _address(path: str) -> tuple[int, str]:
    """The number of a line and a part of its page; 0, which no line has, for any other address."""
    _, _, named, *rest = path.split("/", 4)
    what = rest[0] if rest else ""
    is_one = named.isascii() and named.isdigit() and len(named) < 11 and len(rest) < 2
    return (int(named), what) if is_one and what in {"", "state", "hold"} else (0, "")
