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
    status = Path(f"/proc/{number}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def session(leader: int) -> list[int]:
    """The processes of the session that `leader` began."""
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    return [number for number in numbers if alive(number) and os.getsid(number) == leader]
