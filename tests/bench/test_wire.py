"""The load generator believes its sockets, not the answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from bench import server, wire
from config.supervisor import ports

pytestmark = pytest.mark.real_clock

ASK = b"GET / HTTP/1.1\r\nHost: bench\r\n\r\n"


@contextmanager
def answering(answer: Callable[[int], bytes]) -> Iterator[tuple[str, int]]:
    """A server that gives one answer on each connection, and closes it."""
    with socket.create_server((ports.LOOPBACK, 0)) as listening:

        def serve() -> None:
            for number in range(1000):
                try:
                    asking, _ = listening.accept()
                except OSError:
                    return
                with asking:
                    asking.recv(4096)
                    asking.sendall(answer(number))

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()
        listening.shutdown(socket.SHUT_RDWR)


def said(status: int) -> bytes:
    return b"HTTP/1.1 %d X\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok" % status


def test_every_visitor_is_answered_over_connections_that_stay_open() -> None:
    with server.serving("bench.hello:application", server.WSGI) as served:
        volley = wire.fire(served.address, (ASK for _ in range(500)), connections=16)
    assert volley.statuses == {200: 500}
    assert volley.server_errors == 0
    assert 0 < volley.percentile(50) <= volley.percentile(99)


def test_a_server_error_and_a_connection_closed_without_an_answer_count() -> None:
    with answering(lambda number: (said(200), said(503), b"")[number % 3]) as address:
        volley = wire.fire(address, (ASK for _ in range(9)), connections=1)
    assert (volley.statuses[200], volley.statuses[503], volley.broken, volley.server_errors) == (3, 3, 3, 6)


def test_a_connection_refused_counts() -> None:
    volley = wire.fire((ports.LOOPBACK, ports.free()), [ASK, ASK])
    assert (volley.answers, volley.broken) == (0, 2)


def test_who_is_told_to_come_again_comes_again_and_counts_once() -> None:
    def follow(_visitor: int, status: int, _answer: bytes) -> wire.Next:
        return (0.01, ASK) if status == 429 else None

    with answering(lambda number: said(429 if number < 3 else 200)) as address:
        volley = wire.fire(address, [ASK, ASK], follow, connections=1)
    assert volley.statuses == {429: 3, 200: 2}
    assert len(volley.took) == 2


def test_the_stubborn_ask_until_the_server_is_there() -> None:
    with answering(lambda number: b"" if number < 2 else said(200)) as address:
        volley = wire.fire(address, [ASK], stubborn=True)
    assert (volley.statuses[200], volley.broken) == (1, 2)


def test_nobody_waits_for_ever() -> None:
    silent = threading.Event()

    def never(_number: int) -> bytes:
        silent.wait(5)
        return b""

    with answering(never) as address:
        volley = wire.fire(address, [ASK], patience=0.5)
    silent.set()
    assert (volley.answers, volley.unanswered) == (0, 1)
