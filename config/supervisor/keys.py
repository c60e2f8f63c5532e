"""The keys of one data folder: drawn on the first start, kept in secrets.json (mode 0600), told by the environment.

A deployment sets the same names itself; what the environment says wins, and nothing is then written.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from config.supervisor.refusal import CannotRun

FILE = "secrets.json"
NAMES = ("MPASPOR_SECRET_KEY", "MPASPOR_ENCRYPTION_KEYS", "MPASPOR_INDEX_KEY", "MPASPOR_BANK_SECRET")


def export(data: Path) -> None:
    """Put the keys into the environment, drawing them first if this folder has none."""
    if all(name in os.environ for name in NAMES):
        return
    path = data / FILE
    if not path.exists():
        if (data / "postgres").exists():
            raise CannotRun(
                f"{path} is gone, and the rows cannot be read without its keys. Put it back, or empty the "
                "data folder with `mpaspor reset`."
            )
        _write(path, _draw())
    kept = json.loads(path.read_text())
    for name in NAMES:
        os.environ.setdefault(name, kept[name])


def require() -> None:
    """Raises `CannotRun` unless the environment itself tells every key: those of real people are not drawn here."""
    missing = [name for name in NAMES if not os.environ.get(name)]
    if missing:
        raise CannotRun(
            f"The server that DATABASE_URL names needs its own keys in the environment: {', '.join(missing)}. "
            "For a trial with the demo town set MPASPOR_DEMO=1 instead."
        )


def _draw() -> dict[str, str]:
    return {
        "MPASPOR_SECRET_KEY": secrets.token_urlsafe(48),
        "MPASPOR_ENCRYPTION_KEYS": f"k1:{_key()}",
        "MPASPOR_INDEX_KEY": _key(),
        "MPASPOR_BANK_SECRET": secrets.token_urlsafe(32),
    }


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _write(path: Path, keys: dict[str, str]) -> None:
    """Whole and once: a start that is killed leaves no half a file, and of two at a time the first one counts."""
    beside = path.with_suffix(f".{os.getpid()}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(keys, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        path.hardlink_to(beside)
    beside.unlink()
