"""A store in a folder: written beside and renamed, so that a key is never half there; spread over 256 folders."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mpaspor.gateways import link
from mpaspor.gateways.link import Check, Unavailable
from mpaspor.gateways.storage import port
from mpaspor.gateways.storage.port import NotStored, StorageFull

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_INCOMING = ".incoming"
_MEGABYTE = 1024 * 1024


class DiskStore:
    """A folder of this machine. With `durable`, `put` returns once the disk has it."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self._folder = folder
        self._durable = durable

    def put(self, key: str, content: bytes) -> None:
        """Store under a key, replacing what was there. Raises `StorageFull`, `BadKey`."""
        place = self._place(key)
        with _answered():
            incoming = self._folder / _INCOMING / secrets.token_hex(16)
            for folder in (incoming.parent, place.parent):
                self._make(folder)
            try:
                self._write(incoming, content)
                incoming.replace(place)
            except OSError:
                with suppress(OSError):
                    incoming.unlink()
                raise
            if self._durable:
                _sync_folder(place.parent)

    def get(self, key: str) -> bytes:
        """What was put. Raises `NotStored`, `BadKey`."""
        place = self._place(key)
        with _answered():
            try:
                return place.read_bytes()
            except (FileNotFoundError, NotADirectoryError) as error:
                raise NotStored(key) from error

    def delete(self, key: str) -> bool:
        """Remove; False when nothing was there. Raises `BadKey`."""
        place = self._place(key)
        with _answered():
            try:
                place.unlink()
            except (FileNotFoundError, NotADirectoryError):
                return False
            if self._durable:
                _sync_folder(place.parent)
            return True

    def check(self) -> Check:
        """Put, read back and remove a few bytes; the remark tells the room left."""
        return link.check("storage", self._probe)

    def _probe(self) -> str:
        key, content = f"check/{secrets.token_hex(8)}", secrets.token_bytes(16)
        try:
            self.put(key, content)
            same = self.get(key) == content
            self.delete(key)
        except (StorageFull, NotStored) as failure:
            raise Unavailable(f"the store failed: {failure!r}") from failure
        if not same:
            raise Unavailable("the store gave back other bytes than were put")
        return f"answers, {shutil.disk_usage(self._folder).free // _MEGABYTE} MB free"

    def _place(self, key: str) -> Path:
        shard = hashlib.sha256(port.checked(key).encode()).hexdigest()[:2]
        # One file per key, no folders inside a shard: "a" and "a/b" can both be keys.
        return self._folder / shard / key.replace("/", "+")

    def _make(self, folder: Path) -> None:
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._durable:
            _sync_folder(folder.parent)

    def _write(self, path: Path, content: bytes) -> None:
        with path.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
            file.flush()
            if self._durable:
                os.fsync(file.fileno())


@contextmanager
def _answered() -> Iterator[None]:
    """Tell a full disk from a broken one."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFull(str(error)) from error
        raise Unavailable(f"the store failed: {error}") from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
