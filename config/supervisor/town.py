"""Whether the demo town is played: in the own database unless told otherwise, on a named server only when asked."""

from __future__ import annotations

import os

UNASKED = (
    "DATABASE_URL names a server, so there are no invented officers, no demo mailbox and no demo bank. "
    "For a trial there: MPASPOR_DEMO=1."
)


def settle() -> None:
    """Say in the environment, for all children, what nobody has said there."""
    os.environ.setdefault("MPASPOR_DEMO", "0" if "DATABASE_URL" in os.environ else "1")


def is_played() -> bool:
    """Once settled."""
    return os.environ["MPASPOR_DEMO"] == "1"
