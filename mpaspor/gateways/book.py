"""A sandbox's memory: JSON lines appended to a file, on the disk before the answer leaves, whole after a crash."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mpaspor.gateways import link

Entry = Mapping[str, Any]


class Book:
    """An append-only file. `entries` are those that were in it when it was opened."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self.entries: list[Entry] = self._recover()

    def write(self, entry: Entry) -> None:
        """Append one entry and wait for the disk. Raises `OSError` and leaves the file as it was."""
        line = link.compact_json(entry) + b"\n"
        with self._lock:
            before = os.fstat(self._file).st_size
            try:
                _write_all(self._file, line)
                os.fsync(self._file)
            except OSError:
                os.ftruncate(self._file, before)
                raise

    def _recover(self) -> list[Entry]:
        """Read all lines; a last line cut short by a crash was never answered for and is taken away."""
        with os.fdopen(os.dup(self._file), "rb") as reader:
            content = reader.read()
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            os.ftruncate(self._file, len(whole))
        return [json.loads(line) for line in whole.splitlines()]


def _write_all(file: int, content: bytes) -> None:
    while content:
        content = content[os.write(file, content) :]
