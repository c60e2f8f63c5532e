"""The door of an opening as it runs in production, and people who come to it with passes the portal would give them."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench import server, wire
from bench.crowd import Hours, People
from bench.ground import Ground
from bench.server import Served
from bench.wire import Next, Volley
from mpaspor.core import clock
from mpaspor.stages.appointments.line import passes, tickets
from mpaspor.stages.appointments.line.passes import File

APPLICATION = "config.opening:application"
PATIENCE = 30.0
# Whoever comes may choose: what is measured is the desk, not the pace of admission.
_OPEN_WIDE = """
INSERT INTO appointments_gate (release_id, admitted, per_second, at) VALUES (%s, 1000000000, 0, now())
"""
_OUTCOME = re.compile(rb'"outcome": ?"(\w+)"')
_TICKET = re.compile(rb"set-cookie: line=([^;]+)", re.IGNORECASE)


@contextmanager
def opened(ground: Ground) -> Iterator[Served]:
    """Where it is, once it knows its database."""
    with server.serving(APPLICATION, environment=ground.environment) as served:
        wait_until_well(served.address)
        yield served


def wait_until_well(address: tuple[str, int], path: str = "/line/health", patience: float = PATIENCE) -> None:
    """Until it says so itself."""
    until = time.monotonic() + patience
    while _status(address, path) != http.client.OK:
        assert time.monotonic() < until, f"{address[0]}:{address[1]}{path} is not well"
        time.sleep(0.05)


def open_wide(ground: Ground, hours: Hours) -> None:
    """Let everybody choose who comes in the line of this release, and tell the door of the release."""
    with ground.connect() as db:
        db.execute(_OPEN_WIDE, [hours.release])
        db.execute("SELECT pg_notify('releases', '')")


@dataclass(frozen=True)
class Guests:
    """The cookies of people in one line; `Guests.with_passes` are signed in and come from the portal."""

    address: tuple[str, int]
    hours: Hours
    people: People
    cookies: dict[int, str]

    @classmethod
    def with_passes(cls, ground: Ground, address: tuple[str, int], hours: Hours, people: People) -> Guests:
        """Signed as the portal signs them, for a browser session of each person."""
        keys = tickets.keys(ground.environment["MPASPOR_SECRET_KEY"])
        expires = int(clock.now().timestamp()) + 7200
        cookies = {}
        for number in people.numbers:
            session = f"{number:032x}"
            file = File(number, people.reference_of(number), [people.key_of(number)], ["electronic"])
            token = passes.issue(keys, file, release=hours.release, actor=number, session=session, expires=expires)
            cookies[number] = f"sessionid={session}; {tickets.COOKIE}={token}"
        return cls(address, hours, people, cookies)

    def come_in(self, *, connections: int = wire.CONNECTIONS) -> Volley:
        """Everybody opens the page of the line; her pass becomes a ticket."""
        numbers = list(self.people.numbers)

        def keep(visitor: int, _status: int, answer: bytes) -> Next:
            ticket = _TICKET.search(answer)
            if ticket:
                session, _, _ = self.cookies[numbers[visitor]].partition("; ")
                self.cookies[numbers[visitor]] = f"{session}; {tickets.COOKIE}={ticket[1].decode()}"
            return None

        return wire.fire(self.address, (self.look(number) for number in numbers), keep, connections=connections)

    def wait_for_the_line(self) -> None:
        """Until the door knows of it."""
        until = time.monotonic() + PATIENCE
        first = self.look(self.people.first)
        while not wire.fire(self.address, [first]).statuses[http.client.OK]:
            assert time.monotonic() < until, "the door does not know the line"
            time.sleep(0.05)

    def wait_for_their_turn(self) -> None:
        """Until the last of them may choose: what she asks for is not there, and that is what she is told."""
        last, told = self.people.numbers[-1], [""]
        until = time.monotonic() + PATIENCE

        def hear(_visitor: int, _status: int, answer: bytes) -> Next:
            told[0] = outcome(answer)
            return None

        while told[0] != "unknown":
            assert time.monotonic() < until, f"nobody is admitted: {told[0]}"
            time.sleep(0.2)
            wire.fire(self.address, [self.ask(last, 0, "turn")], hear)

    def look(self, number: int, part: str = "") -> bytes:
        """A request for the page of the line, or for a part of it."""
        return (
            f"GET /line/{self.hours.release}{part} HTTP/1.1\r\nHost: bench\r\nCookie: {self.cookies[number]}\r\n\r\n"
        ).encode()

    def ask(self, number: int, slot: int, key: str) -> bytes:
        """A request to hold a place."""
        body = json.dumps({"slot": slot})
        return (
            f"POST /line/{self.hours.release}/hold HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Cookie: {self.cookies[number]}\r\nIdempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


def outcome(answer: bytes) -> str:
    """What the door said of a hold, in one word."""
    found = _OUTCOME.search(answer)
    return found[1].decode() if found else f"status {answer[9:12].decode()}"


def coming_again(
    requests: Iterable[bytes], told: Callable[[bytes], None], *, after: float = 1.0
) -> tuple[Iterator[bytes], wire.Follow]:
    """Requests of people who come again when they are told to, `after` seconds, and what to fire them with."""
    sent: dict[int, bytes] = {}

    def sending() -> Iterator[bytes]:
        for visitor, request in enumerate(requests):
            sent[visitor] = request
            yield request

    def follow(visitor: int, status: int, answer: bytes) -> Next:
        if status in {http.client.TOO_MANY_REQUESTS, http.client.BAD_GATEWAY, http.client.SERVICE_UNAVAILABLE}:
            return after, sent[visitor]
        told(answer)
        del sent[visitor]
        return None

    return sending(), follow


def _status(address: tuple[str, int], path: str) -> int:
    connection = http.client.HTTPConnection(*address, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
