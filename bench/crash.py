"""kill -9 of web, opening, worker and database in turn, in the middle of a rush; each is started again at once.

Visitors ask until they are answered, with the key they had before. Afterwards nothing may be oversold, nobody may be
left without an answer, and `invariants` and `verify-ledger` must find nothing. In every round two of five people press
in two tabs.
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

from bench import crowd, door, house, places, soundness, wire
from bench.door import Guests
from bench.ground import Ground
from bench.house import VICTIMS, House
from bench.wire import Volley

PEOPLE, PLACES, SLOTS = 600, 200, 4
CONNECTIONS = 32
LOOKS = 60
PATIENCE = 30.0
# When the blow falls, in seconds after the rush began.
SOONEST, LATEST = 0.005, 0.15
FAULTS = ("oversold", "undersold", "two_places", "counted_wrong", "stage_wrong")


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"in each round (default {PEOPLE})")
    parser.add_argument("--seed", type=int, default=1, help="of the moments at which the blows fall")


def measure(ground: Ground, asked: argparse.Namespace) -> dict[str, Any]:
    """Round after round; what was found is added up."""
    chance, found, killed = random.Random(asked.seed), Counter[str](), Counter[str]()
    problems: list[str] = []
    soundness.prepare(ground)
    began = time.perf_counter()
    with house.opened(ground) as inhabited:
        for number in range(asked.rounds):
            victim = VICTIMS[number % len(VICTIMS)]
            told = _round(ground, inhabited, victim, asked.people, chance.uniform(SOONEST, LATEST))
            unsound = soundness.problems()
            problems += [f"round {number + 1}, {victim}: {problem}" for problem in unsound]
            killed[victim] += 1
            found.update(told)
    took = time.perf_counter() - began
    return {
        "rounds": asked.rounds,
        "people": asked.people,
        "killed": dict(killed),
        **{name: found[name] for name in ("given", *FAULTS, "unanswered", "connections_broken", "in_the_middle")},
        "problems": problems,
        "seconds_per_round": round(took / max(asked.rounds, 1), 1),
    }


def too_much(found: dict[str, Any]) -> list[str]:
    """What must not be."""
    counted = [f"crash: {name} {found[name]}" for name in (*FAULTS, "unanswered") if found[name]]
    return counted + [f"crash: {problem}" for problem in found["problems"]]


def page(found: dict[str, Any]) -> str:
    """What docs/benchmarks.md says of it."""
    killed = ", ".join(f"{name} {times}" for name, times in found["killed"].items())
    faults = " · ".join(f"{name.replace('_', ' ')} {found[name]}" for name in (*FAULTS, "unanswered"))
    return f"""## Crashes in a rush

{found["rounds"]} rounds of {found["people"]} people; killed with -9: {killed}; in {found["in_the_middle"]} rounds while
people still asked. {found["connections_broken"]:,} connections broke, and their people asked again.
{found["given"]:,} places given; {faults}; problems found by `invariants` and `verify-ledger`: {len(found["problems"])}.
{found["seconds_per_round"]} seconds a round."""


def _round(ground: Ground, inhabited: House, victim: str, people: int, blow: float) -> dict[str, int]:
    with ground.connect() as db:
        crowding = crowd.gather(db, people)
        hours = crowd.publish(db, slots=SLOTS, places=PLACES * people // PEOPLE)
        db.execute("SELECT pg_notify('releases', '')")
    guests = Guests.with_passes(ground, inhabited.address, hours, crowding)
    guests.wait_for_the_line()
    with ThreadPoolExecutor(2) as pool:
        rush, looks = pool.submit(_rush, guests), pool.submit(_look_around, inhabited)
        time.sleep(blow)
        in_the_middle = not rush.done()
        inhabited.kill(victim)
        inhabited.restart(victim)
        inhabited.wait_until_well()
        volleys = [rush.result(), looks.result()]
    with ground.connect() as db:
        count = asdict(places.count(db, hours, asked=people // SLOTS))
    return {
        **count,
        "unanswered": sum(volley.unanswered for volley in volleys) + 2 * people // 5 + people - len(volleys[0].took),
        "connections_broken": sum(volley.broken for volley in volleys),
        "in_the_middle": in_the_middle,
    }


def _rush(guests: Guests) -> Volley:
    requests, follow = door.coming_again(list(_requests(guests)), lambda _answer: None, after=0.2)
    return wire.fire(guests.address, requests, follow, connections=CONNECTIONS, patience=PATIENCE, stubborn=True)


def _requests(guests: Guests) -> Iterator[bytes]:
    slots = guests.hours.slots
    for turn, number in enumerate(guests.people.numbers):
        yield guests.ask(number, slots[turn % len(slots)], f"{number}")
        if turn % 5 in {0, 2}:
            yield guests.ask(number, slots[turn % len(slots)], f"{number} again")


def _look_around(inhabited: House) -> Volley:
    """People on the pages of the house, through the same door."""
    look = "GET / HTTP/1.1\r\nHost: {}:{}\r\n\r\n".format(*inhabited.address).encode()
    requests, follow = door.coming_again([look] * LOOKS, lambda _answer: None, after=0.2)
    return wire.fire(inhabited.address, requests, follow, connections=4, patience=PATIENCE, stubborn=True)
