"""The little web server under all sandboxes: routes, JSON in, JSON out. Loopback only, no framework."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import StartResponse, WSGIEnvironment

import httpx

from mpaspor.gateways import link

LOOPBACK = "127.0.0.1"
_LARGEST_BODY = 1_000_000


class Refused(Exception):
    """A call the sandbox answers with an error status and a sentence."""

    def __init__(self, status: int, remark: str) -> None:
        super().__init__(remark)
        self.status = status


@dataclass(frozen=True, slots=True)
class Call:
    """One request as a route sees it; header names are found whatever their case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; raises `Refused`."""
        try:
            content = json.loads(self.body)
        except ValueError as error:
            raise Refused(HTTPStatus.BAD_REQUEST, "the body is not JSON") from error
        if not isinstance(content, dict):
            raise Refused(HTTPStatus.BAD_REQUEST, "the body is not a JSON object")
        return content


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what is to be written as JSON; bytes are a file, and go as they are."""

    content: object
    status: int = HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class Route:
    """Which calls go to which function; the pattern's groups come after the call."""

    method: str
    pattern: str
    answer: Callable[..., Answer]


class SmallWeb:
    """A WSGI application over a table of routes."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = [(route.method, re.compile(route.pattern), route.answer) for route in routes]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        try:
            answer = self._answer(_read(environ))
        except Refused as refused:
            answer = Answer({"error": str(refused)}, refused.status)
        is_file = isinstance(answer.content, bytes)
        content = answer.content if isinstance(answer.content, bytes) else link.compact_json(answer.content)
        status = HTTPStatus(answer.status)
        start_response(
            f"{status.value} {status.phrase}",
            [
                ("Content-Type", "text/csv; charset=utf-8" if is_file else "application/json"),
                ("Content-Length", str(len(content))),
            ],
        )
        return [content]

    def _answer(self, call: Call) -> Answer:
        known = False
        for method, pattern, answer in self._routes:
            if match := pattern.fullmatch(call.path):
                known = True
                if method == call.method:
                    return answer(call, *match.groups())
        if known:
            raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, f"{call.method} is not answered here")
        raise Refused(HTTPStatus.NOT_FOUND, "nothing here")


class Server(ThreadingMixIn, WSGIServer):
    """One thread per connection; ends with the process."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, application: SmallWeb) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.set_app(application)

    def server_bind(self) -> None:
        """Bind without asking the name service who we are, which may stall for seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]
        self.setup_environ()


class _Handler(WSGIRequestHandler):
    # Head and body leave in separate writes; without this the second waits for an acknowledgement.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: the screen belongs to whoever started us."""


def _read(environ: WSGIEnvironment) -> Call:
    return Call(
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"].encode("latin-1").decode(errors="replace"),
        query=dict(parse_qsl(environ.get("QUERY_STRING", ""))),
        headers=httpx.Headers(
            {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")},
            encoding="latin-1",
        ),
        body=_body(environ),
    )


def _body(environ: WSGIEnvironment) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > _LARGEST_BODY:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body has at most {_LARGEST_BODY} bytes")
    content: bytes = environ["wsgi.input"].read(int(length))
    return content
