from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from config.supervisor.child import Child
from config.supervisor.watch import Watch
from tests.supervisor.waiting import alive, eventually, session

PARENT = """
import signal, sys, time
from config.supervisor.child import Child
child = Child("sleeper", [sys.executable, "-c", sys.argv[1]], bereaved=signal.Signals[sys.argv[2]])
child.start()
print(child.number, flush=True)
time.sleep(60)
"""
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
NEST = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
time.sleep(60)
"""
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def killed(program: str, bereaved: str) -> int:
    """The number of a child whose parent was killed."""
    with subprocess.Popen([sys.executable, "-c", PARENT, program, bereaved], stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout
        child = int(one.stdout.readline())
        assert program != DEAF or one.stdout.readline() == "deaf\n"
        assert alive(child)
        one.kill()
    return child


def test_a_child_ends_when_its_parent_is_killed() -> None:
    child = killed("import time; time.sleep(60)", "SIGTERM")
    assert eventually(lambda: not alive(child))


def test_a_child_that_may_not_listen_ends_with_its_parent_too() -> None:
    deaf = killed(DEAF, "SIGTERM")
    assert not eventually(lambda: not alive(deaf), within=0.5)
    os.kill(deaf, signal.SIGKILL)
    deaf = killed(DEAF, "SIGKILL")
    assert eventually(lambda: not alive(deaf))


def test_what_a_child_started_is_stopped_with_it() -> None:
    child = Child("nest", [sys.executable, "-c", NEST])
    child.start()
    assert eventually(lambda: len(session(child.number)) == 2)
    grandchild = max(session(child.number))
    child.stop()
    assert eventually(lambda: not alive(grandchild))


def test_a_child_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.supervisor.child.PATIENCE", 0.3)
    child = Child("deaf", [sys.executable, "-c", DEAF])
    child.start()
    time.sleep(0.3)
    child.stop()
    assert not child.runs
    assert child.ending == "signal 9"


def test_a_killed_child_is_started_again_with_a_line_that_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    watch = Watch()
    child = Child("sleeper", SLEEPER)
    watch.start(child)
    try:
        first = child.number
        os.kill(first, signal.SIGKILL)
        while child.number == first:
            watch.look()
        assert child.runs
    finally:
        watch.stop()
    assert "sleeper ended (signal 9); starting it again in 0.5 s" in capsys.readouterr().out
    assert not child.runs


def test_a_child_that_ends_at_once_is_left_longer_each_time(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.supervisor.watch.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("config.supervisor.watch.LONGEST_PAUSE", 0.03)
    watch, lines = Watch(), list[str]()
    watch.start(Child("broken", [sys.executable, "-c", "raise SystemExit(3)"]))
    try:
        while len(lines) < 4:
            watch.look()
            lines += capsys.readouterr().out.splitlines()
    finally:
        watch.stop()
    pauses = [0.01, 0.02, 0.03, 0.03]
    assert lines[:4] == [f"broken ended (exit code 3); starting it again in {pause} s" for pause in pauses]
