"""A crowd that wants far too few places at the same moment, over HTTP, with tickets as they are really signed.

`holds_per_s` is the places given, as rows count them, over the time from the first request for a place to the last
answer that gave one; how long the others wait for a no is in the percentiles. 500 places are gone before a tenth of a
second is over, so there are several openings with a crowd each, and the one in the middle is told of; what must not be
is counted in all. `ratio` compares it with the best that `pgbench` reaches with one place a transaction, in the same
run, on the same server with the same settings. Everybody has come in before, with her connection open, and everybody is
admitted: neither the pace of admission nor that of opening connections is what is measured here, as pgbench's own
figure leaves them out. Each hour is asked for by as many people; every twentieth asks from two tabs at once. The door
has given the places of another, small release before, as pgbench has its first transactions behind it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from operator import itemgetter
from typing import Any

from bench import crowd, door, pgbench, places, wire
from bench.door import Guests
from bench.ground import Ground
from bench.server import Served

# While one batch is written, the next gathers.
CONNECTIONS = 192
OPENINGS = 5
WARM_UP = 400
TWO_TABS = 20  # every so many-eth person
SHOWN = ("oversold", "undersold", "two_places")
WANTED = {1: 3.0}
WANTED_OTHERWISE = 1.2
LIMIT = """Up to the last of 500 places the database, the door and the crowd itself use some 140 ms of processor time,
on two cores: ADR 0013 tells where they go, and what was tried."""


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--places", type=int, default=500)
    parser.add_argument("--slots", type=int, default=1)
    parser.add_argument("--connections", type=int, default=CONNECTIONS, help=f"of the crowd (default {CONNECTIONS})")
    parser.add_argument("--openings", type=int, default=OPENINGS, help=f"one after the other (default {OPENINGS})")
    parser.add_argument("--seconds", type=int, default=pgbench.SECONDS, help="of each run of pgbench; 0 leaves it out")


def measure(ground: Ground, asked: argparse.Namespace) -> dict[str, Any]:
    """First the rush: pgbench gives some hundred thousand places, and who comes after it works among its rows."""
    found = _rush(ground, asked)
    alone = pgbench.best(ground, slots=asked.slots, seconds=asked.seconds) if asked.seconds else {"pgbench_tps": 0}
    tps = alone["pgbench_tps"]
    return {**found, **alone, "ratio": round(found["holds_per_s"] / tps, 2) if tps else None}


def too_much(found: dict[str, Any]) -> list[str]:
    """What must not be, and a ratio that is too small."""
    broken = [f"rush: {name} {found[name]}" for name in (*SHOWN, "server_errors", "counted_wrong") if found[name]]
    wanted = _wanted(found)
    if found["ratio"] is not None and found["ratio"] < wanted:
        broken.append(f"rush: ratio {found['ratio']}, wanted {wanted}")
    return broken


def page(found: dict[str, Any]) -> str:
    """What docs/benchmarks.md says of it."""
    hours = "one hour" if found["slots"] == 1 else f"{found['slots']} hours"
    return f"""## A rush for {hours}

{found["people"]:,} people, {found["places"]:,} places in {hours}, {found["connections"]} connections, every twentieth
person in two tabs. Of {len(found["openings"])} openings, each with a crowd of its own, the one in the middle.

| | |
|---|--:|
| oversold, undersold, two places, server errors | {", ".join(str(found[name]) for name in (*SHOWN, "server_errors"))} |
| places a second, from the first request to the last place given | {found["holds_per_s"]:,} |
| pgbench, one place a transaction, at its best ({found["pgbench_way"]}, {found["pgbench_connections"]} connections) | {
        found["pgbench_tps"]:,} |
| ratio | {found["ratio"]} |
| places a second, of each opening | {", ".join(f"{pace:,}" for pace in found["openings"])} |
| answers a second, to everybody | {found["answers_per_s"]:,} |
| p50, p95, p99 of an answer, ms | {found["p50_ms"]}, {found["p95_ms"]}, {found["p99_ms"]} |
| pages of the line a second, while everybody comes in | {found["pages_per_s"]:,} |
{_verdict(found)}"""


def _verdict(found: dict[str, Any]) -> str:
    """That a ratio is not what it should be, and why."""
    wanted = _wanted(found)
    return "" if found["ratio"] is None or found["ratio"] >= wanted else f"\nWanted is a ratio of {wanted}. {LIMIT}"


def _wanted(found: dict[str, Any]) -> float:
    return WANTED.get(found["slots"], WANTED_OTHERWISE)


def _rush(ground: Ground, asked: argparse.Namespace) -> dict[str, Any]:
    with ground.connect() as db:
        few, small = crowd.gather(db, WARM_UP), crowd.publish(db, slots=4, places=WARM_UP)
    door.open_wide(ground, small)
    with door.opened(ground) as served:
        first = Guests.with_passes(ground, served.address, small, few)
        first.come_in()
        first.wait_for_their_turn()
        _besiege(first, asked)
        openings = [_opening(ground, served, asked) for _ in range(asked.openings)]
    told = sorted(openings, key=itemgetter("holds_per_s"))[len(openings) // 2]
    return {
        "people": asked.people,
        "places": asked.places,
        "slots": asked.slots,
        "connections": asked.connections,
        **told,
        **{name: sum(opening[name] for opening in openings) for name in (*places.FAULTS, "server_errors")},
        "openings": [opening["holds_per_s"] for opening in openings],
    }


def _opening(ground: Ground, served: Served, asked: argparse.Namespace) -> dict[str, Any]:
    """One crowd and its release."""
    with ground.connect() as db:
        people, hours = crowd.gather(db, asked.people), crowd.publish(db, slots=asked.slots, places=asked.places)
        db.execute("VACUUM ANALYZE")
        db.execute("CHECKPOINT")
    door.open_wide(ground, hours)
    guests = Guests.with_passes(ground, served.address, hours, people)
    guests.wait_for_the_line()
    entered = guests.come_in(connections=asked.connections)
    guests.wait_for_their_turn()
    volley, last_held, outcomes = _besiege(guests, asked)
    with ground.connect() as db:
        count = places.count(db, hours, asked=asked.people // asked.slots)
    return {
        **asdict(count),
        "server_errors": volley.server_errors + entered.server_errors,
        "holds_per_s": round(count.given / last_held),
        "answers_per_s": round(volley.answers / volley.ended),
        "p50_ms": volley.percentile(50),
        "p95_ms": volley.percentile(95),
        "p99_ms": volley.percentile(99),
        "pages_per_s": round(entered.answers / entered.ended),
        "outcomes": dict(outcomes),
    }


def _besiege(guests: Guests, asked: argparse.Namespace) -> tuple[wire.Volley, float, Counter[str]]:
    outcomes, last_held = Counter[str](), 0.0

    def told(answer: bytes) -> None:
        nonlocal last_held
        outcome = door.outcome(answer)
        outcomes[outcome] += 1
        if outcome == "held":
            last_held = time.perf_counter()

    requests, follow = door.coming_again(list(_requests(guests)), told)
    volley = wire.fire(guests.address, requests, follow, connections=asked.connections, is_there=True)
    return volley, max(last_held - volley.began, 1e-9), outcomes


def _requests(guests: Guests) -> Iterator[bytes]:
    slots = guests.hours.slots
    for turn, number in enumerate(guests.people.numbers):
        slot = slots[turn % len(slots)]
        yield guests.ask(number, slot, f"{number}")
        if turn % TWO_TABS == 0:
            yield guests.ask(number, slot, f"{number} again")
