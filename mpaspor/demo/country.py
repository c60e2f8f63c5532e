"""The sample offices, two units and closed days. Classes, places and codes are partly from memory."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from mpaspor.offices.models import ClosedDay, Office

DATA = Path(__file__).parent / "data"


def settle() -> None:
    """Put the country in place; what is there already stays."""
    _offices()
    _units()
    _closed_days()


def _offices() -> None:
    with (DATA / "offices.csv").open(encoding="utf-8") as table:
        Office.objects.bulk_create(
            (
                Office(
                    code=row["internal_code"],
                    name=row["name"],
                    office_class=row["class"],
                    has_checkpoint=row["tpi"] == "TPI",
                    city=row["city"],
                    province=row["province_code"],
                    zone=row["timezone"],
                    latitude=row["lat_approx"],
                    longitude=row["lon_approx"],
                )
                for row in csv.DictReader(table)
            ),
            ignore_conflicts=True,
        )


def _units() -> None:
    offices = {office.code: office for office in Office.objects.filter(parent=None)}
    with (DATA / "units.csv").open(encoding="utf-8") as table:
        Office.objects.bulk_create(
            (
                Office(
                    code=row["code"],
                    name=row["name"],
                    office_class=row["kind"],
                    has_checkpoint=False,
                    city=offices[row["office"]].city,
                    province=offices[row["office"]].province,
                    zone=offices[row["office"]].zone,
                    latitude=row["lat_approx"],
                    longitude=row["lon_approx"],
                    parent=offices[row["office"]],
                )
                for row in csv.DictReader(table)
            ),
            ignore_conflicts=True,
        )


def _closed_days() -> None:
    with (DATA / "closed_days.csv").open(encoding="utf-8") as table:
        ClosedDay.objects.bulk_create(
            (ClosedDay(**{**row, "on": date.fromisoformat(row["on"])}) for row in csv.DictReader(table)),
            ignore_conflicts=True,
        )
