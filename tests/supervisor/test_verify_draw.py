"""Anybody checks a draw without a database, a key or a folder of ours."""

from __future__ import annotations

from pathlib import Path

from tests.stages.appointments.draws.test_verify_draw import SOUND
from tests.supervisor.test_cli import mpaspor


def test_a_draw_is_checked_without_a_database(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "draw"
    folder.mkdir()
    for name, content in SOUND.items():
        (folder / name).write_bytes(content)
    sound = mpaspor("verify-draw", str(folder), MPASPOR_DATA=str(data))
    assert (sound.returncode, sound.stderr) == (0, "")
    assert "every line as it must be" in sound.stdout
    (folder / "entries.csv").write_bytes(SOUND["entries.csv"].replace(b",yes,", b",no,"))
    touched = mpaspor("verify-draw", str(folder), MPASPOR_DATA=str(data))
    assert touched.returncode == 1
    assert touched.stdout.startswith("entries.csv: is not the file with the SHA-256")
    assert "entries.csv, line 6: was touched" in touched.stdout
    assert not data.exists()
