"""Whether the outside systems answer, asked by a job and read by pages: however many look, nobody waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from mpaspor import gateways

# Older than this it says nothing about now.
FRESH_FOR = timedelta(minutes=5)
_KEY = "standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """What was found at one moment: each system by name, and whether it answered."""

    at: datetime
    answers: dict[str, bool]

    @property
    def is_whole(self) -> bool:
        return all(self.answers.values())

    @property
    def mark(self) -> str:
        """The shape beside the words."""
        return "done" if self.is_whole else "look"


def look(*, at: datetime) -> Standing:
    """Ask every outside system, and keep the answer for the pages."""
    standing = Standing(at, {check.name: check.answers for check in gateways.check_all()})
    cache.set(_KEY, standing, timeout=None)
    return standing


def last(*, at: datetime) -> Standing | None:
    """What was found last, if that is recent."""
    kept: Standing | None = cache.get(_KEY)
    return kept if kept and at - kept.at < FRESH_FOR else None
