"""What we ask of a store of bytes."""

from __future__ import annotations

import re
from typing import Protocol

from mpaspor.gateways.link import Check

_NAME = "[a-z0-9_-]+"
_KEY = re.compile(rf"(?:{_NAME}/)*{_NAME}(?:\.[a-z0-9]+)?")
_LONGEST = 200


class StorageFull(Exception):
    """There is no room for these bytes; nothing was stored."""


class NotStored(Exception):
    """Nothing lies under this key."""


class BadKey(Exception):
    """A key is names of a-z, 0-9, _ and - joined by "/", 200 characters at most; the last may have an ending."""


def checked(key: str) -> str:
    """The key itself; raises `BadKey` for anything that could lead out of the store."""
    if len(key) > _LONGEST or not _KEY.fullmatch(key):
        raise BadKey(repr(key))
    return key


class Store(Protocol):
    """A store of bytes. Everything here raises `link.Unavailable` when the store itself fails."""

    def put(self, key: str, content: bytes) -> None:
        """Store under a key, replacing what was there. Raises `StorageFull`, `BadKey`."""
        ...

    def get(self, key: str) -> bytes:
        """What was put. Raises `NotStored`, `BadKey`."""
        ...

    def delete(self, key: str) -> bool:
        """Remove; False when nothing was there, so that a removal may be repeated. Raises `BadKey`."""
        ...

    def check(self) -> Check:
        """Whether bytes can be put, read back and removed."""
        ...
