"""The one port passes on what it does not answer itself, whole and as it came."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from config.passing import Passage
from config.supervisor import ports


class Echo(BaseHTTPRequestHandler):
    """Tells what it got, in two pieces, with two cookies."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.startswith("/refused"):
            self.send_response(413)
            self.send_header("Content-Length", "9")
            self.end_headers()
            self.wfile.write(b"too large")
            self.close_connection = True
            return
        size = int(self.headers.get("Content-Length") or 0)
        told = {"path": self.path, "size": len(self.rfile.read(size)), "headers": dict(self.headers.items())}
        body = json.dumps(told).encode()
        self.send_response(201)
        self.send_header("Set-Cookie", "one=1")
        self.send_header("Set-Cookie", "two=2")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:10])
        self.wfile.write(body[10:])

    do_POST = do_GET  # noqa: N815 - the library's name

    def log_message(self, *_words: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    server = ThreadingHTTPServer((ports.LOOPBACK, 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{ports.LOOPBACK}:{server.server_port}"
    server.shutdown()


def passed(
    address: str,
    method: str = "GET",
    *,
    headers: list[tuple[bytes, bytes]] | None = None,
    sent: list[bytes] | None = None,
    path: bytes = b"/some%20where",
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """What somebody gets who asks the one port."""
    parts = list(sent or [])
    told: list[dict[str, Any]] = []
    scope = {
        "type": "http", "method": method, "path": "/some where", "raw_path": path,
        "query_string": b"q=%C3%A9",
        "headers": [(b"host", b"paspor.contoh.id"), (b"connection", b"close"), *(headers or [])],
        "client": ("203.0.113.7", 999),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        body = parts.pop(0) if parts else b""
        return {"type": "http.request", "body": body, "more_body": bool(parts)}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    async def ask() -> None:
        passage = Passage(address, away=b"away")
        await passage(scope, receive, send)
        passage.close()

    asyncio.run(ask())
    return told[0]["status"], told[0]["headers"], b"".join(message["body"] for message in told[1:])


def test_address_host_and_answer_pass_as_they_are(web: str) -> None:
    status, headers, body = passed(web, headers=[(b"cookie", b"a=b")])
    heard = json.loads(body)
    assert status == 201
    assert heard["path"] == "/some%20where?q=%C3%A9"
    assert (heard["headers"]["host"], heard["headers"]["cookie"]) == ("paspor.contoh.id", "a=b")
    assert [value for name, value in headers if name == b"set-cookie"] == [b"one=1", b"two=2"]


def test_the_web_learns_where_somebody_comes_from_as_the_last_entry(web: str) -> None:
    _, _, body = passed(web, headers=[(b"x-forwarded-for", b"198.51.100.9")])
    assert json.loads(body)["headers"]["x-forwarded-for"] == "198.51.100.9, 203.0.113.7"


def test_what_is_sent_in_pieces_arrives_whole(web: str) -> None:
    sent = [b"x" * 100_000] * 30
    _, _, body = passed(web, "POST", headers=[(b"content-length", b"3000000")], sent=sent)
    assert json.loads(body)["size"] == 3_000_000


def test_what_is_refused_before_it_was_read_is_told_so(web: str) -> None:
    sent = [b"x" * 100_000] * 300
    length = [(b"content-length", b"30000000")]
    status, _, body = passed(web, "POST", headers=length, sent=sent, path=b"/refused")
    assert (status, body) == (413, b"too large")


def test_while_the_web_is_away_a_page_says_so() -> None:
    status, headers, body = passed(f"http://{ports.LOOPBACK}:{ports.free()}")
    assert (status, body) == (503, b"away")
    assert dict(headers)[b"retry-after"] == b"5"
