"""Keeps children alive: one that ends is started again, later each time it ends soon, with a line that says so."""

from __future__ import annotations

import time
from dataclasses import dataclass

from config.supervisor.child import Child

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# A child that has lived so long has earned a fresh start.
PROVEN = 60.0
_MOMENT = 0.1


@dataclass
class _Watched:
    child: Child
    started_at: float
    pause: float
    due_at: float | None = None


class Watch:
    """The children, in the order they were started; they are stopped in the opposite order."""

    def __init__(self) -> None:
        self._watched: list[_Watched] = []

    def start(self, child: Child) -> None:
        """Start a child and keep it alive from now on."""
        self._watched.append(_Watched(child, time.monotonic(), FIRST_PAUSE))
        child.start()

    def adopt(self, child: Child) -> None:
        """Keep a child alive that runs already."""
        self._watched.append(_Watched(child, time.monotonic(), FIRST_PAUSE))

    def look(self) -> None:
        """Look once at each child, start again what is due, and let a moment pass."""
        for watched in self._watched:
            if watched.due_at is None and not watched.child.runs:
                self._note_the_end(watched)
            elif watched.due_at is not None and time.monotonic() >= watched.due_at:
                watched.child.start()
                watched.started_at, watched.due_at = time.monotonic(), None
        time.sleep(_MOMENT)

    def keep(self) -> None:
        """Look until somebody asks us to end, which comes as an exception."""
        while True:
            self.look()

    def stop(self) -> None:
        """Stop all, the last started first."""
        while self._watched:
            self._watched.pop().child.stop()

    def _note_the_end(self, watched: _Watched) -> None:
        child, now = watched.child, time.monotonic()
        how = child.ending
        # What a killed program had started would hold its port and its memory.
        child.stop()
        if now - watched.started_at >= PROVEN:
            watched.pause = FIRST_PAUSE
        watched.due_at = now + watched.pause
        print(f"{child.name} ended ({how}); starting it again in {watched.pause:g} s", flush=True)
        watched.pause = min(watched.pause * 2, LONGEST_PAUSE)
