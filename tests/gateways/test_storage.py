from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from mpaspor.gateways import storage
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.storage import port
from mpaspor.gateways.storage.client import DiskStore
from mpaspor.gateways.storage.port import BadKey, NotStored, StorageFull


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "papers"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("durable", [True, False])
def test_what_was_put_is_got_back_until_it_is_deleted(folder: Path, durable: bool) -> None:
    store = DiskStore(folder, durable=durable)
    key, content = f"papers/{uuid4().hex}", os.urandom(100_000)
    store.put(key, content)

    assert store.get(key) == content
    assert store.delete(key)
    assert not store.delete(key)
    with pytest.raises(NotStored):
        store.get(key)


def test_a_second_put_replaces_the_first() -> None:
    store = storage.store()
    store.put("a", b"satu")
    store.put("a", b"dua")

    assert store.get("a") == b"dua"


def test_a_key_below_another_key_is_its_own() -> None:
    store = storage.store()
    for key in ("a", "a/b", "a/b/c.jpg"):
        store.put(key, key.encode())

    assert [store.get(key) for key in ("a", "a/b", "a/b/c.jpg")] == [b"a", b"a/b", b"a/b/c.jpg"]


def test_papers_are_spread_over_folders_only_the_service_may_read(folder: Path) -> None:
    store = storage.store()
    for _ in range(40):
        store.put(uuid4().hex, b"x")

    stored = files(folder)
    assert len({path.parent for path in stored}) > 20
    assert {path.stat().st_mode & 0o777 for path in stored} == {0o600}
    assert {path.parent.stat().st_mode & 0o777 for path in stored} == {0o700}


WRONG_KEYS = [
    "",
    "..",
    "../a",
    "a/../b",
    "/a",
    "a/",
    "a//b",
    "a\\b",
    "A",
    "a b",
    "a\n",
    "a\0",
    ".a",
    "a/.b",
    "a.b.c",
    "é",
]


@pytest.mark.parametrize("key", [*WRONG_KEYS, "a" * 201])
def test_a_key_that_could_lead_out_is_refused(folder: Path, key: str) -> None:
    store = storage.store()
    asks: list[Callable[[], object]] = [lambda: store.put(key, b"x"), lambda: store.get(key), lambda: store.delete(key)]
    for ask in asks:
        with pytest.raises(BadKey):
            ask()
    assert not folder.exists()


@given(st.text(alphabet="ab/._-\\\0%~", max_size=12))
def test_whatever_is_a_key_stays_inside(key: str) -> None:
    root = Path("/store")
    try:
        port.checked(key)
    except BadKey:
        return
    assert (root / key).resolve().is_relative_to(root)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_says_so_and_keeps_what_was_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    store = storage.store()
    store.put("a", b"lama")

    def no_room(file: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(StorageFull):
        store.put("a", b"baru")
    monkeypatch.undo()

    assert store.get("a") == b"lama"
    assert len(files(folder)) == 1


def test_a_broken_disk_is_an_outage(folder: Path) -> None:
    folder.write_text("not a folder")

    with pytest.raises(Unavailable):
        storage.store().put("a", b"x")
    check = storage.store().check()
    assert (check.name, check.answers) == ("storage", False)


def test_the_check_leaves_nothing_behind(folder: Path) -> None:
    check = storage.store().check()

    assert check.answers
    assert "MB free" in check.remark
    assert files(folder) == []


def test_a_store_may_be_told_not_to_wait_for_the_disk(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    storage.store().put("a", b"x")
    assert synced
    synced.clear()
    settings.GATEWAYS = {**settings.GATEWAYS, "storage": {"folder": str(folder), "durable": False}}
    storage.store().put("b", b"x")
    assert synced == []
