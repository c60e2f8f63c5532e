"""Each bench in miniature, as the command runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import algorithms, pgbench, report
from bench.algorithms.ways import OURS
from bench.ground import Ground
from config import cli
from config.supervisor import folder
from tests.bench.asked import asked

pytestmark = pytest.mark.real_clock


def test_only_ours_gives_nobody_two_places(bare: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.algorithms.run.WAYS", ["row-lock"])
    found = algorithms.measure(bare, asked(algorithms, "--people", "60", "--places", "12", "--slots", "1"))
    assert algorithms.too_much(found) == []
    assert found["ways"][OURS]["twice"]["two_places"] == 0
    assert found["ways"]["row-lock"]["twice"]["two_places"] > 0
    assert "| ours, twice | 0 | 0 |" in algorithms.page(found)


def test_pgbench_tells_its_best_with_its_connections(bare: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pgbench, "CONNECTIONS", (2,))
    found = pgbench.best(bare, slots=2, seconds=1)
    assert set(found["pgbench_all"]) == {"lean 2", "ours 2"}
    assert found["pgbench_tps"] == max(found["pgbench_all"].values()) > 0


def test_a_section_is_written_in_its_place_and_the_others_stay(tmp_path: Path) -> None:
    page, machine = tmp_path / "page.md", {"machine": dict.fromkeys(("date", "cores", "python", "postgresql"), "?")}
    machine["machine"] |= {"system": "?", "load_before": "?"}
    for command, text in (("one", "old"), ("two", "other"), ("one", "new")):
        report.put(page, command, machine, text)
    written = page.read_text()
    assert written.index("new") < written.index("other")
    assert "old" not in written


def test_the_command_names_every_bench() -> None:
    told = subprocess.run([sys.executable, "-m", "bench", "--help"], capture_output=True, text=True, check=True).stdout
    assert all(f"  {name} " in told for name in ("algorithms", "contention", "crash", "rush", "waiting-room"))


def test_without_the_sources_the_command_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["mpaspor", "bench"])
    with pytest.raises(SystemExit, match="come with the sources"):
        cli.main()


def test_what_is_found_is_printed_for_machines_too(
    bare: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bench.ground.bare", lambda _folder: nullcontext(bare))
    assert bench.main(["contention", "--attempts", "400", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["attempts"] == 400
