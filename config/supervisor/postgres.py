"""A PostgreSQL cluster in a folder, reached through a socket that only its owner can open."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from config.supervisor import binaries
from config.supervisor.child import Child
from config.supervisor.folder import require_space
from config.supervisor.refusal import CannotRun

NAME = "mpaspor"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
# For tests, whose rows nobody will miss.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
# A server that was killed needs a moment until the last of its processes has let go of the memory they share.
PATIENCE = 20.0
_STILL_LEAVING = ("pre-existing shared memory block", "already exists", "still in use")


class Cluster:
    """The cluster in `folder`; its socket lies in `sockets`, its log is `log`."""

    def __init__(self, folder: Path, sockets: Path, log: Path, *, durable: bool = True) -> None:
        self._folder = folder
        self._sockets = sockets
        self._log = log
        self._durable = durable

    @property
    def url(self) -> str:
        """The address a client connects to."""
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self._sockets), safe='')}"

    def start(self) -> Child:
        """Make the cluster if there is none, start it, and wait until it answers. Raises `CannotRun`."""
        self._initialise()
        _forget_a_dead_server(self._folder)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        settings = SETTINGS if self._durable else SETTINGS | CARELESS
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [*binaries.program("postgres"), "-D", str(self._folder), "-k", str(self._sockets), *options]
        self._log.write_bytes(b"")
        child = Child("database", command, farewell=signal.SIGINT, log=self._log)
        try:
            self._start_patiently(child)
        except BaseException:
            child.stop()
            raise
        return child

    def answers(self) -> bool:
        """Whether a client gets through now."""
        try:
            psycopg.connect(self._maintenance, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def _maintenance(self) -> str:
        return f"host='{self._sockets}' user={NAME} dbname=postgres"

    def _initialise(self) -> None:
        if (self._folder / "PG_VERSION").exists():
            made_by = (self._folder / "PG_VERSION").read_text().strip()
            if made_by != str(binaries.version()):
                raise CannotRun(
                    f"{self._folder} was made by PostgreSQL {made_by}, and here is {binaries.version()}. "
                    f"Name the folder of {made_by}'s programs with PG_BIN, or begin anew with `mpaspor reset`."
                )
            return
        require_space(self._folder.parent)
        half = self._folder.with_name(self._folder.name + ".new")
        shutil.rmtree(half, ignore_errors=True)
        locale = ["--locale=C.UTF-8"]
        if binaries.version() >= 17:
            locale += ["--locale-provider=builtin"]
        command = [*binaries.program("initdb"), "-D", str(half), "-U", NAME, "-A", "trust", "-E", "UTF8", *locale]
        done = subprocess.run(
            command if self._durable else [*command, "--no-sync"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            shutil.rmtree(half, ignore_errors=True)
            raise CannotRun(f"No database could be made in {self._folder}: {_reason(done.stderr)}")
        half.rename(self._folder)

    def _start_patiently(self, child: Child) -> None:
        until = time.monotonic() + PATIENCE
        child.start()
        while not self.answers():
            if time.monotonic() > until:
                raise CannotRun(f"The database does not answer; its log is {self._log}.")
            if not child.runs:
                said = self._log.read_text(errors="replace")
                if not any(sign in said for sign in _STILL_LEAVING):
                    raise CannotRun(f"The database does not start: {_reason(said)} Its log is {self._log}.")
                self._log.write_bytes(b"")
                time.sleep(0.1)
                child.start()
            time.sleep(0.02)
        with psycopg.connect(self._maintenance, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")


def require_answer(url: str) -> None:
    """Raises `CannotRun` if the server that DATABASE_URL names does not let us in."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        why = str(error).strip().splitlines()[0]
        raise CannotRun(f"The server that DATABASE_URL names cannot be used: {why}") from None


def _forget_a_dead_server(folder: Path) -> None:
    """Remove the mark of a server that was killed when its number now belongs to some other program."""
    mark = folder / "postmaster.pid"
    if not mark.exists():
        return
    number = mark.read_text().split("\n", 1)[0].strip()
    called = Path(f"/proc/{number}/cmdline")
    if called.exists() and os.fsencode(folder) not in called.read_bytes():
        mark.unlink()


def _reason(said: str) -> str:
    """The line of a log that says why."""
    lines = [line for line in said.splitlines() if re.search(r"(FATAL|PANIC|error|ERROR):", line)] or said.splitlines()
    return re.sub(r"^.*?(FATAL|PANIC|error|ERROR):\s*", "", lines[0]).strip() + "." if lines else "it does not say why."
