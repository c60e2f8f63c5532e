"""Tell everything, kill the server in the middle, and count."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

from bench import server, soundness, wire
from bench.callbacks import bank as banks
from bench.callbacks import bills as billing
from bench.callbacks import counts, stories
from bench.callbacks.bank import Bank
from bench.ground import Ground
from bench.wire import Volley
from config.supervisor import ports
from config.supervisor.child import Child

CONNECTIONS = 32
HELLOS = 20_000
PATIENCE = 120.0
BETWEEN_BLOWS = 4.0
FAULTS = ("lost", "doubled", "unexplained", "server_errors")
_OPTIONS = ("--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--log-level", "critical", "--no-ws")


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=100_000, help="calls (default 100,000)")
    parser.add_argument("--kills", type=int, default=3, help="times the server is killed meanwhile (default 3)")
    parser.add_argument("--connections", type=int, default=CONNECTIONS)


def measure(ground: Ground, asked: argparse.Namespace) -> dict[str, Any]:
    """First the hello, alone; then the calls; then what the rows say."""
    hello = _hello(ground, asked)
    soundness.prepare(ground)
    counts.enter_bank(ground)
    issued = billing.issue(ground, max(asked.count * 10 // stories.CALLS_OF_TEN, 20))
    with _served(ground) as web:
        bank = _bank(ground, web.address)
        bank.sign_in()
        volley = _tell_and_kill(web, bank, issued, asked)
    found = counts.count(ground, bank, issued)
    per_second = round(volley.answers / volley.ended)
    return {
        "calls": volley.answers,
        "bills": issued.count,
        "kills": web.killed,
        "connections": asked.connections,
        **found,
        "server_errors": volley.server_errors - volley.broken,
        "connections_broken": volley.broken,
        "callbacks_per_s": per_second,
        "p50_ms": volley.percentile(50),
        "p99_ms": volley.percentile(99),
        "hello_per_s": hello,
        "ratio": round(per_second / hello, 3),
        "answers": dict(sorted(bank.answers.items())),
    }


def too_much(found: dict[str, Any]) -> list[str]:
    """What must not be."""
    counted = [f"callbacks: {name} {found[name]}" for name in FAULTS if found[name]]
    return counted + [f"callbacks: {problem}" for problem in found["problems"]]


def page(found: dict[str, Any]) -> str:
    """What docs/benchmarks.md says of it."""
    return f"""## Banks that tell of payments

{found["calls"]:,} calls about {found["bills"]:,} bills over {found["connections"]} connections: doubled, reordered,
late, of wrong amounts, with wrong signatures, two at once for one bill; the server killed -9 {found["kills"]} times
({found["connections_broken"]:,} connections broke, and their calls were told again as advice).

| | |
|---|--:|
| lost, doubled, unexplained, server errors | {", ".join(str(found[name]) for name in FAULTS)} |
| payments taken, refused, bills settled | {found["taken"]:,}, {found["refused"]:,}, {found["settled"]:,} |
| calls a second | {found["callbacks_per_s"]:,} |
| p50, p99 of a call, ms | {found["p50_ms"]}, {found["p99_ms"]} |
| of a hello that checks token and signature ({found["hello_per_s"]:,}) | {found["ratio"]:.1%} |
| problems found by `invariants` and `books` | {len(found["problems"])} |"""


class _Web:
    """The web process on one port; what kills it starts it again."""

    def __init__(self, ground: Ground) -> None:
        self.address = (ports.LOOPBACK, ports.free())
        self.killed = 0
        self.is_up = threading.Event()
        where = ["--host", self.address[0], "--port", str(self.address[1])]
        command = [sys.executable, "-m", "granian", *_OPTIONS, *where, "config.wsgi:application"]
        log = ground.data / "log" / "web.log"
        self._child = Child("web", command, environment=ground.environment, log=log)

    def start(self) -> None:
        self._child.start()
        server.wait_for(self.address)
        self.is_up.set()

    def kill(self) -> None:
        """Without a farewell, with all its workers."""
        self.is_up.clear()
        os.killpg(self._child.number, signal.SIGKILL)
        self._child.stop()
        self.killed += 1

    def stop(self) -> None:
        self._child.stop()


@contextmanager
def _served(ground: Ground) -> Iterator[_Web]:
    web = _Web(ground)
    web.start()
    try:
        yield web
    finally:
        web.stop()


def _tell_and_kill(web: _Web, bank: Bank, issued: billing.Bills, asked: argparse.Namespace) -> Volley:
    """The calls beside us; a blow some seconds after the other. A child lives as long as the thread that began it."""
    with ThreadPoolExecutor(1) as beside:
        telling = beside.submit(_tell, web, bank, issued, asked)
        for _blow in range(asked.kills):
            if wait([telling], timeout=BETWEEN_BLOWS).done:
                break
            web.kill()
            web.start()
        return telling.result()


def _tell(web: _Web, bank: Bank, issued: billing.Bills, asked: argparse.Namespace) -> Volley:
    def requests() -> Iterator[bytes]:
        for visitor, call in enumerate(stories.calls(issued)):
            web.is_up.wait()  # whoever has not called yet does not call somebody who is down
            yield bank.request(visitor, call)

    return wire.fire(
        bank.address, requests(), bank.hear, connections=asked.connections, patience=PATIENCE, stubborn=True
    )


def _hello(ground: Ground, asked: argparse.Namespace) -> int:
    """Signed calls a second that are only checked."""
    with server.serving("bench.callbacks.hello:application", server.WSGI, environment=ground.environment) as served:
        bank = _bank(ground, served.address)
        bank.token = counts.token(ground)
        count = min(HELLOS, asked.count)
        requests = [bank.request(turn, banks.Call("8" + "0" * 14, f"hello-{turn}")) for turn in range(count)]
        began = time.perf_counter()
        volley = wire.fire(served.address, requests, connections=asked.connections)
    assert volley.statuses[200] == count, volley.statuses
    return round(count / (time.perf_counter() - began))


def _bank(ground: Ground, address: tuple[str, int]) -> Bank:
    told = ground.environment
    return Bank(address, told["MPASPOR_BANK_KEY"], told["MPASPOR_BANK_SECRET"])
