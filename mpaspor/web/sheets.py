"""Tables that leave the house: CSV for programs, XLSX for people. Written row by row, however many there are.

Amounts are numbers and days are days in both. What people outside wrote can never become a formula: in CSV a text that
looks like one gets an apostrophe in front, in XLSX it is stored as text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any, cast

import xlsxwriter
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

# A moment has its zone: in CSV it is told with its offset, in XLSX by the clocks of that zone.
Cell = str | int | date | datetime | None

CSV, XLSX = "csv", "xlsx"
TYPES = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
# With one of these a spreadsheet takes a text for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# A sheet of XLSX ends here; the rows go on in the next one.
MOST_ROWS = 1_048_576
LONGEST_TITLE = 31
WIDTH = 18


@dataclass(frozen=True)
class Sheet:
    """A table: the name of its file without the ending, its title, its columns, its rows as they come."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def answer(sheet: Sheet, kind: str) -> HttpResponse:
    """The file, as an attachment nobody keeps on the way."""
    sent = StreamingHttpResponse(_csv(sheet)) if kind == CSV else FileResponse(_xlsx(sheet))
    sent.headers["Content-Type"] = TYPES[kind]
    sent.headers["Content-Disposition"] = f'attachment; filename="{sheet.name}.{kind}"'
    sent.headers["Cache-Control"] = "no-store"
    return cast("HttpResponse", sent)  # pages answer with one, by the types; a stream is as good


class _Line:
    """What `csv` writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def _csv(sheet: Sheet) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(sheet.columns)
    for row in sheet.rows:
        yield writer.writerow([_plain(cell) for cell in row])


def _plain(cell: Cell) -> str | int:
    if isinstance(cell, int):
        return cell
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    text = cell or ""
    return f"'{text}" if text.startswith(FORMULA) else text


def _xlsx(sheet: Sheet) -> IO[bytes]:
    """Each row goes to the disk before the next one is made."""
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "amount": book.add_format({"num_format": "#,##0"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        page, at = _page(book, sheet, formats, 1), 0
        for row in sheet.rows:
            at += 1
            if at == MOST_ROWS:
                page, at = _page(book, sheet, formats, len(book.worksheets()) + 1), 1
            for column, cell in enumerate(row):
                _write(page, at, column, cell, formats)
    file.seek(0)
    return file


def _page(book: Any, sheet: Sheet, formats: dict[str, Any], number: int) -> Any:
    title = sheet.title[: LONGEST_TITLE - 4]
    page = book.add_worksheet(title if number == 1 else f"{title} {number}")
    page.set_column(0, len(sheet.columns) - 1, WIDTH)
    page.freeze_panes(1, 0)
    for column, name in enumerate(sheet.columns):
        page.write_string(0, column, name, formats["head"])
    return page


def _write(page: Any, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    if isinstance(cell, datetime):
        page.write_datetime(row, column, cell.replace(tzinfo=None), formats["moment"])
    elif isinstance(cell, date):
        page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats["day"])  # noqa: DTZ001 - a day
    elif isinstance(cell, int):
        page.write_number(row, column, cell, formats["amount"])
    elif cell:
        page.write_string(row, column, cell)
