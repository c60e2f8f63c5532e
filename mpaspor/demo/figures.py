"""Reading tables of passports issued, as the field studies print them.

A row that cannot be meant is refused with its line.

Columns: year, month (absent: the year's figure is spread over its months), one or more counts, and optionally total,
which must then be their sum. The counts known are those of `COUNTS`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sort:
    """What a column counts."""

    kind: str
    replaces: bool = False
    purpose: str = "tourism"


COUNTS = {
    "ordinary_new": Sort("ordinary"),
    "ordinary_replacement": Sort("ordinary", replaces=True),
    "electronic_new": Sort("electronic"),
    "electronic_replacement": Sort("electronic", replaces=True),
    "ordinary": Sort("ordinary"),
    "electronic": Sort("electronic"),
    "migrant_worker": Sort("ordinary", purpose="migrant_work"),
}
FIRST_YEAR, LAST_YEAR = 2000, 2100
MONTHS = 12
MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Month:
    """How many of each sort were issued in one month."""

    year: int
    month: int
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class MalformedTable(Exception):
    """The table is not what it should be; the message names the line and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


def read(path: Path) -> list[Month]:
    """The months of a table, in its order. Raises `MalformedTable`; `OSError` when the file cannot be read."""
    with path.open(encoding="utf-8-sig", newline="") as table:
        try:
            rows = csv.reader(table, strict=True)
            header = [name.strip() for name in next(rows, [])]
            _check_header(header)
            months = [(rows.line_num, month) for row in rows for month in _months(header, row, rows.line_num)]
        except (UnicodeDecodeError, csv.Error) as problem:
            raise MalformedTable(1, f"not a table of comma-separated values ({problem})") from problem
    _refuse_twice(months)
    if not months:
        raise MalformedTable(2, "the table has no rows")
    return [month for _, month in months]


def _check_header(header: list[str]) -> None:
    unknown = [name for name in header if name not in {"year", "month", "total", *COUNTS}]
    if unknown:
        raise MalformedTable(1, f"unknown column {unknown[0]!r}; known are year, month, total, {', '.join(COUNTS)}")
    if "year" not in header:
        raise MalformedTable(1, "there is no column year")
    if not set(header) & set(COUNTS):
        raise MalformedTable(1, f"there is no count; known are {', '.join(COUNTS)}")
    if len(set(header)) != len(header):
        raise MalformedTable(1, "a column stands twice")


def _months(header: list[str], row: list[str], line: int) -> Iterable[Month]:
    if not any(cell.strip() for cell in row):
        return []
    if len(row) != len(header):
        raise MalformedTable(line, f"{len(row)} values where the header has {len(header)}")
    values = {name: _whole(name, cell, line) for name, cell in zip(header, row, strict=True)}
    counts = {name: values[name] for name in COUNTS if name in values}
    if not FIRST_YEAR <= values["year"] <= LAST_YEAR:
        raise MalformedTable(line, f"year {values['year']} is not between {FIRST_YEAR} and {LAST_YEAR}")
    if "total" in values and values["total"] != sum(counts.values()):
        raise MalformedTable(line, f"total says {values['total']}, but the counts add up to {sum(counts.values())}")
    if "month" not in values:
        return _spread(values["year"], counts)
    if not 1 <= values["month"] <= MONTHS:
        raise MalformedTable(line, f"month {values['month']} is not between 1 and 12")
    return [Month(values["year"], values["month"], counts)]


def _whole(name: str, cell: str, line: int) -> int:
    text = cell.strip()
    if not text.isascii() or not text.isdigit():
        raise MalformedTable(line, f"{name} should be a whole number, not {cell!r}")
    if len(text) > MOST_DIGITS:
        raise MalformedTable(line, f"{name} has {len(text)} digits: more than there are people")
    return int(text)


def _spread(year: int, counts: dict[str, int]) -> list[Month]:
    """A year's figures over its months, as evenly as whole people allow."""
    return [
        Month(
            year,
            month,
            {name: (count * month) // MONTHS - (count * (month - 1)) // MONTHS for name, count in counts.items()},
        )
        for month in range(1, MONTHS + 1)
    ]


def _refuse_twice(months: list[tuple[int, Month]]) -> None:
    seen: set[tuple[int, int]] = set()
    for line, month in months:
        if (month.year, month.month) in seen:
            raise MalformedTable(line, f"{month.year}-{month.month:02} stands in the table twice")
        seen.add((month.year, month.month))
