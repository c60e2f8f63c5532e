"""The whole of `mpaspor up`, as a terminal sees it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.supervisor import keys, ports, tenancy, town
from tests.supervisor.waiting import alive, children, eventually

MPASPOR = [sys.executable, "-m", "config.cli"]


class House:
    """A data folder and a port, and the terminals opened on them."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = ports.free()
        self.said = folder / "terminal.txt"
        self.environment = {
            "PATH": os.environ["PATH"],
            "MPASPOR_DATA": str(folder / "house"),
            "MPASPOR_DEMO": "0",
            "PORT": str(self.port),
            **environment,
        }
        self.ran: list[int] = []

    def up(self) -> subprocess.Popen[bytes]:
        self.said.write_bytes(b"")
        with self.said.open("ab") as terminal:
            process = subprocess.Popen(
                [*MPASPOR, "up"], env=self.environment, stdout=terminal, stderr=terminal, start_new_session=True
            )
        assert eventually(lambda: "M-Paspor is at" in self.said.read_text() or process.poll() is not None, within=60)
        assert process.poll() is None, self.said.read_text()
        self.ran += [process.pid, *children(process.pid)]
        return process

    def answers(self) -> bool:
        connection = http.client.HTTPConnection(ports.LOOPBACK, self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def command(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*MPASPOR, *words],
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def is_quiet(self) -> bool:
        return not any(alive(number) for number in self.ran)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("up"))


@pytest.fixture
def running(house: House) -> Iterator[subprocess.Popen[bytes]]:
    process = house.up()
    yield process
    process.send_signal(signal.SIGINT)
    process.wait(30)


def test_one_ctrl_c_stops_everything_it_started(house: House) -> None:
    process = house.up()
    assert house.answers()
    assert len(children(process.pid)) == len(("database", "worker", "web", "opening"))
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert house.is_quiet()
    assert f"M-Paspor is at http://127.0.0.1:{house.port}" in house.said.read_text()


def test_whatever_is_killed_comes_back(house: House, running: subprocess.Popen[bytes]) -> None:
    for number in children(running.pid):
        os.kill(number, signal.SIGKILL)
    assert eventually(lambda: house.said.read_text().count("ended (signal 9") == 4)
    assert eventually(lambda: len(children(running.pid)) == 4 and house.answers(), within=30)


def test_after_a_killed_start_the_next_one_works_at_once(house: House) -> None:
    process = house.up()
    process.kill()
    process.wait()
    again = house.up()
    assert house.answers()
    again.send_signal(signal.SIGTERM)
    assert again.wait(30) == 0
    assert eventually(house.is_quiet)


def test_a_running_house_is_neither_started_twice_nor_emptied(house: House, running: subprocess.Popen[bytes]) -> None:
    second = house.command("up")
    assert second.returncode == 1
    assert second.stderr == f"M-Paspor runs already on this data folder: http://127.0.0.1:{house.port}\n"
    reset = house.command("reset")
    assert reset.returncode == 1
    assert "stop it first" in reset.stderr
    assert house.answers()


def test_a_command_uses_the_running_house_and_leaves_it(house: House, running: subprocess.Popen[bytes]) -> None:
    told = house.command("migrate", "--check")
    assert told.returncode == 0, told.stderr
    assert house.answers()


def test_a_named_server_gets_no_town_and_keys_only_from_the_environment(
    house: House, running: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    server = tenancy.cluster_in(Path(house.environment["MPASPOR_DATA"])).url
    there = House(tmp_path, DATABASE_URL=server)
    del there.environment["MPASPOR_DEMO"]
    without_keys = there.command("up")
    assert without_keys.returncode == 1
    assert f"needs its own keys in the environment: {', '.join(keys.NAMES)}. " in without_keys.stderr
    assert "For a trial there: MPASPOR_DEMO=1." in without_keys.stdout
    there.environment |= json.loads((Path(house.environment["MPASPOR_DATA"]) / keys.FILE).read_text())
    process = there.up()
    assert there.answers()
    assert len(children(process.pid)) == len(("worker", "web", "opening"))
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert not (tmp_path / "house" / keys.FILE).exists()


@pytest.mark.parametrize(
    ("said", "played"),
    [({}, True), ({"DATABASE_URL": "x"}, False), ({"DATABASE_URL": "x", "MPASPOR_DEMO": "1"}, True)],
)
def test_the_town_stands_on_a_named_server_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], played: bool
) -> None:
    monkeypatch.setattr(os, "environ", dict(said))
    town.settle()
    assert town.is_played() is played


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PG_BIN": "/nowhere"}, "No PostgreSQL was found."),
        ({"MPASPOR_DATA": "/proc/nowhere"}, "/proc/nowhere cannot be the data folder"),
        ({"MPASPOR_DATA": "/etc/hostname"}, "/etc/hostname cannot be the data folder"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/none"}, "The server that DATABASE_URL names cannot be used: "),
        ({"DATABASE_URL": "here"}, "The server that DATABASE_URL names cannot be used: "),
        ({"PORT": "zero"}, "PORT=zero is not a port"),
    ],
)
def test_what_is_in_the_way_is_one_sentence(
    tmp_path: Path, house: House, environment: dict[str, str], sentence: str
) -> None:
    told = house.command("up", **{"MPASPOR_DATA": str(tmp_path), **environment})
    assert told.returncode == 1
    assert told.stderr.startswith(sentence)
    assert told.stderr.count("\n") == 1
