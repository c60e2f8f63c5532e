"""The data folder: MPASPOR_DATA, `.local` beside the code unless told otherwise, readable by its owner only."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from config.supervisor.refusal import CannotRun

ROOT = Path(__file__).resolve().parent.parent.parent
SPACE_NEEDED = 200 * 1024 * 1024
# The system takes no longer address for a socket (104 bytes on macOS, 108 on Linux, the closing zero included).
LONGEST_SOCKET = 103
SOCKET_NAME = ".s.PGSQL.5432"


def chosen() -> Path:
    """Where the data folder is, or would be."""
    return Path(os.environ.get("MPASPOR_DATA") or ROOT / ".local").absolute()


def data() -> Path:
    """The data folder, made if need be. Raises `CannotRun`."""
    try:
        return private(chosen())
    except OSError as error:
        raise CannotRun(
            f"{chosen()} cannot be the data folder: {error.strerror}. Choose another with MPASPOR_DATA=/some/folder."
        ) from None


def private(path: Path) -> Path:
    """The folder at `path`, made with mode 0700 if it is not there; parents as the user's umask says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    if not os.access(path, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))
    return path


def running(data: Path) -> Path:
    """Where locks lie that mean something only while a process runs."""
    return private(data / "run")


def sockets(data: Path) -> Path:
    """A private folder short enough to hold PostgreSQL's socket."""
    near = running(data)
    if len(os.fsencode(near / SOCKET_NAME)) <= LONGEST_SOCKET:
        return near
    mark = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]
    far = private(Path(tempfile.gettempdir()) / f"mpaspor-{os.geteuid()}-{mark}")
    if far.stat().st_uid != os.geteuid() or far.stat().st_mode & 0o077:
        raise CannotRun(f"{far} belongs to somebody else. Choose a shorter data folder with MPASPOR_DATA=/some/folder.")
    return far


def require_space(data: Path) -> None:
    """Refuse to begin what would end half-way for want of space."""
    free = shutil.disk_usage(data).free
    if free < SPACE_NEEDED:
        raise CannotRun(
            f"The disk of {data} is full: {free // 2**20} MB are free and {SPACE_NEEDED // 2**20} MB are needed. "
            "Free some space, or choose another data folder with MPASPOR_DATA=/some/folder."
        )


# What a start makes in the data folder. A reset removes these and nothing else, wherever MPASPOR_DATA may point.
MADE_HERE = ("log", "papers", "postgres", "postgres.new", "sandbox", "secrets.json", "static")


def empty(data: Path) -> list[str]:
    """Remove what starts have made; the names of what was removed."""
    found = [name for name in MADE_HERE if (data / name).exists()]
    for name in found:
        path = data / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return found
