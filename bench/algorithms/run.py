"""Each way with everybody asking once, and with every request sent twice at once."""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from typing import Any

from bench import crowd, places, server, wire
from bench.algorithms.ways import OURS, WAYS
from bench.ground import Ground
from bench.wire import Next

CONNECTIONS = 64
SHOWN = ("oversold", "undersold", "two_places")
TAKE_THE_NET_AWAY = """
ALTER TABLE appointments_slot DROP CONSTRAINT never_over_capacity;
DROP INDEX one_active_place_per_person;
CREATE INDEX place_of_person ON appointments_appointment (person_key) WHERE state IN ('held', 'confirmed');
"""

PUT_IT_BACK = """
UPDATE appointments_appointment SET state = 'released' WHERE state = 'held';
UPDATE appointments_slot SET taken = 0;
DROP INDEX place_of_person;
CREATE UNIQUE INDEX one_active_place_per_person ON appointments_appointment (person_key)
  WHERE state IN ('held', 'confirmed');
ALTER TABLE appointments_slot ADD CONSTRAINT never_over_capacity
  CHECK (taken >= 0 AND kept >= 0 AND capacity >= taken + kept);
"""


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=4000, help="how many ask, in each of the ten runs (default 4000)")
    parser.add_argument("--places", type=int, default=1000, help="for how many places (default 1000)")
    parser.add_argument("--slots", type=int, default=4, help="in how many hours (default 4)")


def measure(ground: Ground, asked: argparse.Namespace) -> dict[str, Any]:
    """Ours first, with the net; then the net is taken away."""
    found = {OURS: _both(ground, OURS, asked)}
    with ground.connect() as db:
        db.execute(TAKE_THE_NET_AWAY.encode())
        found |= {way: _both(ground, way, asked) for way in WAYS}
        db.execute(PUT_IT_BACK.encode())
    return {"people": asked.people, "places": asked.places, "slots": asked.slots, "ways": found}


def too_much(found: dict[str, Any]) -> list[str]:
    """Ours must give neither too much nor too little; of the others it is expected."""
    return [
        f"ours, {how}: {name} {figures[name]}"
        for how, figures in found["ways"][OURS].items()
        for name in SHOWN
        if figures[name]
    ]


def _both(ground: Ground, way: str, asked: argparse.Namespace) -> dict[str, Any]:
    return {how: _run(ground, way, asked, times) for how, times in (("once", 1), ("twice", 2))}


def _run(ground: Ground, way: str, asked: argparse.Namespace, times: int) -> dict[str, Any]:
    with ground.connect() as db:
        people = crowd.gather(db, asked.people)
        hours = crowd.publish(db, slots=asked.slots, places=asked.places)
    last_held = began = 0.0

    def listen(_visitor: int, _status: int, answer: bytes) -> Next:
        nonlocal last_held
        if answer.endswith(b"held"):
            last_held = time.perf_counter()
        return None

    paths = (f"/{hours.slots[person % asked.slots]}/{person}/{person}" for person in people.numbers)
    requests = (f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode() for path in paths for _ in range(times))
    with server.serving(
        "bench.algorithms.page:application", environment=ground.environment | {"BENCH_WAY": way}
    ) as served:
        wire.fire(served.address, [b"GET / HTTP/1.1\r\nHost: bench\r\n\r\n"])
        began = time.perf_counter()
        volley = wire.fire(served.address, requests, listen, connections=CONNECTIONS)
    with ground.connect() as db:
        count = places.count(db, hours, asked=asked.people // asked.slots)
    return {
        **{name: value for name, value in asdict(count).items() if name in SHOWN},
        "server_errors": volley.server_errors,
        "holds_per_s": round(count.given / max(last_held - began, 1e-9)),
        "answers_per_s": round(volley.answers / volley.ended),
        "p99_ms": volley.percentile(99),
    }


def page(found: dict[str, Any]) -> str:
    """What docs/benchmarks.md says of it."""
    rows = "\n".join(
        f"| {way}, {how} | {figures['oversold']} | {figures['two_places']} | {figures['holds_per_s']:,} |"
        f" {figures['answers_per_s']:,} | {figures['p99_ms']} |"
        for way, both in found["ways"].items()
        for how, figures in both.items()
    )
    return f"""## Five ways to give places

{found["people"]:,} people ask over HTTP for {found["places"]:,} places in {found["slots"]} hours, each once, and then
each with two requests at once. All write the same rows. The usual ways run without the database's own checks, which
would stop them; ours runs with them. A row lock and its kin do not stop a double click: both requests have looked for
a place of this person before either has one.

| way | oversold | two places | places/s | answers/s | p99, ms |
|---|--:|--:|--:|--:|--:|
{rows}"""
