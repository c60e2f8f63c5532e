from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.supervisor import tenancy
from config.supervisor.refusal import CannotRun
from tests.supervisor.waiting import eventually

COMMAND = """
import sys, pathlib, psycopg
from config.supervisor import tenancy
with tenancy.shared(pathlib.Path(sys.argv[1])) as url:
    print("uses it", flush=True)
    sys.stdin.readline()
    psycopg.connect(url).execute("SELECT 1")
    print("was served", flush=True)
"""


class Command:
    """Another terminal with a command that uses the database until told to go on."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        assert self.process.stdout.readline() == "uses it\n"

    def go_on(self) -> str:
        return self.process.communicate("\n")[0]


@pytest.fixture(autouse=True)
def no_server_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def runs(data: Path) -> bool:
    return tenancy.cluster_in(data).answers()


def test_the_command_that_started_it_stops_it(tmp_path: Path) -> None:
    with tenancy.shared(tmp_path):
        assert runs(tmp_path)
    assert not runs(tmp_path)


def test_a_second_command_uses_the_running_one_and_leaves_it(tmp_path: Path) -> None:
    with tenancy.shared(tmp_path) as first:
        with tenancy.shared(tmp_path) as second:
            assert second == first
        assert runs(tmp_path)


def test_the_one_who_started_it_waits_for_the_last_to_leave(tmp_path: Path) -> None:
    first = Command(tmp_path)
    second = Command(tmp_path)
    assert first.process.stdin
    first.process.stdin.write("\n")
    first.process.stdin.flush()
    time.sleep(0.5)
    assert first.process.poll() is None
    assert second.go_on() == "was served\n"
    first.process.communicate()
    assert first.process.returncode == 0
    assert not runs(tmp_path)


def test_a_killed_command_leaves_nothing_behind(tmp_path: Path) -> None:
    command = Command(tmp_path)
    os.kill(command.process.pid, signal.SIGKILL)
    command.process.communicate()
    assert eventually(lambda: not runs(tmp_path))
    with tenancy.shared(tmp_path):
        assert runs(tmp_path)


def test_a_named_server_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/mpaspor")
    with tenancy.shared(tmp_path) as url:
        assert url == "postgresql://elsewhere/mpaspor"
    assert not (tmp_path / "postgres").exists()


def test_a_second_start_is_told_where_the_first_one_answers(tmp_path: Path) -> None:
    with (
        tenancy.owned(tmp_path, "http://127.0.0.1:8000"),
        pytest.raises(CannotRun, match=r"runs already on this data folder: http://127\.0\.0\.1:8000"),
        tenancy.owned(tmp_path, "http://127.0.0.1:8001"),
    ):
        pass


def test_a_running_house_is_not_emptied(tmp_path: Path) -> None:
    with tenancy.owned(tmp_path, "here"), pytest.raises(CannotRun, match="stop it first"), tenancy.alone(tmp_path):
        pass
