from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.supervisor import binaries, folder
from config.supervisor.postgres import Cluster
from config.supervisor.refusal import CannotRun
from tests.supervisor.waiting import eventually


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose cluster was made and stopped."""
    data = tmp_path_factory.mktemp("house")
    cluster_in(data).start().stop()
    return data


@pytest.fixture
def cluster(made: Path) -> Iterator[Cluster]:
    cluster = cluster_in(made)
    yield cluster
    (made / "postgres" / "postmaster.pid").unlink(missing_ok=True)


def cluster_in(data: Path, *, durable: bool = False) -> Cluster:
    return Cluster(data / "postgres", folder.sockets(data), data / "log" / "postgres.log", durable=durable)


def test_only_its_owner_can_reach_it(made: Path, cluster: Cluster) -> None:
    child = cluster.start()
    try:
        assert stat.S_IMODE(folder.sockets(made).stat().st_mode) == 0o700
        with psycopg.connect(cluster.url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    finally:
        child.stop()


def test_words_are_ordered_the_same_everywhere(cluster: Cluster) -> None:
    child = cluster.start()
    try:
        with psycopg.connect(cluster.url) as connection:
            assert connection.execute("SELECT 'B' < 'a', upper('é')").fetchone() == (True, "É")
    finally:
        child.stop()


def test_what_was_written_outlives_a_killed_server(made: Path) -> None:
    cluster = cluster_in(made, durable=True)
    child = cluster.start()
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    os.kill(child.number, signal.SIGKILL)
    assert eventually(lambda: not child.runs)
    again = cluster.start()
    try:
        with psycopg.connect(cluster.url) as connection:
            assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)
    finally:
        again.stop()


def test_the_mark_of_a_dead_server_is_not_believed_when_its_number_is_another_programs(
    made: Path, cluster: Cluster
) -> None:
    (made / "postgres" / "postmaster.pid").write_text(f"{os.getppid()}\n{made / 'postgres'}\n")
    child = cluster.start()
    try:
        assert cluster.answers()
    finally:
        child.stop()


def test_a_cluster_whose_making_was_interrupted_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "postgres.new" / "base").mkdir(parents=True)
    child = cluster_in(tmp_path).start()
    child.stop()
    assert (tmp_path / "postgres" / "PG_VERSION").exists()
    assert not (tmp_path / "postgres.new").exists()


def test_a_deep_folder_still_has_a_socket(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a" * 40] * 3)
    near = folder.sockets(deep)
    assert len(str(near / folder.SOCKET_NAME)) <= folder.LONGEST_SOCKET
    assert stat.S_IMODE(near.stat().st_mode) == 0o700
    near.rmdir()


def test_a_cluster_of_another_version_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(CannotRun, match="made by PostgreSQL 9"):
        cluster_in(tmp_path).start()


def test_missing_programs_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", "/nowhere")
    with pytest.raises(CannotRun, match="No PostgreSQL was found"):
        binaries.folder.__wrapped__()


def test_a_full_disk_is_told_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "SPACE_NEEDED", 2**60)
    with pytest.raises(CannotRun, match="is full"):
        cluster_in(tmp_path).start()
    assert not (tmp_path / "postgres").exists()


def test_why_it_does_not_start_is_told_in_one_sentence(made: Path, cluster: Cluster) -> None:
    settings = made / "postgres" / "postgresql.auto.conf"
    kept = settings.read_text()
    settings.write_text("no_such_setting = 1\n")
    try:
        with pytest.raises(CannotRun, match="The database does not start: configuration file") as refusal:
            cluster.start()
    finally:
        settings.write_text(kept)
    assert "\n" not in str(refusal.value)
