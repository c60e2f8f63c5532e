"""`mpaspor report issuance --office Denpasar --year 2022 [--format table|csv|json]`."""

from __future__ import annotations

import csv
import io
import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mpaspor.offices.models import Office
from mpaspor.reports import issuance

HEADINGS = ("year", "month", *issuance.COLUMNS, "total")


class Command(BaseCommand):
    help = "Print a report over all stages. issuance: passports issued by month, kind and new or replacement."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", choices=["issuance"])
        parser.add_argument("--office", help="name of one office; without it, all offices together")
        parser.add_argument("--year", type=_year, required=True)
        parser.add_argument("--format", choices=["table", "csv", "json"], default="table")

    def handle(self, *_args: Any, office: str | None, year: int, format: str, **_options: Any) -> None:  # noqa: A002 - named as its option
        table = issuance.at_office(_office(office), year) if office else issuance.national(year)
        self.stdout.write({"table": as_table, "csv": as_csv, "json": as_json}[format](table))


def _year(typed: str) -> int:
    if not (len(typed) == 4 and typed.isascii() and typed.isdigit() and typed > "1900"):
        raise ArgumentTypeError(f"the year should look like 2022, not {typed!r}")
    return int(typed)


def _office(name: str) -> Office:
    try:
        return Office.objects.get(name__iexact=name)
    except Office.DoesNotExist:
        message = f"No office is called {name!r}. Names are those of the list at /offices, e.g. Denpasar."
        raise CommandError(message) from None


def as_table(table: issuance.Table) -> str:
    lines = [list(HEADINGS)]
    lines += [[str(row.figures()[heading]) for heading in HEADINGS] for row in table.rows]
    lines.append(["", "sum", *[str(table.sum.figures()[heading]) for heading in HEADINGS[2:]]])
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def as_csv(table: issuance.Table) -> str:
    """The same columns as the sample tables, so that a report can be replayed."""
    written = io.StringIO()
    rows = csv.DictWriter(written, HEADINGS, lineterminator="\n")
    rows.writeheader()
    rows.writerows(row.figures() for row in table.rows)
    return written.getvalue().rstrip()


def as_json(table: issuance.Table) -> str:
    sums = {key: value for key, value in table.sum.figures().items() if key not in {"year", "month"}}
    return json.dumps({"months": [row.figures() for row in table.rows], "sum": sums}, indent=2)
