"""How the door answers: a page for people, a word for programs."""

from __future__ import annotations

import gzip
import json
from typing import Any, NamedTuple
from urllib.parse import quote

from mpaspor.stages.appointments.line.tickets import Claim
from mpaspor.web.opening import pages
from mpaspor.web.opening.board import Line
from mpaspor.web.opening.pages import State
from mpaspor.web.opening.requests import Request
from mpaspor.web.opening.shells import Words

Headers = list[tuple[bytes, bytes]]

RETRY_SECONDS = 10
_FEW_BYTES = 1024
_LANGUAGE_SECONDS = 60 * 60 * 24 * 365
_STATUS = {"away": 503, "busy": 503, "unknown": 404, "refused": 403}


class Reply(NamedTuple):
    """Status, headers, body."""

    status: int
    headers: Headers
    body: bytes


class Answers:
    """In every language, with the house's headers."""

    def __init__(self, words: dict[str, Words], headers: Headers) -> None:
        self.words = words
        self._page = [*headers, (b"content-type", b"text/html; charset=utf-8")]
        self._fragment = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
        self._json = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]

    def page(self, request: Request, line: Line, claim: Claim, state: State, at: float, told: str = "") -> Reply:
        """Where she stands; with what was refused just now, if anything."""
        words = self.words[request.language]
        return self.html(request, pages.page(words, line, claim, state, at, told), 409 if told else 200)

    def fragment(self, request: Request, line: Line, claim: Claim, state: State, at: float) -> Reply:
        """The changing part of the page; the whole page anew once she stands elsewhere."""
        if request.query != b"now=" + state.kind.encode():
            return Reply(200, [*self._fragment, (b"hx-refresh", b"true")], b"")
        told = pages.fragment(self.words[request.language], line, claim, state, at)
        return Reply(200, self._fragment, told.encode())

    def outside(
        self, request: Request, kind: str, line: Line | None, *, reason: str = "", status: int = 0, retry: int = 0
    ) -> Reply:
        """For somebody who stands in no line, or whom it cannot help now."""
        status, words = status or _STATUS.get(kind, 200), self.words[request.language]
        retry = retry or RETRY_SECONDS
        if request.wants_json:
            reply = self.json(status, outcome=kind, reason=reason, retry=retry if status == 503 else None)
        else:
            told = words.reasons.get(reason, reason)
            reply = self.html(request, pages.outside(words, kind, line, reason=told, retry=retry), status)
        if status == 503:
            reply.headers.append((b"retry-after", str(retry).encode()))
        if request.path.endswith("/state"):
            reply.headers.append((b"hx-refresh", b"true"))
        return reply

    def refused(self, request: Request, line: Line, reason: str) -> Reply:
        """The ticket is none for this line here and now."""
        return self.outside(request, "refused", line, reason=reason)

    def wrong_way(self, request: Request, line: Line) -> Reply:
        allowed = b"POST" if request.path.endswith("/hold") else b"GET, HEAD"
        reply = self.outside(request, "door", line, status=405)
        return reply._replace(headers=[*reply.headers, (b"allow", allowed)])

    def in_language(self, request: Request) -> Reply:
        """The language she chose, for all pages of the house."""
        chosen = request.asked("lang")
        there = [(b"location", quote(request.path).encode())]
        if chosen in self.words:
            kept = f"django_language={chosen}; Path=/; Max-Age={_LANGUAGE_SECONDS}; SameSite=Lax"
            there.append((b"set-cookie", kept.encode()))
        return Reply(303, there, b"")

    def health(self, *, is_well: bool) -> Reply:
        return self.json(200 if is_well else 503, opening="ok", database="ok" if is_well else "away")

    def html(self, request: Request, text: str, status: int) -> Reply:
        body, headers = text.encode(), self._page.copy()
        if len(body) > _FEW_BYTES and b"gzip" in request.headers.get(b"accept-encoding", b""):
            body = gzip.compress(body, 1, mtime=0)
            headers.append((b"content-encoding", b"gzip"))
        return Reply(status, headers, body)

    def json(self, status: int, **told: Any) -> Reply:
        said = {name: value for name, value in told.items() if value not in {None, ""}}
        return Reply(status, self._json.copy(), json.dumps(said).encode())
