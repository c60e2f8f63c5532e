"""What a line is as text, and how each line's hash covers the one before it. Pure: anybody can do the same.

    text = "<number>,<at>,<release>,<slot>,<kind>,<delta>,<pseudonym>"
    hash = sha256(<hash of the line before>"," text), in hex; before the first line stand 64 zeros

`number` counts the lines from 1; `at` is UTC, as 2026-01-02T01:00:00.000000Z; `delta` has its sign, and 0 has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

BEGINNING = "0" * 64
FIELDS = ("number", "at", "release", "slot", "kind", "delta", "pseudonym", "hash")
# The country has three zones; a day of the ledger is one of the capital's.
ZONE = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the database wrote it."""

    at: datetime
    release: int
    slot: int
    kind: str
    delta: int
    pseudonym: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain stands: the hash after so many lines."""

    lines: int = 0
    hash: str = BEGINNING

    def follow(self, line: Line) -> tuple[Head, str]:
        """The head after this line, and the line as it is published, without its hash."""
        told = text(self.lines + 1, line)
        return Head(self.lines + 1, sha256(f"{self.hash},{told}".encode()).hexdigest()), told


def text(number: int, line: Line) -> str:
    """The line as it is hashed and published."""
    at = line.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    delta = f"{line.delta:+}" if line.delta else "0"
    return f"{number},{at},{line.release},{line.slot},{line.kind},{delta},{line.pseudonym}"


def day(line: Line) -> date:
    """The day of the ledger on which the line was written."""
    return line.at.astimezone(ZONE).date()
