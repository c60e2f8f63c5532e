"""Where and when it was measured: without it a figure means nothing."""

from __future__ import annotations

import os
import platform
from typing import Any

import psycopg

from mpaspor.core import clock


def here(url: str) -> dict[str, Any]:
    """The day, the machine, and how busy it was in the quarter of an hour before."""
    with psycopg.connect(url) as db:
        (postgresql,) = db.execute("SHOW server_version").fetchone() or ("",)
    return {
        "date": f"{clock.today('Asia/Jakarta')}",
        "cores": os.cpu_count(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "postgresql": postgresql.split()[0],
        "system": platform.system(),
        "load_before": round(os.getloadavg()[2], 1),
    }


def told(machine: dict[str, Any]) -> str:
    """The same as half a sentence."""
    return (
        f"{machine['date']}, {machine['cores']} shared cores, {machine['python']}, PostgreSQL {machine['postgresql']}, "
        f"{machine['system']}, load {machine['load_before']} in the quarter of an hour before"
    )
