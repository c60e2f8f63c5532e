"""A million attempts at far too few places, from several connections at once: nothing over, nothing under.

Singles and families ask again and again, with new keys and with old ones, for hours that everybody wants; two asks of
one person meet in one transaction and in two. Only what the rows say afterwards counts.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

from bench import crowd, places
from bench.crowd import Hours, People
from bench.ground import Ground
from bench.places import Wish

TIMES = 10  # attempts of each person
SLOTS = 20
PLACES_OF_PEOPLE = 4  # a place for every fourth
FAMILY = 4
BATCH = 256
CONNECTIONS = 4
AGAIN = 0.1  # asks with the same key once more


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--attempts", type=int, default=1_000_000, help="asks for a place (default 1,000,000)")


def measure(ground: Ground, asked: argparse.Namespace) -> dict[str, Any]:
    """How many attempts, how fast, what was answered, and what the rows say."""
    with ground.connect() as db:
        count = max(asked.attempts // TIMES, 2 * FAMILY)
        singles = crowd.gather(db, count)
        families = crowd.gather(db, count // FAMILY * FAMILY, size=FAMILY)
        hours = crowd.publish(db, slots=SLOTS, places=max(count // PLACES_OF_PEOPLE, SLOTS))
    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        shares = [asked.attempts // CONNECTIONS] * CONNECTIONS
        answers = sum(
            pool.map(lambda seed: _besiege(ground, singles, families, hours, shares[seed], seed), range(CONNECTIONS)),
            Counter[str](),
        )
    took = time.perf_counter() - began
    with ground.connect() as db:
        found = places.count(db, hours, asked=hours.places)
    return {
        "attempts": answers.pop("attempts"),
        "places": hours.places,
        "slots": SLOTS,
        "connections": CONNECTIONS,
        **asdict(found),
        "attempts_per_s": round(sum(shares) / took),
        "seconds": round(took, 1),
        "answers": dict(answers),
    }


def too_much(found: dict[str, Any]) -> list[str]:
    """What must not be."""
    return [f"contention: {name} {found[name]}" for name in places.FAULTS if found[name]]


def page(found: dict[str, Any]) -> str:
    """What docs/benchmarks.md says of it."""
    faults = " · ".join(f"{name.replace('_', ' ')} {found[name]}" for name in places.FAULTS)
    return f"""## A siege

{found["attempts"]:,} asks for {found["places"]:,} places in {found["slots"]} hours, singles and families, every person
about {TIMES} times, from {found["connections"]} connections in batches of up to {BATCH}:
{found["attempts_per_s"]:,} a second. {found["given"]:,} places given; {faults}."""


def _besiege(ground: Ground, singles: People, families: People, hours: Hours, attempts: int, seed: int) -> Counter[str]:
    chance = random.Random(seed)
    answers = Counter[str]()
    asks = _asks(chance, singles, families, hours)
    with ground.connect() as db:
        while answers["attempts"] < attempts:
            batch = [next(asks) for _ in range(min(BATCH, attempts - answers["attempts"]))]
            answers["attempts"] += len(batch)
            wishes = [
                Wish(number, slot, file, person, key)
                for number, (slot, file, people, key) in enumerate(batch)
                for person in people
            ]
            answers.update(outcome for _, outcome in dict(places.book(db, wishes)).items())
    return answers


def _asks(
    chance: random.Random, singles: People, families: People, hours: Hours
) -> Iterator[tuple[int, int, list[int], str]]:
    """(slot, file, its people, key) without end; hours and people are those of a crowd in a hurry."""
    last = None
    while True:
        if last and chance.random() < AGAIN:
            yield last
            continue
        if chance.random() < 1 / (1 + FAMILY):
            first = chance.choice(families.numbers[:: families.size])
            people = list(range(first, first + families.size))
            file = families.file_of(first)
        else:
            people = [chance.choice(singles.numbers)]
            file = people[0]
        last = (chance.choice(hours.slots), file, people, f"{chance.getrandbits(64):x}")
        yield last
