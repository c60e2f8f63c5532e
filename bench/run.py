"""The measurements in their order: lives first, then pages one by one, each for some seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench import lives, load, people, statements, weight
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
