"""Admission follows what booking achieves, here against servers that are imagined."""

from __future__ import annotations

from collections import deque

from mpaspor.stages.appointments.line import pace
from mpaspor.stages.appointments.line.pace import Seen


class Server:
    """Serves so many a second, lets so many wait, refuses the rest; whoever is admitted asks within a few seconds."""

    def __init__(self, capacity: int, places: int, *, comes: float = 1.0) -> None:
        self.capacity, self.places, self.comes = capacity, places, comes
        self.rate, self.queue, self.served, self.refused = pace.FIRST, 0.0, 0.0, 0.0
        self.admitted = 0.0
        self.asking: deque[float] = deque([0.0] * 5)
        self.given = 0.0

    def second(self) -> None:
        choosing = max(0.0, sum(self.asking) + self.queue)
        seen = Seen(self.served, int(self.queue), int(self.refused), int(self.places - self.given), int(choosing))
        self.rate = pace.rate(self.rate, seen)
        self.admitted += self.rate
        self.asking.append(self.rate * self.comes)
        self.queue += self.asking.popleft()
        self.refused = max(0.0, self.queue - 2000)
        self.queue -= self.refused
        self.served = min(self.queue, self.capacity, self.places - self.given)
        self.given += self.served
        self.queue = max(0.0, self.queue - self.capacity)


def test_it_rises_to_what_the_server_bears_and_stays_near() -> None:
    server = Server(capacity=500, places=1_000_000)
    for _ in range(60):
        server.second()
    reached = []
    for _ in range(120):
        server.second()
        reached.append(server.served)
    assert 250 < sum(reached) / len(reached) <= 500
    assert server.refused == 0


def test_a_slow_server_is_not_run_over() -> None:
    server = Server(capacity=5, places=10_000)
    refused = 0.0
    for _ in range(300):
        server.second()
        refused += server.refused
    assert refused == 0


def test_few_more_are_admitted_than_places_can_serve() -> None:
    server = Server(capacity=1000, places=100)
    for _ in range(60):
        server.second()
    assert server.given == 100
    assert server.admitted <= 100 * pace.PER_PLACE + 1


def test_those_who_do_not_come_do_not_stop_the_others() -> None:
    server = Server(capacity=1000, places=200, comes=0.2)
    for _ in range(120):
        server.second()
    assert server.given == 200


def test_a_refusal_brings_it_below_what_was_served() -> None:
    assert pace.rate(800, Seen(600, 10, 1, 10_000, 0)) == 480


def test_nobody_is_admitted_to_nothing() -> None:
    assert pace.rate(800, Seen(600, 0, 0, 0, 0)) == 0
