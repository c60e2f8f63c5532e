"""A web server of ours for as long as it is measured: granian, one worker, on a port nobody uses."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from config.supervisor import ports
from tests.journeys.service import ROOT

PATIENCE = 60.0
WSGI = ("--interface", "wsgi", "--blocking-threads", "4")
ASGI = ("--interface", "asgi")
ASGI_ALONE = ("--interface", "asginl")  # told neither of the beginning nor of the end


class Served(NamedTuple):
    """Where it is, and its process."""

    address: tuple[str, int]
    number: int


@contextmanager
def serving(
    application: str, options: tuple[str, ...] = ASGI, *, environment: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """The application ("module:name"), once something listens; it is stopped afterwards."""
    port = ports.free()
    where = ["--host", ports.LOOPBACK, "--port", str(port), "--workers", "1", "--log-level", "warning", "--no-ws"]
    command = [sys.executable, "-m", "granian", *options, *where, application]
    server = subprocess.Popen(command, cwd=ROOT, env=dict(environment) if environment is not None else None)
    try:
        wait_for((ports.LOOPBACK, port))
        yield Served((ports.LOOPBACK, port), server.pid)
    finally:
        server.terminate()
        server.wait()


def wait_for(address: tuple[str, int]) -> None:
    """Until something listens there."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            assert time.monotonic() < until, f"nothing listens on {address}"
            time.sleep(0.05)
        else:
            return
