"""The keys of one data folder: drawn on the first start, kept in secrets.json (mode 0600), told by the environment.

A deployment sets the same names itself; what the environment says wins, and nothing is then written.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.supervisor import pairs
from config.supervisor.refusal import CannotRun

FILE = "secrets.json"
NAMES = ("MPASPOR_SECRET_KEY", "MPASPOR_ENCRYPTION_KEYS", "MPASPOR_INDEX_KEY", "MPASPOR_BANK_SECRET")
# What the gateways of the money share with those outside. A house without them runs, and says which is not set up.
SHARED = ("MPASPOR_ACQUIRER_SECRET", "MPASPOR_PAYOUT_SECRET")
ALL = (*NAMES, *SHARED, *(name for pair in pairs.PAIRS for name in pairs.names(pair)))


def export(data: Path) -> None:
    """Put the keys into the environment, drawing those this folder has not; folders of earlier versions lack some."""
    if all(name in os.environ for name in ALL):
        return
    path = data / FILE
    if not path.exists() and (data / "postgres").exists() and not all(name in os.environ for name in NAMES):
        raise CannotRun(
            f"{path} is gone, and the rows cannot be read without its keys. Put it back, or empty the "
            "data folder with `mpaspor reset`."
        )
    with _alone(data):
        kept = json.loads(path.read_text()) if path.exists() else {}
        if missing := _draw(set(kept)):
            _write(path, kept | missing)
    _tell(kept | missing)


def require() -> None:
    """Raises `CannotRun` unless the environment itself tells every key: those of real people are not drawn here."""
    missing = [name for name in NAMES if not os.environ.get(name)]
    if missing:
        raise CannotRun(
            f"The server that DATABASE_URL names needs its own keys in the environment: {', '.join(missing)}. "
            "For a trial with the demo town set MPASPOR_DEMO=1 instead."
        )


def _draw(there: set[str]) -> dict[str, str]:
    """Whatever is not there yet; of a pair both halves or none."""
    single = {
        "MPASPOR_SECRET_KEY": secrets.token_urlsafe(48),
        "MPASPOR_ENCRYPTION_KEYS": f"k1:{_key()}",
        "MPASPOR_INDEX_KEY": _key(),
        "MPASPOR_BANK_SECRET": secrets.token_urlsafe(32),
        **{name: secrets.token_urlsafe(32) for name in SHARED},
    }
    drawn = {name: value for name, value in single.items() if name not in there}
    for pair in pairs.PAIRS:
        if not there.issuperset(pairs.names(pair)):
            drawn |= pairs.draw(pair)
    return drawn


def _tell(keys: dict[str, str]) -> None:
    """What the environment says wins; of a pair it says both halves."""
    for name in (*NAMES, *SHARED):
        os.environ.setdefault(name, keys[name])
    for pair in pairs.PAIRS:
        halves = pairs.names(pair)
        if not any(name in os.environ for name in halves):
            os.environ |= {name: keys[name] for name in halves}


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Of two starts at a time the second one finds what the first has drawn."""
    folder = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _write(path: Path, keys: dict[str, str]) -> None:
    """Whole or not at all: a start that is killed leaves no half a file."""
    beside = path.with_suffix(f".{os.getpid()}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(keys, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
