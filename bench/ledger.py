"""What the public ledger costs: the same bookings with the triggers that write its lines, and without, in turn.

Each hold is the whole work of a place (the trail, the stages, the counters), synchronous commit is on. Batches are as
the opening process sends them, single ones as the portal does. Beside the pace stand the database's own work, in
processor time, and what it writes to its log: these two do not depend on who else uses the machine.
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from bench import crowd, places
from bench.ground import Ground
from bench.places import Wish
from mpaspor.stages.appointments.ledger.chain import Head, Line

CONNECTIONS = 4
SLOTS = 40
# How many holds a transaction has, and how many people ask in a round.
SIZES = {"batches": (128, 8_192), "single": (1, 2_048)}
MOST_PROCESSOR = 1.4
CHAINED = 200_000
BYTES = "SELECT pg_total_relation_size('appointments_placeline') / greatest(count(*), 1) FROM appointments_placeline"


@dataclass(frozen=True)
class Round:
    """What one round took."""

    holds_per_s: float
    processor_us: float  # of the database, for each hold
    log_bytes: float  # written ahead, for each hold


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=5, help="rounds with and without the triggers (default 5)")


def measure(ground: Ground, asked: argparse.Namespace) -> dict[str, Any]:
    """The pace (the best round) and the work (the median) with and without the ledger; how fast lines are chained."""
    found: dict[str, Any] = {"rounds": asked.rounds, "connections": CONNECTIONS}
    for name, (size, people) in SIZES.items():
        rounds: dict[bool, list[Round]] = {True: [], False: []}
        for number in range(2 * asked.rounds):
            # Each first as often as the other: tables grow, and a disk warms up.
            written = number % 4 in {0, 3}
            rounds[written].append(_round(ground, people, size, written=written))
        found[name] = _compared(rounds[True], rounds[False])
    with ground.connect() as db:
        found["bytes_per_line"] = db.execute(BYTES).fetchone()[0]  # type: ignore[index]
    return found | {"lines_chained_per_s": _chained()}


def too_much(found: dict[str, Any]) -> list[str]:
    """What must not be."""
    return [
        f"ledger: {name} take {found[name]['processor_ratio']} times the work, more than {MOST_PROCESSOR}"
        for name in SIZES
        if found[name]["processor_ratio"] > MOST_PROCESSOR
    ]


def page(found: dict[str, Any]) -> str:
    """What docs/benchmarks.md says of it."""
    told = {f"{name}, {size} a transaction": found[name] for name, (size, _people) in SIZES.items()}
    rows = "\n".join(
        f"| {name} | {row['holds_per_s']:,} / {row['holds_per_s_without_ledger']:,} | {row['ratio']}"
        f" | {row['processor_us']} / {row['processor_us_without_ledger']} µs | {row['processor_ratio']}"
        f" | {row['log_bytes']:,} / {row['log_bytes_without_ledger']:,} |"
        for name, row in told.items()
    )
    return f"""## What the public ledger costs

Holds over {CONNECTIONS} connections and {SLOTS} hours, with the triggers that write the lines / without, in turn,
{found["rounds"]} rounds each: the best pace; the median of the database's processor time and write-ahead log of a hold.

| | holds a second | ratio | processor | ratio | log, bytes |
|---|---|---|---|---|---|
{rows}

A line takes {found["bytes_per_line"]} bytes with its indexes. One process chains {found["lines_chained_per_s"]:,} lines
a second."""


def _compared(told: list[Round], silent: list[Round]) -> dict[str, Any]:
    pace, pace_silent = (max(each.holds_per_s for each in rounds) for rounds in (told, silent))
    work, work_silent = (median(each.processor_us for each in rounds) for rounds in (told, silent))
    log, log_silent = (median(each.log_bytes for each in rounds) for rounds in (told, silent))
    return {
        "holds_per_s": round(pace),
        "holds_per_s_without_ledger": round(pace_silent),
        "ratio": round(pace / pace_silent, 3),
        "processor_us": round(work),
        "processor_us_without_ledger": round(work_silent),
        "processor_ratio": round(work / work_silent, 3),
        "log_bytes": round(log),
        "log_bytes_without_ledger": round(log_silent),
        "all_holds_per_s": [[round(each.holds_per_s) for each in rounds] for rounds in (told, silent)],
    }


def _round(ground: Ground, people: int, size: int, *, written: bool) -> Round:
    """By fresh people in fresh hours with room for all."""
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
            began, log = time.perf_counter(), _log(db)
            with ThreadPoolExecutor(CONNECTIONS) as pool:
                done = list(pool.map(lambda share: _hold(ground, batches[share::CONNECTIONS]), range(CONNECTIONS)))
            took, logged = time.perf_counter() - began, _log(db) - log
        finally:
            _triggers(db, on=True)
    held, work = (sum(column) for column in zip(*done, strict=True))
    assert held == people, f"{held:.0f} of {people} held a place"
    return Round(people / took, work * 1e6 / people, logged / people)


def _hold(ground: Ground, batches: list[list[Wish]]) -> tuple[int, float]:
    """How many held a place, and the seconds of processor time the database took for it."""
    with ground.connect() as db:
        before = _processor(db)
        held = sum(outcome == "held" for batch in batches for _ask, outcome in places.book(db, batch))
        return held, _processor(db) - before


def _processor(db: psycopg.Connection) -> float:
    """What the connection's process has used, user and system, in seconds; the kernel counts hundredths."""
    fields = Path(f"/proc/{db.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _log(db: psycopg.Connection) -> int:
    row = db.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").fetchone()
    return int(row[0]) if row else 0


def _triggers(db: psycopg.Connection, *, on: bool) -> None:
    db.execute(b"ALTER TABLE appointments_appointment %s TRIGGER USER" % (b"ENABLE" if on else b"DISABLE"))


def _chained() -> int:
    """Lines a second, as the sealer does it; the pseudonym is any."""
    line = Line(datetime(2026, 1, 2, 1, 0, tzinfo=UTC), 7, 41, "held", 1, "00ff00ff00ff00ff")
    began, head = time.perf_counter(), Head()
    for _ in range(CHAINED):
        head, _told = head.follow(line)
    return round(CHAINED / (time.perf_counter() - began))
