"""The real sandbox process on free ports, and our own side of the banks' calls as a small server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from pytest_django.fixtures import Settings

from mpaspor.gateways.small_web import Answer, Call, Route, Server, SmallWeb
from tests.gateways import keys
from tests.gateways.biller import CODE, Biller, bill
from tests.gateways.independent_snap import Ask, IndependentBank

SECRET, PARTNER = keys.BANK_SECRET, "CONTOH"


@dataclass
class Sandbox:
    """A sandbox process and how to reach it."""

    process: subprocess.Popen[str]
    port: int
    smtp_port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def register(self, nik: str, **resident: str) -> httpx.Response:
        return httpx.put(f"{self.url}/town/{nik}", json=resident, trust_env=False)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass
class OurSide:
    """Where the bank calls: it notes every call and answers what a test says, in order; then its judge, or 200."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    judge: Callable[[Call], Answer] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def take(self, call: Call) -> Answer:
        self.calls.append(call)
        if self.judge and not self.answers:
            return self.judge(call)
        return (
            self.answers.pop(0)
            if self.answers
            else Answer({"responseCode": "2002500", "responseMessage": "Successful"})
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, *, callback_base: str, ports: tuple[int, int] | None = None) -> Sandbox:
    """Start a sandbox and wait for its one line."""
    port, smtp_port = ports or (free_port(), free_port())
    command = [sys.executable, "-m", "mpaspor.gateways.sandbox", f"--port={port}", f"--smtp-port={smtp_port}"]
    command += [f"--data={folder}", f"--callback-base={callback_base}", f"--secret={SECRET}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **keys.environment()})
    assert process.stdout is not None
    assert process.stdout.readline() == f"sandbox ready: http://127.0.0.1:{port}, smtp 127.0.0.1:{smtp_port}\n"
    return Sandbox(process, port, smtp_port, folder)


@pytest.fixture(scope="session")
def listening_side() -> Iterator[OurSide]:
    side = OurSide()
    server = Server(0, SmallWeb([Route(method, "/.*", side.take) for method in ("GET", "POST")]))
    side.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield side
    server.shutdown()
    server.server_close()


@pytest.fixture
def our_side(listening_side: OurSide) -> OurSide:
    listening_side.calls.clear()
    listening_side.answers.clear()
    listening_side.judge = None
    return listening_side


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory, listening_side: OurSide) -> Iterator[Sandbox]:
    running = start(tmp_path_factory.mktemp("sandbox"), callback_base=listening_side.url)
    yield running
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=5) == 0


@pytest.fixture
def start_sandbox(tmp_path: Path, listening_side: OurSide) -> Iterator[Callable[..., Sandbox]]:
    """Start another sandbox in this test's own folder, again and again if need be."""
    with ExitStack() as started:

        def start_one(ports: tuple[int, int] | None = None) -> Sandbox:
            one = start(tmp_path / "sandbox", callback_base=listening_side.url, ports=ports)
            started.callback(one.kill)
            return one

        yield start_one


@pytest.fixture(autouse=True)
def gateways(settings: Settings, sandbox: Sandbox, tmp_path: Path) -> Settings:
    """The settings, wired to the sandbox; a test may change a part."""
    wire(settings, sandbox)
    settings.GATEWAYS = {**settings.GATEWAYS, "storage": {"folder": str(tmp_path / "papers")}}
    return settings


def wire(settings: Settings, sandbox: Sandbox) -> None:
    settings.GATEWAYS = {
        **settings.GATEWAYS,
        "population": {"url": sandbox.url, "user": "contoh", "password": "contoh", "timeout": 2},
        "watchlist": {"url": sandbox.url, "key": "contoh", "timeout": 2},
        "beacon": {**settings.GATEWAYS["beacon"], "url": sandbox.url, "timeout": 2},
        "mailbox": {"url": sandbox.url, "timeout": 2},
        **money(sandbox.url),
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sandbox.smtp_port


def money(url: str) -> dict[str, dict[str, object]]:
    """The gateways of the money, wired to a sandbox."""
    us = {"client_key": "mpaspor", "partner_id": "MPASPOR", "private_key": keys.private("GATEWAY"), "timeout": 2}
    bank = {"bank": PARTNER, "service_id": "88899", "secret": SECRET, "token_key": "kunci-token"}
    bank |= {"bank_client_key": "bank-contoh", "bank_public_key": keys.public("BANK")}
    acquirer = {"secret": keys.ACQUIRER_SECRET, "merchant": "M1", "public_key": keys.public("ACQUIRER")}
    return {
        "snap": {**us, **bank, "url": f"{url}/bank"},
        "treasury": {**us, "url": f"{url}/treasury", "public_key": keys.public("TREASURY")},
        "qris": {**us, **acquirer, "url": f"{url}/acquirer"},
        "payout": {**us, "url": f"{url}/payout", "secret": keys.PAYOUT_SECRET, "source": "8889900000001"},
    }


def rewire(settings: Settings, name: str, **values: object) -> None:
    """Change some values of one gateway."""
    settings.GATEWAYS = {**settings.GATEWAYS, name: {**settings.GATEWAYS[name], **values}}


@pytest.fixture
def silent_address() -> Iterator[str]:
    """An address that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def biller() -> Biller:
    return Biller(bills={CODE: bill()})


@pytest.fixture
def bank(biller: Biller) -> IndependentBank:
    return biller.independent()


@pytest.fixture(params=["24", "25"])
def service(request: pytest.FixtureRequest, bank: IndependentBank) -> tuple[str, Ask]:
    """Both transaction services, asked about the same bill."""
    if request.param == "24":
        return "24", lambda **changes: bank.inquire(CODE, **changes)
    return "25", lambda **changes: bank.pay(CODE, 650000, **changes)
