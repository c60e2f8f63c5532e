"""What a test of processes asks of the system."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path


def eventually(holds: Callable[[], bool], within: float = 10.0) -> bool:
    """Whether it comes true in time."""
    until = time.monotonic() + within
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


def alive(number: int) -> bool:
    """Whether the process is there, and not only its exit code."""
    return _stat(number)[0] != "Z"


def session(leader: int) -> list[int]:
    """The processes of the session that `leader` began."""
    return [number for number in _numbers() if alive(number) and os.getsid(number) == leader]


def children(parent: int) -> list[int]:
    """The processes that `parent` started and that are alive."""
    return [number for number in _numbers() if alive(number) and _stat(number)[1] == str(parent)]


def _numbers() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _stat(number: int) -> list[str]:
    """State, parent, and more; nothing of a process that is gone."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["Z", "0"]
