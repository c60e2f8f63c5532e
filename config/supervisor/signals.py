"""A request to end, from the terminal or from whoever started us."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_REQUESTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class AskedToStop(Exception):
    """Somebody pressed Ctrl-C, closed the terminal, or asked us to terminate."""


@contextmanager
def as_exception() -> Iterator[None]:
    """Within, a request to end is raised as `AskedToStop`."""
    # Under nohup the end of the terminal is to be ignored, and stays so.
    heard = [
        request for request in _REQUESTS if request != signal.SIGHUP or signal.getsignal(request) != signal.SIG_IGN
    ]
    before = {request: signal.signal(request, _raise) for request in heard}
    try:
        yield
    finally:
        for request, handler in before.items():
            signal.signal(request, handler)


def ignore() -> None:
    """We are ending already."""
    for request in _REQUESTS:
        signal.signal(request, signal.SIG_IGN)


def _raise(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise AskedToStop
