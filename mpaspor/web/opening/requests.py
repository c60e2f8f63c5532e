"""What a request says: path, ticket, language, where it came from."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]

LARGEST_BODY = 16 * 1024
_TONGUES: dict[bytes | None, str] = {b"id": "id", b"en": "en"}


class TooLarge(Exception):
    """The body is larger than any form of ours."""


class Request:
    """One request, read no further than somebody asks."""

    __slots__ = ("_cookies", "headers", "method", "path", "query", "scheme")

    def __init__(self, scope: Scope) -> None:
        raw = scope["headers"]
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: bytes = scope["query_string"]
        self.scheme: str = scope.get("scheme", "http")
        self.headers: dict[bytes, bytes] = dict(raw)
        cookies = self.headers.get(b"cookie", b"")
        # HTTP/2 may send each cookie in a header of its own.
        if len(self.headers) != len(raw):
            cookies = b"; ".join(value for name, value in raw if name == b"cookie")
        self._cookies: dict[bytes, bytes] = {}
        for pair in cookies.split(b"; "):
            called, _, value = pair.partition(b"=")
            self._cookies.setdefault(called, value)

    def cookie(self, name: bytes) -> bytes:
        """The first cookie of the name: the one of the longest path. Empty without one."""
        return self._cookies.get(name, b"")

    def said(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def language(self) -> str:
        """The one chosen, else the browser's first that we speak, else Indonesian."""
        chosen = self._cookies.get(b"django_language")
        if chosen in _TONGUES:
            return _TONGUES[chosen]
        if b"accept-language" not in self.headers:
            return "id"
        for wanted in self.said(b"accept-language").lower().split(","):
            tongue = wanted.strip()[:2]
            if tongue in {"id", "en"}:
                return tongue
        return "id"

    @property
    def wants_json(self) -> bool:
        return b"json" in self.headers.get(b"content-type", b"") or b"json" in self.headers.get(b"accept", b"")

    def asked(self, name: str) -> str:
        """A value of the query."""
        return dict(parse_qsl(self.query.decode("latin-1"))).get(name, "") if self.query else ""

    def is_ours(self, trusted: frozenset[str]) -> bool:
        """Whether what was sent comes from a page of ours, or from no page at all."""
        origin = self.said(b"origin")
        if not origin:
            return self.said(b"sec-fetch-site") in {"", "same-origin", "none"}
        return origin in trusted or origin.partition("://")[2] == self.said(b"host")


async def body(receive: Receive) -> bytes:
    """Everything that was sent. Raises `TooLarge`."""
    told = await receive()
    whole: bytes = told.get("body", b"")
    while told.get("more_body"):
        told = await receive()
        whole += told.get("body", b"")
        if len(whole) > LARGEST_BODY:
            raise TooLarge
    if len(whole) > LARGEST_BODY:
        raise TooLarge
    return whole


def fields(request: Request, sent: bytes) -> dict[str, str]:
    """The fields of a form or of a JSON object; nothing if it is neither."""
    try:
        if b"json" in request.headers.get(b"content-type", b""):
            told = json.loads(sent)
            return {name: str(value) for name, value in told.items()} if isinstance(told, dict) else {}
        return dict(parse_qsl(sent.decode(), keep_blank_values=True))
    except ValueError:
        return {}
