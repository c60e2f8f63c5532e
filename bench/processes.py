"""What a process and all it started weigh, as the kernel says."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

MEBI = 1024 * 1024


def family(number: int) -> list[int]:
    """The process and whatever it started, whatever that started, and so on."""
    found, unseen = [], [number]
    while unseen:
        found.append(unseen.pop())
        with suppress(OSError):
            for task in Path(f"/proc/{found[-1]}/task").iterdir():
                unseen += map(int, (task / "children").read_text().split())
    return found


def megabytes(number: int) -> float:
    """The memory all of them have to themselves."""
    return sum(_private(each) for each in family(number)) / MEBI


def _private(number: int) -> int:
    try:
        said = Path(f"/proc/{number}/smaps_rollup").read_text()
    except OSError:
        return 0
    return 1024 * sum(int(line.split()[1]) for line in said.splitlines() if line.startswith("Private_"))
