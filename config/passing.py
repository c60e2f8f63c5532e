"""Passing requests on to another process of ours, as they come and go, without keeping any of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import quote

import httpx
from django.conf import settings
from django.template import loader
from django.utils import translation

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

# Meant for the next program alone (RFC 9110, 7.6.1).
_HOP = {
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te", b"trailer",
    b"transfer-encoding", b"upgrade",
}  # fmt: skip
_REPEATABLE = {"GET", "HEAD"}
_RETRY_SECONDS = 5
_CONNECT_SECONDS = 5.0
# A page may wait for a bank or a registry; a photo on a slow line takes its time.
_ANSWER_SECONDS = 60.0
_MOST_AT_A_TIME = 256


class Passage:
    """To the process at `address`. When it is away, `away` is shown."""

    def __init__(self, address: str, *, away: bytes) -> None:
        self._away = away
        self._client = httpx.AsyncClient(
            base_url=address,
            timeout=httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=_MOST_AT_A_TIME, max_keepalive_connections=32, keepalive_expiry=2),
            trust_env=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        request = self._request(scope, receive)
        try:
            answer = await self._ask(request)
        except httpx.TransportError:
            await self._tell_away(send)
            return
        try:
            kept = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _HOP]
            await send({"type": "http.response.start", "status": answer.status_code, "headers": kept})
            async for part in answer.aiter_raw():
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await answer.aclose()

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._client.send(request, stream=True)
        except httpx.TransportError:
            # A kept connection may be closed in the very moment it is used again.
            if request.method not in _REPEATABLE:
                raise
            return await self._client.send(request, stream=True)

    async def health(self) -> dict[str, str]:
        """What the process says of itself."""
        with suppress(httpx.TransportError, ValueError):
            told = (await self._client.get("/health")).json()
            return {str(name): str(value) for name, value in told.items()}
        return {"web": "away"}

    async def close(self) -> None:
        await self._client.aclose()

    def _request(self, scope: dict[str, Any], receive: Receive) -> httpx.Request:
        headers = [(name, value) for name, value in scope["headers"] if name not in _HOP | {b"x-forwarded-for"}]
        before = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        client = scope.get("client") or ("", 0)
        headers.append((b"x-forwarded-for", b", ".join([*before, client[0].encode()])))
        names = {name for name, _ in headers}
        has_body = b"content-length" in names or any(name == b"transfer-encoding" for name, _ in scope["headers"])
        target = scope.get("raw_path") or quote(scope["path"]).encode()
        query = b"?" + scope["query_string"] if scope["query_string"] else b""
        url = self._client.base_url.copy_with(raw_path=target.partition(b"?")[0] + query)
        return httpx.Request(scope["method"], url, headers=headers, content=_sent(receive) if has_body else None)

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


async def _sent(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        told = await receive()
        if told["type"] == "http.disconnect":
            return
        more = told.get("more_body", False)
        if told.get("body"):
            yield told["body"]
