"""The office's own figures: passports issued, month by month, as the field studies count them."""

from __future__ import annotations

import csv
from io import StringIO

from django.http import HttpResponse

from mpaspor.accounts.roles import Permission
from mpaspor.core import dates
from mpaspor.reports import issuance
from mpaspor.reports.issuance import Table
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk
from mpaspor.web.templatetags.telling import language

EARLIEST = 2000


@may(Permission.FIGURES_READ)
def figures(request: OfficerRequest) -> HttpResponse:
    office = request.posting.office
    this_year = desk.local_day(office).year
    year = _year(request.GET.get("year", ""), this_year)
    table = issuance.at_office(office, year)
    if request.GET.get("format") == "csv":
        return _csv(table, office.name, year)
    busiest = max(table.rows, key=lambda row: row.total)
    facts = {
        "table": table,
        "year": year,
        "before": str(year - 1),
        "before_url": f"?year={year - 1}",
        "after": str(year + 1) if year < this_year else "",
        "after_url": f"?year={year + 1}",
        "csv_url": f"?year={year}&format=csv",
        "busiest": busiest,
        "busiest_month": dates.month_name(busiest.month, language()),
        "bars": [
            (
                dates.month_name(row.month, language())[:3],
                row.electronic_new + row.electronic_replacement,
                row.ordinary_new + row.ordinary_replacement,
            )
            for row in table.rows
        ],
        "electronic": table.sum.electronic_new + table.sum.electronic_replacement,
        "replacement": table.sum.ordinary_replacement + table.sum.electronic_replacement,
    }
    return desk.page(request, "backoffice/reports/figures.html", facts, tab="figures")


def _year(typed: str, this_year: int) -> int:
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else this_year
    return year if EARLIEST <= year <= this_year else this_year


def _csv(table: Table, office: str, year: int) -> HttpResponse:
    text = StringIO()
    writer = csv.DictWriter(text, ["office", *table.sum.figures()])
    writer.writeheader()
    for row in table.rows:
        writer.writerow({"office": office, **row.figures()})
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="issuance-{year}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
