"""What the door knows of the lines, in memory: their hours with what is free, their rounds, how far the gate is open.

Pages are told from here alone; a request never asks the database. The pulse keeps it true.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from math import inf
from typing import Any

from mpaspor.stages.appointments.line import rounds
from mpaspor.stages.appointments.line.rounds import Rounds


@dataclass(slots=True)
class Hour:
    """One slot. `shut` says for each kind of passport why it cannot be had; `words` is day and range by language."""

    id: int
    starts: float
    shut: dict[str, str]
    words: dict[str, tuple[str, str]]
    free: int = 0
    taken: int = 0

    def refusal(self, kinds: Collection[str], at: float) -> str:
        """Why people with these kinds of passport cannot come in this hour, in one word; empty if they can."""
        if self.starts <= at:
            return "past"
        for kind in kinds:
            why = self.shut.get(kind, "kind")
            if why:
                return why
        return ""


@dataclass(slots=True)
class Gate:
    """Positions up to `admitted` may choose; so many more each second, as estimates tell."""

    admitted: int = 0
    per_second: float = 0.0


@dataclass(slots=True)
class Line:
    """The line of a release; moments in Unix seconds. `awarded` is false while its draw still gives places out.

    An account may have `unpaid_files` that hold places nobody has paid for.
    """

    id: int
    office: str
    code: str
    zone: str
    opens: float
    until: float
    awarded: bool
    opened: int
    hold_seconds: float
    unpaid_files: int
    hours: dict[int, Hour]
    rounds: Rounds = field(init=False)
    gate: Gate = field(default_factory=Gate)
    read_at: float = 0.0
    free: int = 0
    taken: int = 0
    # What pages last told of it, by language and state: the same for everybody until something changes.
    drawn: dict[tuple[str, str], tuple[tuple[float, ...], Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rounds = Rounds(self.opens)

    def is_open(self, at: float) -> bool:
        return self.awarded and self.opens <= at < self.until

    def is_near(self, at: float) -> bool:
        """Whether somebody may stand in it: from an hour before it opens until it is over."""
        return self.opens - rounds.DOORS_SECONDS <= at < self.until

    def count(self) -> None:
        """What is free in all hours together."""
        self.free = sum(hour.free for hour in self.hours.values())
        self.taken = sum(hour.taken for hour in self.hours.values())

    def held_until(self, hour: Hour, at: float) -> float:
        return min(at + self.hold_seconds, hour.starts)

    def has_room(self, kinds: Collection[str], people: int, at: float) -> bool:
        """Whether any hour has room for all of them together."""
        for hour in self.hours.values():  # noqa: SIM110 - asked with each request, and any() costs twice as much
            if hour.free >= people and not hour.refusal(kinds, at):
                return True
        return False


class Board:
    """All lines that are announced and not long over."""

    def __init__(self, *, admits_all: bool = False) -> None:
        self.lines: dict[int, Line] = {}
        self.admits_all = admits_all
        self.is_known = False

    def near(self, at: float) -> list[Line]:
        return [line for line in self.lines.values() if line.is_near(at)]

    def learn(self, told: Iterable[Line]) -> None:
        """Take over what was read anew, and keep what lives: rounds, gate, what is free."""
        lines = {}
        for line in told:
            known = self.lines.get(line.id)
            if known is not None:
                line.gate, line.read_at, line.rounds = known.gate, known.read_at, known.rounds
                for hour in line.hours.values():
                    before = known.hours.get(hour.id)
                    if before is not None:
                        hour.free, hour.taken = before.free, before.taken
                line.count()
            lines[line.id] = line
        self.lines, self.is_known = lines, True

    def may_choose(self, line: Line, position: int | None) -> bool:
        return self.admits_all or (position is not None and position <= line.gate.admitted)


def seconds_ahead(line: Line, position: int) -> float:
    """How long until a position is served, by the pace of the last seconds; infinite while nobody is admitted."""
    ahead = position - line.gate.admitted
    if ahead <= 0:
        return 0.0
    return ahead / line.gate.per_second if line.gate.per_second > 0 else inf
