"""The processes of the house as `mpaspor up` starts them: each can be killed and started again."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bench import door
from bench.ground import Ground
from config.supervisor import ports
from config.supervisor.child import Child

VICTIMS = ("web", "opening", "worker", "database")


class House:
    """Database, web, opening and worker, each with its log in the data folder."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._inside = ports.free()
        self.address = (ports.LOOPBACK, ports.free())
        self._children = {
            "database": ground.database,
            "web": self._child(
                "web", [*_granian("wsgi", self._inside), "--blocking-threads", "4", "config.wsgi:application"]
            ),
            "opening": self._child("opening", [*_granian("asgi", self.address[1]), "config.door:application"]),
            "worker": self._child(
                "worker", [sys.executable, "-m", "config.cli", "procrastinate", "--skip-checks", "worker"]
            ),
        }

    def open(self) -> None:
        """Start all but the database, which runs, and wait until they are well."""
        for name in ("worker", "web", "opening"):
            self._children[name].start()
        self.wait_until_well()

    def kill(self, name: str) -> None:
        """Without a farewell, and with whatever it started."""
        os.killpg(self._children[name].number, signal.SIGKILL)

    def restart(self, name: str) -> None:
        """As somebody who watches would."""
        self._children[name].stop()
        if name == "database":
            self._children[name] = self._ground.cluster.start()
        else:
            self._children[name].start()

    def wait_until_well(self) -> None:
        """Until pages and lines are answered again."""
        door.wait_until_well((ports.LOOPBACK, self._inside), "/health")
        door.wait_until_well(self.address)

    def close(self) -> None:
        """Leave nothing running but the database we found."""
        for child in self._children.values():
            if child is not self._ground.database:
                with suppress(ProcessLookupError):
                    child.stop()

    def _child(self, name: str, command: list[str]) -> Child:
        told = {
            **self._ground.environment,
            "MPASPOR_WEB_URL": f"http://{ports.LOOPBACK}:{self._inside}",
            "MPASPOR_ADDRESS": "http://{}:{}".format(*self.address),
            "MPASPOR_PROXIES": "1",
            "MPASPOR_LINE_ADMITS_ALL": "1",
        }
        return Child(name, command, environment=told, log=self._ground.data / "log" / f"{name}.log")


@contextmanager
def opened(ground: Ground) -> Iterator[House]:
    """The house, until we leave it."""
    house = House(ground)
    try:
        house.open()
        yield house
    finally:
        house.close()


def _granian(interface: str, port: int) -> list[str]:
    where = ["--host", ports.LOOPBACK, "--port", str(port), "--workers", "1", "--log-level", "warning", "--no-ws"]
    return [sys.executable, "-m", "granian", "--interface", interface, *where]
