"""The wire to an outside system: one HTTP client per address, one exception, one word on whether it answers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx


class Unavailable(Exception):
    """The outside system did not answer, or not with what was agreed."""


@dataclass(frozen=True, slots=True)
class Check:
    """Whether an outside system answers, for an operator: the remark says what it said, or why it did not."""

    name: str
    answers: bool
    remark: str
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the HTTP status and the bytes."""

    status: int
    content: bytes

    def json(self) -> dict[str, Any]:
        """The content as a JSON object; raises `Unavailable` for anything else."""
        try:
            content = json.loads(self.content)
        except ValueError as error:
            raise Unavailable(f"answered {self.status} with something that is not JSON") from error
        if not isinstance(content, dict):
            raise Unavailable(f"answered {self.status} with something that is not a JSON object")
        return content


class Link:
    """A line to one address. Connections are kept and shared by threads."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url = url.rstrip("/")
        self._client = _client(timeout)

    def ask(self, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """Send and wait; any status is a reply, silence raises `Unavailable`."""
        sent = {"Content-Type": "application/json", **(headers or {})}
        try:
            response = self._client.request(method, self._url + path, content=body, headers=sent)
        except httpx.TimeoutException as error:
            raise Unavailable(f"{self._url} did not answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable(f"{self._url} cannot be reached: {error}") from error
        return Reply(response.status_code, response.content)

    def ask_json(self, method: str, path: str, content: object, *, headers: Mapping[str, str] | None = None) -> Reply:
        """The same with a JSON body."""
        return self.ask(method, path, body=compact_json(content), headers=headers)


def compact_json(content: object) -> bytes:
    """JSON as it goes over a wire: no spaces, UTF-8, so that signing it and sending it see the same bytes."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def check(name: str, probe: Callable[[], str]) -> Check:
    """Run `probe`, which returns its remark or raises `Unavailable`, and take the time."""
    started = time.perf_counter()
    try:
        remark, answers = probe(), True
    except Unavailable as outage:
        remark, answers = str(outage), False
    return Check(name, answers, remark, round((time.perf_counter() - started) * 1000))


@lru_cache(maxsize=16)
def _client(timeout: float) -> httpx.Client:
    # Partners are reached over a private line; a proxy in the environment is meant for other traffic.
    return httpx.Client(timeout=timeout, trust_env=False)
