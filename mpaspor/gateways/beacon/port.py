"""What we ask of a source of public values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from mpaspor.gateways.link import Check


class BeforeItsTime(Exception):
    """The chain had not begun by then."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of rounds by its hash: round 1 at `genesis`, one every `period` seconds."""

    hash: str
    genesis: datetime
    period: int

    @property
    def name(self) -> str:
        """How a draw names its source in advance."""
        return f"drand:{self.hash}"

    def round_at(self, at: datetime) -> int:
        """The first round whose value becomes known at this moment or after it. Raises `BeforeItsTime`."""
        since = (at - self.genesis) / timedelta(seconds=self.period)
        if since < 0:
            raise BeforeItsTime(at)
        return -int(-since // 1) + 1

    def time_of(self, number: int) -> datetime:
        """When the round's value becomes known."""
        return self.genesis + timedelta(seconds=(number - 1) * self.period)


@dataclass(frozen=True, slots=True)
class Round:
    """A round's value, 64 hex digits, and the signature it is the digest of."""

    number: int
    randomness: str
    signature: str


class Beacon(Protocol):
    """A source of public values. Both raise or report `link.Unavailable`."""

    def round(self, number: int) -> Round:
        """The value of a round whose moment is past. Raises `Unavailable`."""
        ...

    def check(self) -> Check:
        """Whether it answers us, and is the chain we think it is."""
        ...
