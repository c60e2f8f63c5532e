"""Rows of a report as text: aligned for people, separated by commas for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

Row = Mapping[str, int | str]
Rows = Sequence[Row]


def as_table(headings: Sequence[str], rows: Rows, total: Row) -> str:
    lines = [list(headings)]
    lines += [[str(row[heading]) for heading in headings] for row in rows]
    lines.append(["", "sum", *[str(total[heading]) for heading in headings[2:]]])
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def as_csv(headings: Sequence[str], rows: Rows) -> str:
    """Of issuance the same columns as the sample tables, so that a report can be replayed."""
    written = io.StringIO()
    writer = csv.DictWriter(written, headings, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().rstrip()
