"""Where the pages are served, and ports nobody uses."""

from __future__ import annotations

import errno
import os
import socket
import time

from config.supervisor.refusal import CannotRun

LOOPBACK = "127.0.0.1"
_EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 only compared
# An earlier start that was killed needs a moment to let go of its port.
_PATIENCE = 3.0


def chosen() -> tuple[str, int]:
    """HOST and PORT, 127.0.0.1 and 8000 unless told otherwise. Raises `CannotRun`."""
    said = os.environ.get("PORT") or "8000"
    if not said.isdecimal() or not 0 < int(said) < 65536:
        raise CannotRun(f"PORT={said} is not a port; choose a number from 1 to 65535, such as PORT=8001.")
    return os.environ.get("HOST") or LOOPBACK, int(said)


def reachable(host: str) -> str:
    """The host by which this machine itself reaches what listens on `host`."""
    return LOOPBACK if host in _EVERYWHERE else host


def require_free(host: str, port: int) -> None:
    """Raises `CannotRun` if something listens there, or this user may not."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            _listen(host, port)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < until:
                time.sleep(0.1)
                continue
            raise CannotRun(_why_not(error, host, port)) from None
        return


def free() -> int:
    """A port of the loopback that nobody uses now."""
    return _listen(LOOPBACK, 0)


def _listen(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        attempt.bind((host, port))
        attempt.listen()
        return int(attempt.getsockname()[1])


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Choose another: PORT={port + 1} make run"
    if error.errno == errno.EACCES:
        return f"This user may not listen on port {port}. Choose one above 1023: PORT=8000 make run"
    return (
        f"Nothing can listen on {host} ({error.strerror or error}). Leave HOST out, or name an address of this machine."
    )
