"""The replay: whole journeys a second in two processes, and what one of them costs the database."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from mpaspor.audit.models import Entry
from mpaspor.demo import figures, replay
from mpaspor.offices.models import Office
from tests.journeys.service import Service

HEADER = "year,month,ordinary_new,ordinary_replacement,electronic_new,electronic_replacement,total"
# The sorts of Denpasar's February 2022, in tenths.
TENTHS = (5, 3, 1, 1)
FEW = 20
PROCESSES = 2
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET", "RESET")


def measure(service: Service, folder: Path, passports: int) -> dict[str, Any]:
    """Journeys and acts a second over `passports` lives; statements of a journey over a few."""
    said = service.run("replay", str(_table(folder, 2, passports)), "--processes", str(PROCESSES))
    pace = re.search(r"(\d+) passports lived .* \(([\d.]+) per second\)", said)
    assert pace, said
    counted = _counted(figures.read(_table(folder, 3, FEW))[0])
    return {
        "journeys": int(pace[1]),
        "processes": PROCESSES,
        "journeys_per_second": float(pace[2]),
        "acts_per_second": round(float(pace[2]) * counted["acts_per_journey"]),
        **counted,
    }


def _counted(month: figures.Month) -> dict[str, float]:
    """Entries of the trail stand for acts: each act leaves one or more."""
    office = Office.objects.get(name="Denpasar")
    keys = replay.still_to_live(office, month)
    stage = replay.prepare(office, month, keys, seed=1)
    before = Entry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        lived = len(list(replay.live(stage, keys)))
    statements = [row for row in asked.captured_queries if not row["sql"].startswith(CONTROL)]
    return {
        "acts_per_journey": round((Entry.objects.count() - before) / lived, 1),
        "statements_per_journey": round(len(statements) / lived, 1),
    }


def _table(folder: Path, month: int, passports: int) -> Path:
    counts = [passports * tenths // sum(TENTHS) for tenths in TENTHS]
    table = folder / f"denpasar_{month}.csv"
    table.write_text(f"{HEADER}\n2022,{month},{','.join(map(str, counts))},{sum(counts)}\n")
    return table
