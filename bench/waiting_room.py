"""A million people in one waiting room who ask where they stand, each with a ticket of her own.

`ratio` compares the answers a second with a bare hello of the same server, asked by the same load generator over as
many connections in the same run, a part of the one and a part of the other in turns: what else the machine does slows
both. Memory is what the door's processes have to themselves, before and after.
`statements_per_s` are transactions the database counts, each of one statement, while the whole crowd asks; and while
as many requests come from a thousand people only: it must not grow with the crowd.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from bench import crowd, door, processes, server, wire
from bench.crowd import Hours
from bench.ground import Ground
from bench.server import Served
from bench.wire import Next, Volley
from mpaspor.core import clock
from mpaspor.stages.appointments.line import tickets
from mpaspor.stages.appointments.line.tickets import Claim, Keys

Answer = TypeVar("Answer")

CONNECTIONS = 64
FEW = 1000
PARTS = 10
PLACES = 500
LEAST_RATIO, MOST_MEGABYTES = 0.5, 50
LIMIT = """What lies between an answer and a hello is our own Python: it reads the token, finds the number and fills in
the page."""
# The beat of the door, and what other processes of the database itself do beside it.
SLACK = 5
_COUNTED = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
FLUSHED = 1.5  # a server process tells its counts once a second


class Told:
    """How many were told where they stand, and not only to look again."""

    def __init__(self) -> None:
        self.place = 0

    def hear(self, _visitor: int, _status: int, answer: bytes) -> Next:
        self.place += not answer.endswith(b"\r\n\r\n")
        return None


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--connections", type=int, default=CONNECTIONS)


def measure(ground: Ground, asked: argparse.Namespace) -> dict[str, Any]:
    """The bare hello, a small crowd, the whole crowd."""
    with ground.connect() as db:
        hours = crowd.publish(db, slots=1, places=PLACES)
    store = _mint(ground, hours, asked.tickets)
    few = list(itertools.islice(_requests(store, hours), min(FEW, asked.tickets)))
    with server.serving("bench.hello:asynchronous", server.ASGI_ALONE) as bare, door.opened(ground) as served:
        for address in (bare.address, served.address):
            wire.fire(address, few, connections=asked.connections)
        before = processes.megabytes(served.number)
        crowd_of_few = itertools.islice(itertools.cycle(few), asked.tickets // 4)
        _, small = _counted(ground, lambda: wire.fire(served.address, crowd_of_few, connections=asked.connections))
        told = Told()
        (volley, hello), large = _counted(ground, lambda: _in_turns(served, bare, _requests(store, hours), told, asked))
        after = processes.megabytes(served.number)
    pace, hello_pace = volley.answers / volley.ended, hello.answers / hello.ended
    return {
        "tickets": asked.tickets,
        "connections": asked.connections,
        "answers_per_s": round(pace),
        "hello_per_s": round(hello_pace),
        "ratio": round(pace / hello_pace, 2),
        "p50_ms": volley.percentile(50),
        "p99_ms": volley.percentile(99),
        "server_errors": volley.server_errors,
        "statuses": dict(volley.statuses),
        "told_their_place": told.place,
        "memory_before_mb": round(before, 1),
        "memory_growth_mb": round(after - before, 1),
        "statements_per_s": large,
        "statements_per_s_of_a_thousand": small,
    }


def too_much(found: dict[str, Any]) -> list[str]:
    """What must not be."""
    broken = {
        f"answers are {found['ratio']} of a bare hello, wanted {LEAST_RATIO}": found["ratio"] < LEAST_RATIO,
        f"memory grew by {found['memory_growth_mb']} MB": found["memory_growth_mb"] >= MOST_MEGABYTES,
        f"{found['server_errors']} server errors": found["server_errors"] > 0,
        f"{found['statements_per_s']} statements a second for all, {found['statements_per_s_of_a_thousand']} for few": (
            found["statements_per_s"] > found["statements_per_s_of_a_thousand"] + SLACK
        ),
    }
    return [f"waiting room: {what}" for what, is_so in broken.items() if is_so]


def page(found: dict[str, Any]) -> str:
    """What docs/benchmarks.md says of it."""
    return f"""## The waiting room

{found["tickets"]:,} people ask once each where they stand, over {found["connections"]} connections.

| | |
|---|--:|
| answers a second | {found["answers_per_s"]:,} |
| of a bare hello of the same server ({found["hello_per_s"]:,}) | {found["ratio"]:.0%} |
| p50, p99, ms | {found["p50_ms"]}, {found["p99_ms"]} |
| memory at the beginning, growth, MB | {found["memory_before_mb"]}, {found["memory_growth_mb"]} |
| statements a second to the database, while all ask | {found["statements_per_s"]} |
| the same, while a thousand people ask as fast | {found["statements_per_s_of_a_thousand"]} |
| server errors | {found["server_errors"]} |
{_verdict(found)}"""


def _verdict(found: dict[str, Any]) -> str:
    """That the ratio is not what it should be, and why."""
    return "" if found["ratio"] >= LEAST_RATIO else f"\nWanted is {LEAST_RATIO:.0%}. {LIMIT}"


def _mint(ground: Ground, hours: Hours, count: int) -> Path:
    """A file of tickets of people who were there before the opening, one a line."""
    keys, expires = tickets.keys(ground.environment["MPASPOR_SECRET_KEY"]), int(clock.now().timestamp()) + 7200
    store = ground.data / "tickets"
    with store.open("w") as out:
        out.writelines(f"{_ticket(keys, hours, number, expires)}\n" for number in range(1, count + 1))
    return store


def _ticket(keys: Keys, hours: Hours, number: int, expires: int) -> str:
    person = number.to_bytes(32)
    mark = tickets.mark([person])
    claim = Claim(
        release=hours.release,
        application=number,
        actor=number,
        expires=expires,
        round=0,
        lot=tickets.lot(keys, hours.release, [person]),
        browser=tickets.browser(keys, f"{number}"),
        party=tickets.party(keys, hours.release, mark),
        people=1,
        mark=mark,
        reference="7KQ2-M9XD",
        kinds=frozenset({"electronic"}),
    )
    return tickets.mint(keys, claim)


def _requests(store: Path, hours: Hours) -> Iterator[bytes]:
    ask = f"GET /line/{hours.release}/state?now=waiting HTTP/1.1\r\nHost: bench\r\nCookie: sessionid=".encode()
    with store.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            yield b"%s%d; line=%s\r\n\r\n" % (ask, number, line.rstrip())


def _in_turns(
    served: Served, bare: Served, requests: Iterator[bytes], told: Told, asked: argparse.Namespace
) -> tuple[Volley, Volley]:
    """The crowd at the door and at the bare hello, a part of the one and a part of the other."""
    crowd, hello = Volley(), Volley()
    size = -(-asked.tickets // PARTS)
    for _ in range(PARTS):
        part = list(itertools.islice(requests, size))
        hello.add(wire.fire(bare.address, part[: max(size // 4, FEW)], connections=asked.connections))
        crowd.add(wire.fire(served.address, part, told.hear, connections=asked.connections))
    return crowd, hello


def _counted(ground: Ground, ask: Callable[[], Answer]) -> tuple[Answer, float]:
    """What came of it, and how many statements a second the database had meanwhile."""
    with ground.connect() as db:
        time.sleep(FLUSHED)
        (before,), began = db.execute(_COUNTED).fetchone() or (0,), time.perf_counter()
        answer = ask()
        time.sleep(FLUSHED)
        (after,), ended = db.execute(_COUNTED).fetchone() or (0,), time.perf_counter()
    return answer, round((after - before) / (ended - began), 1)
