"""Who runs the database of a data folder, and who uses it.

Two locks, held by the kernel, so that a killed process holds nothing: `owner.lock` by the one that started the
database, `users.lock` shared by those that found it running. The owner stops it once the last of them has left.
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.supervisor import folder
from config.supervisor.postgres import Cluster
from config.supervisor.refusal import CannotRun

_MOMENT = 0.05


@contextmanager
def shared(data: Path) -> Iterator[str]:
    """The address of a running database: the one that runs, or one that runs while we need it."""
    if "DATABASE_URL" in os.environ:
        yield os.environ["DATABASE_URL"]
        return
    cluster = cluster_in(data)
    with _open(data, "owner") as owner, _open(data, "users") as users:
        while True:
            if _lock(owner, fcntl.LOCK_EX):
                owner.truncate(0)
                yield from _own(cluster, users)
                return
            if _lock(users, fcntl.LOCK_SH):
                if cluster.answers():
                    yield cluster.url
                    return
                fcntl.flock(users, fcntl.LOCK_UN)
            time.sleep(_MOMENT)


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Nobody runs the database here. Raises `CannotRun`."""
    with _open(data, "owner") as owner:
        if not _lock(owner, fcntl.LOCK_EX):
            raise CannotRun(f"M-Paspor runs on {data}; stop it first (Ctrl-C where it was started).")
        yield


@contextmanager
def owned(data: Path, sign: str) -> Iterator[Cluster]:
    """The right to start the database here. Raises `CannotRun` with the sign of another `mpaspor up`."""
    with _open(data, "owner") as owner:
        told = False
        while not _lock(owner, fcntl.LOCK_EX):
            owner.seek(0)
            running = owner.read()
            if running:
                raise CannotRun(f"M-Paspor runs already on this data folder: {running}")
            if not told:
                print("Another command uses the database; it comes first.", file=sys.stderr)
                told = True
            time.sleep(_MOMENT)
        owner.truncate(0)
        owner.write(sign)
        owner.flush()
        try:
            yield cluster_in(data)
        finally:
            owner.truncate(0)


def cluster_in(data: Path) -> Cluster:
    """The cluster of a data folder."""
    return Cluster(data / "postgres", folder.sockets(data), data / "log" / "postgres.log")


def _own(cluster: Cluster, users: IO[str]) -> Iterator[str]:
    child = cluster.start()
    try:
        yield cluster.url
    finally:
        try:
            _wait_for_the_last(users)
        finally:
            child.stop()


def _wait_for_the_last(users: IO[str]) -> None:
    if not _lock(users, fcntl.LOCK_EX):
        print("Another command still uses the database; it stops with that one.", file=sys.stderr)
        fcntl.flock(users, fcntl.LOCK_EX)


def _open(data: Path, name: str) -> IO[str]:
    return (folder.running(data) / f"{name}.lock").open("a+")


def _lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
