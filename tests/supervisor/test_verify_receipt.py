"""Anybody checks a receipt without a database, a key or a folder of ours."""

from __future__ import annotations

from pathlib import Path

from mpaspor.stages.payments import receipt_keys
from tests.supervisor.test_cli import mpaspor

MESSAGE = "MP1/{}/820260102000001/3C8A1F6T0N4D7K2P/950000/20260102T010500Z/R.W./Denpasar"


def test_a_receipt_is_checked_without_a_database(tmp_path: Path) -> None:
    data, key = tmp_path / "data", tmp_path / "key.pem"
    key.write_text(receipt_keys.ours().pem)
    message = MESSAGE.format(receipt_keys.ours().name)
    text = f"{message}/{receipt_keys.sign(message)}"
    genuine = mpaspor("verify-receipt", text, "--key", str(key), MPASPOR_DATA=str(data))
    assert (genuine.returncode, genuine.stderr) == (0, "")
    assert genuine.stdout.startswith("Genuine")
    changed = mpaspor("verify-receipt", text.replace("R.W.", "R.B."), "--key", str(key), MPASPOR_DATA=str(data))
    assert changed.returncode == 1
    assert changed.stdout.startswith("Not genuine")
    assert not data.exists()
