"""The measurements in their order: lives first, then pages one by one, each for some seconds."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from django.db import connection

from bench import lives, load, people, statements, weight
from mpaspor.core import clock
from tests.journeys.service import Service

MOST_BYTES = 30_000
MOST_STATEMENTS = 12


def everything(service: Service, folder: Path, *, seconds: int, passports: int) -> dict[str, Any]:
    """All figures, and in `too_much` each limit that is broken."""
    replayed = lives.measure(service, folder, passports)
    citizen = people.citizen()
    asked = statements.of_every_page(citizen)
    with load.hello() as bare:
        hello = load.requests_per_second(bare, seconds)
    pages = [_page(service, citizen, name, path, hello, seconds) for name, path in people.five_pages(citizen).items()]
    return {
        "date": f"{clock.today('Asia/Jakarta')}",
        "machine": _machine(),
        "load": load.tool(),
        "replay": replayed,
        "hello_per_second": round(hello),
        "pages": pages,
        "statements": asked,
        "too_much": [
            *(f"{page['name']}: {page['compressed']} bytes" for page in pages if page["compressed"] > MOST_BYTES),
            *(f"{route}: {count} statements" for route, count in asked.items() if count > MOST_STATEMENTS),
        ],
    }


def _page(
    service: Service, citizen: people.Citizen, name: str, path: str, hello: float, seconds: int
) -> dict[str, Any]:
    url, cookie = f"{service.address}{path}", citizen.cookie if path.startswith("/applications") else ""
    each = load.requests_per_second(url, seconds, cookie)
    return {
        "name": name,
        "per_second": round(each),
        "of_hello": round(each / hello, 3),
        **weight.first_load(url, cookie),
    }


def _machine() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgresql,) = cursor.fetchone()
    return {
        "cores": os.cpu_count(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "postgresql": postgresql.split()[0],
        "system": platform.system(),
        "load_before": round(os.getloadavg()[2], 1),
    }
