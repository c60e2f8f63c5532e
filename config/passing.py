"""Passing requests on to another process of ours, as they come and go, without keeping any of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.template import loader
from django.utils import translation

from config.upstream import Away, Upstream

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

# Meant for the next program alone (RFC 9110, 7.6.1); what was expected of us is answered already.
_HOP = frozenset({
    b"connection", b"expect", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te",
    b"trailer", b"transfer-encoding", b"upgrade",
})  # fmt: skip
_RETRY_SECONDS = 5
_REPEATABLE = {"GET", "HEAD"}


class Passage:
    """To the process at `address`. When it is away, `away` is shown."""

    def __init__(self, address: str, *, away: bytes) -> None:
        there = urlsplit(address)
        self._web = Upstream(there.hostname or "", there.port or 80)
        self._away = away

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        head, sent = _request(scope, receive)
        try:
            exchange, status, headers = await self._web.ask(
                head, sent, bodiless=method == "HEAD", again=method in _REPEATABLE and sent is None
            )
        except Away:
            await self._tell_away(send)
            return
        try:
            kept = [pair for pair in headers if pair[0] not in _HOP]
            await send({"type": "http.response.start", "status": status, "headers": kept})
            async for part in exchange.body():
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await self._web.done(exchange)

    async def health(self) -> dict[str, str]:
        """What the process says of itself."""
        with suppress(Away, ValueError, OSError):
            exchange, _, _ = await self._web.ask(b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n", again=True)
            told = json.loads(b"".join([part async for part in exchange.body()]))
            await self._web.done(exchange)
            return {str(name): str(value) for name, value in told.items()}
        return {"web": "away"}

    def close(self) -> None:
        self._web.close()

    async def _tell_away(self, send: Send) -> None:
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"retry-after", str(_RETRY_SECONDS).encode()),
        ]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": self._away})


async def say(send: Send, status: int, told: dict[str, str]) -> None:
    """A few words for a program."""
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(told).encode()})


def away_page() -> bytes:
    """What is shown while the web starts again; drawn now, for then nobody could."""
    with translation.override(settings.LANGUAGE_CODE):
        return loader.render_to_string("errors/away.html").encode()


def _request(scope: Scope, receive: Receive) -> tuple[bytes, AsyncIterator[bytes] | None]:
    """The head of the request for the other process, which learns where it comes from; and its body, if it has one."""
    target = scope.get("raw_path") or quote(scope["path"]).encode()
    query = b"?" + scope["query_string"] if scope["query_string"] else b""
    lines = [scope["method"].encode() + b" " + target.partition(b"?")[0] + query + b" HTTP/1.1"]
    came, is_named, is_chunked = [], False, False
    for name, value in scope["headers"]:
        is_named = is_named or name == b"content-length"
        is_chunked = is_chunked or name == b"transfer-encoding"
        if name == b"x-forwarded-for":
            came.append(value)
        elif name not in _HOP:
            lines.append(name + b": " + value)
    if not any(name == b"host" for name, _ in scope["headers"]):
        lines.append(b"host: localhost")
    came.append((scope.get("client") or ("", 0))[0].encode())
    lines.append(b"x-forwarded-for: " + b", ".join(came))
    if is_chunked or is_named:
        lines.append(b"expect: 100-continue")
    if is_chunked and not is_named:
        lines.append(b"transfer-encoding: chunked")
        return b"\r\n".join([*lines, b"", b""]), _chunks(_sent(receive))
    return b"\r\n".join([*lines, b"", b""]), _sent(receive) if is_named else None


async def _sent(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        told = await receive()
        if told["type"] == "http.disconnect":
            raise ConnectionError
        more = told.get("more_body", False)
        if told.get("body"):
            yield told["body"]


async def _chunks(sent: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for piece in sent:
        yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"
