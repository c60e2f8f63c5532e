"""Commands as a terminal sees them."""

from __future__ import annotations

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
