"""Requests a second: by wrk where it is installed, by a few threads of our own otherwise; and the bare hello."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus

import httpx

from bench import server

CONNECTIONS = 16
WARM_UP = 20


def tool() -> str:
    """What asks."""
    return "wrk" if shutil.which("wrk") else "httpx"


def requests_per_second(url: str, seconds: int, cookie: str = "") -> float:
    """Over `seconds`, with `CONNECTIONS` at once, after a warm-up in which each answer must be 200."""
    headers = {"Cookie": cookie} if cookie else {}
    for _ in range(WARM_UP):
        assert httpx.get(url, headers=headers).status_code == HTTPStatus.OK, url
    return _by_wrk(url, seconds, cookie) if tool() == "wrk" else _by_threads(url, seconds, headers)


def _by_wrk(url: str, seconds: int, cookie: str) -> float:
    command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "-H", f"Cookie: {cookie}", url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pace = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert pace, said
    assert "Non-2xx" not in said, said
    return float(pace[1])


def _by_threads(url: str, seconds: int, headers: dict[str, str]) -> float:
    until = time.monotonic() + seconds

    def ask(_number: int) -> int:
        count = 0
        with httpx.Client(headers=headers) as client:
            while time.monotonic() < until:
                count += client.get(url).status_code == HTTPStatus.OK
        return count

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(ask, range(CONNECTIONS))) / seconds


@contextmanager
def hello() -> Iterator[str]:
    """The same server with the same options and nothing behind it; its address."""
    with server.serving("bench.hello:application", server.WSGI) as served:
        yield "http://{}:{}/".format(*served.address)
