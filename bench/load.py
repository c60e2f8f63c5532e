"""Requests a second: by wrk where it is installed, by a few threads of our own otherwise; and the bare hello."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus

import httpx

from config.supervisor import ports
from tests.journeys.service import ROOT

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
    port = ports.free()
    served = ["--interface", "wsgi", "--host", ports.LOOPBACK, "--port", str(port), "--workers", "1"]
    quiet = ["--blocking-threads", "4", "--log-level", "warning", "--no-ws"]
    server = subprocess.Popen([sys.executable, "-m", "granian", *served, *quiet, "bench.hello:application"], cwd=ROOT)
    url = f"http://{ports.LOOPBACK}:{port}/"
    try:
        _wait_for(url)
        yield url
    finally:
        server.terminate()
        server.wait()


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(url)
