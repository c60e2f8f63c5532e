from __future__ import annotations

import json
import os
import socket
import stat
from pathlib import Path

import pytest

from config.supervisor import folder, keys, ports
from config.supervisor.refusal import CannotRun, sentence


@pytest.fixture
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in keys.ALL:
        monkeypatch.delenv(name, raising=False)


def exported(data: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    keys.export(data)
    drawn = {name: os.environ[name] for name in keys.ALL if name in os.environ}
    for name in drawn:
        monkeypatch.delenv(name)
    return drawn


def test_keys_are_drawn_once_and_kept_for_their_owner_only(
    tmp_path: Path, no_keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = exported(tmp_path, monkeypatch), exported(tmp_path, monkeypatch)
    assert first == second
    assert len(set(first.values())) == len(first)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_the_environment_has_the_last_word_on_keys(
    tmp_path: Path, no_keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPASPOR_BANK_SECRET", "agreed with the bank")
    assert exported(tmp_path, monkeypatch)["MPASPOR_BANK_SECRET"] == "agreed with the bank"


def test_a_folder_of_an_earlier_version_keeps_its_keys_and_gets_those_it_lacks(
    tmp_path: Path, no_keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = {name: f"of before {name}" for name in keys.NAMES}
    (tmp_path / "secrets.json").write_text(json.dumps(earlier))
    (tmp_path / "postgres").mkdir()
    first, second = exported(tmp_path, monkeypatch), exported(tmp_path, monkeypatch)
    assert first == second
    assert earlier.items() <= first.items()
    assert set(first) == set(keys.ALL)


def test_a_pair_comes_whole_from_one_place(tmp_path: Path, no_keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPASPOR_TREASURY_PUBLIC_KEY", "of the real treasury")
    told = exported(tmp_path, monkeypatch)
    assert told["MPASPOR_TREASURY_PUBLIC_KEY"] == "of the real treasury"
    assert "MPASPOR_TREASURY_KEY" not in told


def test_who_brings_its_own_keys_may_have_a_folder_without_them(
    tmp_path: Path, no_keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in keys.NAMES:
        monkeypatch.setenv(name, "brought")
    (tmp_path / "postgres").mkdir()
    assert exported(tmp_path, monkeypatch)["MPASPOR_SECRET_KEY"] == "brought"


def test_lost_keys_are_not_replaced_while_rows_need_them(tmp_path: Path, no_keys: None) -> None:
    (tmp_path / "postgres").mkdir()
    with pytest.raises(CannotRun, match="is gone"):
        keys.export(tmp_path)


def test_emptying_takes_only_what_was_made_here(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "base").mkdir(parents=True)
    (tmp_path / "secrets.json").write_text("{}")
    (tmp_path / "thesis.doc").write_text("ten years of work")
    assert folder.empty(tmp_path) == ["postgres", "secrets.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_taken_port_is_told_with_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_PATIENCE", 0)
    with socket.create_server((ports.LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotRun, match=f"Port {port} is taken by another program. .*PORT={port + 1}"):
            ports.require_free(ports.LOOPBACK, port)
    ports.require_free(ports.LOOPBACK, port)


@pytest.mark.parametrize("said", ["web", "0", "65536", "-1", "8000 "])
def test_what_is_no_port_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", said)
    with pytest.raises(CannotRun, match="is not a port"):
        ports.chosen()


def test_an_error_of_the_disk_is_one_sentence(tmp_path: Path) -> None:
    full = sentence(OSError(28, "No space left on device", "/data"))
    assert full.startswith("The disk is full (/data).")
    assert "MPASPOR_DATA" in sentence(PermissionError(13, "Permission denied", str(tmp_path)))
    assert not sentence(OSError(5, "Input/output error"))
