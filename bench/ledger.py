"""What the public ledger costs: the same bookings with the triggers that write its lines, and without, in turn.

Each hold is the whole work of a place (the trail, the stages, the counters), synchronous commit is on. Batches are as
the opening process sends them, single ones as the portal does.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from bench import crowd, places
from bench.ground import Ground
from bench.places import Wish
from mpaspor.stages.appointments.ledger.chain import Head, Line

CONNECTIONS = 4
SLOTS = 40
# How many holds a transaction has, and how many people ask in a round.
SIZES = {"batches": (128, 8_192), "single": (1, 2_048)}
LEAST_RATIO = 0.7
CHAINED = 200_000
BYTES = "SELECT pg_total_relation_size('appointments_placeline') / greatest(count(*), 1) FROM appointments_placeline"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=5, help="rounds with and without the triggers (default 5)")


def measure(ground: Ground, asked: argparse.Namespace) -> dict[str, Any]:
    """Holds a second with and without the ledger, the best of all rounds; and how fast lines are chained."""
    found: dict[str, Any] = {"rounds": asked.rounds, "connections": CONNECTIONS}
    for name, (size, people) in SIZES.items():
        paces: dict[bool, list[float]] = {True: [], False: []}
        for number in range(2 * asked.rounds):
            # Each first as often as the other: tables grow, and a disk warms up.
            written = number % 4 in {0, 3}
            paces[written].append(_round(ground, people, size, written=written))
        told, silent = max(paces[True]), max(paces[False])
        found[name] = {
            "holds_per_s": round(told),
            "holds_per_s_without_ledger": round(silent),
            "ratio": round(told / silent, 3),
            "all": {"with": [round(pace) for pace in paces[True]], "without": [round(pace) for pace in paces[False]]},
        }
    with ground.connect() as db:
        found["bytes_per_line"] = db.execute(BYTES).fetchone()[0]  # type: ignore[index]
    return found | {"lines_chained_per_s": _chained()}


def too_much(found: dict[str, Any]) -> list[str]:
    """What must not be."""
    return [
        f"ledger: {name} keep {found[name]['ratio']} of their pace, less than {LEAST_RATIO}"
        for name in SIZES
        if found[name]["ratio"] < LEAST_RATIO
    ]


def page(found: dict[str, Any]) -> str:
    """What docs/benchmarks.md says of it."""
    told = {f"{name}, {size} a transaction": found[name] for name, (size, _people) in SIZES.items()}
    rows = "\n".join(
        f"| {name} | {row['holds_per_s']:,} | {row['holds_per_s_without_ledger']:,} | {row['ratio']} |"
        for name, row in told.items()
    )
    return f"""## What the public ledger costs

Holds a second over {CONNECTIONS} connections and {SLOTS} hours, with the triggers that write the lines and without, in
turn; the best of {found["rounds"]} rounds each, for whatever else the machine does only takes away.

| | with the ledger | without | ratio |
|---|---|---|---|
{rows}

A line takes {found["bytes_per_line"]} bytes with its indexes. One process chains {found["lines_chained_per_s"]:,} lines
a second."""


def _round(ground: Ground, people: int, size: int, *, written: bool) -> float:
    """Holds a second, by fresh people in fresh hours with room for all."""
    with ground.connect() as db:
        crowd_of = crowd.gather(db, people)
        hours = crowd.publish(db, slots=SLOTS, places=2 * people)
        db.execute("CHECKPOINT")
        wishes = [
            Wish(number, hours.slots[number % SLOTS], crowd_of.file_of(number), number, f"ledger {number}")
            for number in crowd_of.numbers
        ]
    batches = [wishes[first : first + size] for first in range(0, people, size)]
    with ground.connect() as db:
        _triggers(db, on=written)
        try:
            began = time.perf_counter()
            with ThreadPoolExecutor(CONNECTIONS) as pool:
                held = sum(pool.map(lambda share: _hold(ground, batches[share::CONNECTIONS]), range(CONNECTIONS)))
            took = time.perf_counter() - began
        finally:
            _triggers(db, on=True)
    assert held == people, f"{held} of {people} held a place"
    return people / took


def _hold(ground: Ground, batches: list[list[Wish]]) -> int:
    with ground.connect() as db:
        return sum(outcome == "held" for batch in batches for _ask, outcome in places.book(db, batch))


def _triggers(db: Any, *, on: bool) -> None:
    db.execute(f"ALTER TABLE appointments_appointment {'ENABLE' if on else 'DISABLE'} TRIGGER USER")


def _chained() -> int:
    """Lines a second, as the sealer does it; the pseudonym is any."""
    line = Line(datetime(2026, 1, 2, 1, 0, tzinfo=UTC), 7, 41, "held", 1, "00ff00ff00ff00ff")
    began, head = time.perf_counter(), Head()
    for _ in range(CHAINED):
        head, _told = head.follow(line)
    return round(CHAINED / (time.perf_counter() - began))
