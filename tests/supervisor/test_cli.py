"""Commands as a terminal sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from config.supervisor import tenancy


def mpaspor(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "config.cli", *words],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_command_on_a_new_folder_finds_its_tables_and_leaves_no_server(tmp_path: Path) -> None:
    told = mpaspor("shell", "-v0", "-c", "print('people:', User.objects.count())", MPASPOR_DATA=str(tmp_path))
    assert told.stdout.splitlines()[-1] == "people: 0", told.stderr
    assert not tenancy.cluster_in(tmp_path).answers()
    assert mpaspor("reset", MPASPOR_DATA=str(tmp_path)).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_nothing_is_drawn_or_kept_where_a_deployment_names_its_server(tmp_path: Path) -> None:
    mpaspor("check", MPASPOR_DATA=str(tmp_path / "node"), DATABASE_URL="postgresql://elsewhere/mpaspor")
    assert not (tmp_path / "node").exists()


def test_help_lists_our_commands_first(tmp_path: Path) -> None:
    told = mpaspor("help", MPASPOR_DATA=str(tmp_path))
    assert told.returncode == 0, told.stderr
    assert all(f"\n  {name} " in told.stdout for name in ("demo", "messages", "reset", "up"))
    assert "collectstatic" not in told.stdout


def test_an_unknown_command_is_refused_without_a_traceback(tmp_path: Path) -> None:
    told = mpaspor("fly", MPASPOR_DATA=str(tmp_path))
    assert told.returncode == 1
    assert told.stderr.splitlines()[0] == "Unknown command: 'fly'"


def test_downloaded_files_of_the_ledger_are_checked_without_a_database(tmp_path: Path) -> None:
    file = tmp_path / "day.csv"
    zeros = "0" * 64
    file.write_text(
        f"ledger,M-Paspor,1\nday,2026-01-02,Asia/Jakarta\nbefore,0,{zeros}\n"
        f"number,at,release,slot,kind,delta,pseudonym,hash\nafter,0,{zeros}\n"
    )
    told = mpaspor("verify-ledger", str(file), "--json", MPASPOR_DATA=str(tmp_path / "data"))
    assert (told.returncode, json.loads(told.stdout)["sound"]) == (0, True), told.stderr
    file.write_text(file.read_text().replace("after,0", "after,1"))
    assert mpaspor("verify-ledger", str(file), MPASPOR_DATA=str(tmp_path / "data")).returncode == 1
    assert not (tmp_path / "data").exists()


def test_without_files_the_ledger_of_the_database_is_checked(tmp_path: Path) -> None:
    told = mpaspor("verify-ledger", "--json", MPASPOR_DATA=str(tmp_path))
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["problems"] == []
