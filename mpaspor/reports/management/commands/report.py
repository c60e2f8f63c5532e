"""`mpaspor report issuance|fees --office Denpasar --year 2022 [--format table|csv|json]`, `--json` for the last."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mpaspor.offices.models import Office
from mpaspor.reports import fees, issuance, tables
from mpaspor.reports.tables import Rows

ISSUED = ("year", "month", *issuance.COLUMNS, "total")
PAID = fees.COLUMNS


class Command(BaseCommand):
    help = (
        "Print a report over all stages. issuance: passports issued by month, kind and new or replacement. "
        "fees: passports times tariff beside the books, by month of issue; exit 1 when they differ."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", choices=["issuance", "fees"])
        parser.add_argument("--office", help="name of one office; without it, all offices together")
        parser.add_argument("--year", type=_year, required=True)
        parser.add_argument("--format", choices=["table", "csv", "json"], default="table")
        parser.add_argument("--json", action="store_const", const="json", dest="format")

    def handle(self, *_args: Any, report: str, office: str | None, year: int, format: str, **_options: Any) -> None:  # noqa: A002 - named as its option
        of = _office(office) if office else None
        if report == "issuance":
            self._issuance(issuance.at_office(of, year) if of else issuance.national(year), format)
        else:
            self._fees(fees.at_office(of, year) if of else fees.national(year), format)

    def _issuance(self, table: issuance.Table, form: str) -> None:
        rows, total = [row.figures() for row in table.rows], table.sum.figures()
        more = {"sum": {key: value for key, value in total.items() if key not in {"year", "month"}}}
        self.stdout.write(_told(form, ISSUED, rows, total, {"months": rows, **more}))

    def _fees(self, table: fees.Table, form: str) -> None:
        rows, total = [row.figures() for row in table.months], table.sum.figures()
        more = {"kinds": [row.figures() for row in table.kinds], "sum": _only(PAID[2:], total), "others": table.others}
        self.stdout.write(_told(form, PAID, rows, total, {"months": [_only(PAID, row) for row in rows], **more}))
        if form == "table":
            self.stdout.write(f"fees of people without a passport, of all years: {table.others}")
        if table.differs:
            sys.exit(1)


def _told(form: str, headings: Sequence[str], rows: Rows, total: Mapping[str, int | str], whole: object) -> str:
    if form == "json":
        return json.dumps(whole, indent=2)
    return tables.as_csv(headings, rows) if form == "csv" else tables.as_table(headings, rows, total)


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


def _only(headings: Sequence[str], row: Mapping[str, int | str]) -> dict[str, int | str]:
    return {heading: row[heading] for heading in headings}
