"""A service of its own for the journeys, started as a newcomer starts it: `mpaspor up` on an empty folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import psycopg

from config.supervisor import ports, tenancy

ROOT = Path(__file__).resolve().parent.parent.parent
UP = [sys.executable, "-m", "config.cli"]
PATIENCE = 180.0
FAREWELL = 30.0


@dataclass(frozen=True)
class Service:
    """Where it is, and the few things a test does behind its back: looking at rows, letting time pass."""

    address: str
    data: Path

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query, or none of a statement that changes something."""
        with psycopg.connect(tenancy.cluster_in(self.data).url) as connection:
            done = connection.execute(statement.encode(), values)
            return done.fetchall() if done.description else []

    def work(self, queue: str, task: str) -> None:
        """Have the worker do one of the minute's jobs now."""
        made = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES (%s, %s, %s)"
        self.sql(made, queue, f"mpaspor.stages.{task}", '{"timestamp": 0}')

    def run(self, *command: str) -> str:
        """What a command of the house says; it must succeed."""
        done = subprocess.run(
            [*UP, *command], cwd=ROOT, env=alone(self.data), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def started(data: Path) -> Iterator[Service]:
    """The service from its first page to its last."""
    port = ports.free()
    log = data.parent / f"{data.name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*UP, "up"],
            cwd=ROOT,
            env={**alone(data), "PORT": str(port)},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            service = Service(f"http://{ports.LOOPBACK}:{port}", data)
            _wait_for_the_first_page(service, process, log)
            yield service
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(FAREWELL)
            except subprocess.TimeoutExpired:
                process.kill()


def alone(data: Path) -> dict[str, str]:
    """The surroundings of a newcomer, without those of the tests."""
    ours = ("MPASPOR_", "DATABASE_URL", "PORT", "HOST", "PYTEST")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {
        "MPASPOR_DATA": str(data)
    }


def _wait_for_the_first_page(service: Service, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            if httpx.get(f"{service.address}/health").status_code == HTTPStatus.OK:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())
