"""A process that ends when we end."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path

PATIENCE = 10.0
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Child:
    """One program in a session of its own, so that a Ctrl-C in the terminal reaches us alone and we stop it in order.

    `farewell` is the signal that asks it to end; the kernel sends `bereaved`, which is the same one unless told
    otherwise, if we are killed: nobody is then left to insist.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        farewell: signal.Signals = signal.SIGTERM,
        bereaved: signal.Signals | None = None,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        self.name = name
        self._command = list(command)
        self._farewell = farewell
        self._bereaved = bereaved or farewell
        self._environment = environment
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program. Raises OSError if it is not there."""
        us, bereaved = os.getpid(), self._bereaved

        def tie() -> None:
            if _libc is not None:
                _libc.prctl(_PR_SET_PDEATHSIG, bereaved)
            if os.getppid() != us:
                os._exit(1)

        if self._log:
            self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") if self._log else nullcontext() as log:
            self._process = subprocess.Popen(
                self._command,
                env=None if self._environment is None else {**os.environ, **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=tie,  # noqa: PLW1509 the supervisor has one thread
            )

    @property
    def number(self) -> int:
        """The number of its process."""
        assert self._process
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it is alive now."""
        return self._process is not None and self._process.poll() is None

    @property
    def ending(self) -> str:
        """How it ended, in words."""
        code = self._process.returncode if self._process else 0
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"{how}; its log is {self._log}" if self._log else how

    def stop(self) -> None:
        """Ask it to end, insist after `PATIENCE`, and take with it whatever it started."""
        if self._process is None:
            return
        if self.runs:
            self._process.send_signal(self._farewell)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
