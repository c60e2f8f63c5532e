"""Biometric bytes in the store, sealed to the key they lie under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from mpaspor.core import encryption
from mpaspor.gateways import storage


@contextmanager
def laid_down(folder: str, contents: Iterable[bytes]) -> Iterator[list[str]]:
    """Store before the transaction opens; take everything back out when it fails. Raises `StorageFull`."""
    store = storage.store()
    keys: list[str] = []
    try:
        for content in contents:
            key = f"{folder}/{uuid4().hex}"
            store.put(key, encryption.encrypt(content, key))
            keys.append(key)
        yield keys
    except BaseException:
        remove(keys)
        raise


def content(key: str) -> bytes:
    return encryption.decrypt(storage.store().get(key), key)


def remove(keys: Iterable[str]) -> None:
    store = storage.store()
    for key in keys:
        if key:
            store.delete(key)
