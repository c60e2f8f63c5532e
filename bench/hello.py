"""The least an application can do: by WSGI as the pages are served, by ASGI as the door of an opening is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

_HEADERS = [(b"content-type", b"text/plain"), (b"content-length", b"5")]


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Say hello."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


async def asynchronous(_scope: dict[str, Any], _receive: Any, send: Any) -> None:
    """Say hello."""
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": b"hello"})
