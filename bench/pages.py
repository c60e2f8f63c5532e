"""Pages, statements and whole journeys on a whole service, then a siege of its places: the figures of `make bench`."""

from __future__ import annotations

import argparse
import importlib
from typing import Any

from bench import contention, ground, report
from tests.journeys.service import Service

GROUND = ground.prepared
ATTEMPTS = 1_000_000


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=int, default=4, help="how long each page is asked for (default 4)")
    parser.add_argument("--passports", type=int, default=400, help="how many lives are replayed (default 400)")
    parser.add_argument("--attempts", type=int, default=ATTEMPTS, help=f"of the siege (default {ATTEMPTS:,})")
    parser.set_defaults(json=True)


def measure(service: Service, asked: argparse.Namespace) -> dict[str, Any]:
    """The pages first; the siege has a database of its own."""
    folder = service.data.parent
    # Django's records can be named only now that it is set up.
    run = importlib.import_module("bench.run")
    found: dict[str, Any] = run.everything(service, folder, seconds=asked.seconds, passports=asked.passports)
    with ground.bare(folder / "siege") as besieged:
        found["siege"] = contention.measure(besieged, asked)
    found["too_much"] += contention.too_much(found["siege"])
    return found


def too_much(found: dict[str, Any]) -> list[str]:
    broken: list[str] = found["too_much"]
    return broken


def page(found: dict[str, Any]) -> str:
    """What docs/benchmarks.md says of it."""
    return f"{report.page(found)}\n{contention.page(found['siege'])}"
