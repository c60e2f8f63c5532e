"""A draw as large as a country's: `python -m bench.draw [--entries N] [--wishes N] [--places N] [--json]`.

It writes files of invented entries, and then, in one process of its own, reads them, draws, and writes the results;
the separate program for auditors looks at the outcome.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

OFFICES, HOURS = 130, 8
PEOPLE = (1, 1, 1, 1, 1, 1, 2, 2, 3, 4)
MEBI = 1024 * 1024
NOON = "2026-01-02T12:00:00Z"


def measure(*, entries: int = 1_000_000, wishes: int = 5, places: int = 410_000, audit: bool = True) -> dict[str, Any]:
    """Seconds and peak memory of drawing, and of drawing again as an auditor does."""
    with tempfile.TemporaryDirectory(prefix="mpaspor-draw-") as folder:
        _alone("invent", folder, entries, wishes, places)
        found = _alone("draw", folder)
        if audit:
            found |= _alone("audit", folder)
    return {"entries": entries, "wishes": wishes, "places": places, **found}


def invent(folder: Path, entries: int, wishes: int, places: int) -> dict[str, Any]:
    """Hours of many offices, and people who want the same few of them: days and offices by how popular they are."""
    from mpaspor.stages.appointments.draws import files  # noqa: PLC0415 - each step is measured in a fresh process
    from mpaspor.stages.appointments.draws.allocation import Entry, Place  # noqa: PLC0415

    chance = random.Random(4)  # the same files every time
    days = [f"2026-01-{day:02}" for day in range(5, 31)]
    each, more = divmod(places, OFFICES * len(days) * HOURS)
    hours = [
        Place(0, f"{office:04}", day, f"{8 + hour:02}:00", "regular", "electronic+ordinary", each)
        for office in range(OFFICES)
        for day in days
        for hour in range(HOURS)
    ]
    told = [hour._replace(id=n, capacity=each + (n <= more)) for n, hour in enumerate(hours, start=1)]
    popular = [1 / (1 + number) ** 0.25 for number in range(OFFICES)]
    homes = chance.choices(range(OFFICES), popular, k=entries)

    def wish(office: int) -> str:
        day = "*" if chance.random() < 0.2 else days[int(len(days) * chance.random() ** 2)]
        hour = "*" if chance.random() < 0.4 else f"{8 + int(HOURS * chance.random()):02}:00"
        return f"{office:04}/{day}/{hour}"

    drawn = [
        Entry(
            f"{chance.getrandbits(80):020x}",
            chance.choice(PEOPLE), "electronic", priority=False,
            wishes=list({wish(home if turn < 4 else (home + 1) % OFFICES): None for turn in range(wishes)}),
        )
        for home in homes
    ]  # fmt: skip
    (folder / "places.csv").write_bytes(files.places_csv(told))
    (folder / "entries.csv").write_bytes(files.entries_csv(drawn))
    return {}


def draw(folder: Path) -> dict[str, Any]:
    """Reading, allocating and writing, as the job does."""
    from mpaspor.stages.appointments.draws import allocation, files  # noqa: PLC0415

    began = time.perf_counter()
    contents = {name: (folder / name).read_bytes() for name in ("places.csv", "entries.csv")}
    facts = [
        *((name, "bench") for name in ("draw", "name")),
        *((name, NOON) for name in ("opens_at", "closes_at", "reveal_by", "beacon_at", "results_at")),
        *((name, "bench") for name in ("beacon", "round")),
    ]
    facts += [(name.removesuffix(".csv"), files.digest_of(content)) for name, content in contents.items()]
    facts += [("sealed_at", NOON), ("value", "0" * 64)]
    seed = files.seed_of(facts)
    places, entries = files.read_places(contents["places.csv"]), files.read_entries(contents.pop("entries.csv"))
    read = time.perf_counter()
    results = list(allocation.allocate(entries, places, seed))
    allocated = time.perf_counter()
    written = files.results_csv(results)
    (folder / "results.csv").write_bytes(written)
    ended = time.perf_counter()
    (folder / "draw.json").write_bytes(files.facts_json(facts, seed, files.digest_of(written)))
    return {
        "seconds": round(ended - began, 1),
        "seconds_reading": round(read - began, 1),
        "seconds_allocating": round(allocated - read, 1),
        "seconds_writing": round(ended - allocated, 1),
        "peak_mib": _peak(),
        "entries_placed": sum(1 for result in results if result.place),
        "load_before": round(os.getloadavg()[0], 1),
    }


def audit(folder: Path) -> dict[str, Any]:
    """What the separate program says, and how long it takes."""
    from mpaspor import verify_draw  # noqa: PLC0415

    began = time.perf_counter()
    found = verify_draw.verify(verify_draw.load([str(folder)]))
    seconds = round(time.perf_counter() - began, 1)
    return {"audit_seconds": seconds, "audit_peak_mib": _peak(), "audit_found": found.told()}


def _alone(step: str, folder: str, *numbers: int) -> dict[str, Any]:
    """One step in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "bench.draw", "--step", step, folder, *map(str, numbers)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    found: dict[str, Any] = json.loads(told)
    return found


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // MEBI


def _step(step: str, folder: str, *numbers: str) -> dict[str, Any]:
    import django  # noqa: PLC0415

    django.setup()
    steps: dict[str, Any] = {"invent": invent, "draw": draw, "audit": audit}
    found: dict[str, Any] = steps[step](Path(folder), *map(int, numbers))
    return found


def main() -> int:
    """Measure and print; 1 when the wanted figures are not reached or the auditor's program finds a difference."""
    parser = argparse.ArgumentParser(prog="python -m bench.draw", description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--wishes", type=int, default=5)
    parser.add_argument("--places", type=int, default=410_000)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        print(json.dumps(_step(*asked.step)))
        return 0
    found = measure(entries=asked.entries, wishes=asked.wishes, places=asked.places)
    print(json.dumps(found, indent=2) if asked.json else "\n".join(f"{name}: {value}" for name, value in found.items()))
    return 1 if found["audit_found"] or found["seconds"] > 60 or found["peak_mib"] >= 2048 else 0


if __name__ == "__main__":
    sys.exit(main())
