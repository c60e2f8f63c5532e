"""A statement as a treasurer brings it: the acquirer's or the post's list of a day, in our own small form.

    MPASPOR,POST,2026-01-05
    number,code,amount,channel,reference,paidAt
    000123456789,820260105000017,650000,POS,,2026-01-05T10:12:00+07:00
    END,1,650000

UTF-8, commas, whole rupiah. It is read whole or refused with the line that is wrong.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mpaspor.gateways.snap import moments

FORM, END = "MPASPOR", "END"
COLUMNS = ("number", "code", "amount", "channel", "reference", "paidAt")
# A national post office has some thousands of such payments a day.
MOST_LINES = 100_000
MOST_BYTES = 20_000_000
_LONGEST = 128
_WHOLE = re.compile(r"[1-9][0-9]{0,14}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class MalformedStatement(Exception):
    """The file cannot be trusted; `line` is where, `reason` what is wrong there: one of the sentences below."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


@dataclass(frozen=True, slots=True)
class Line:
    """One payment as they have it: whole rupiah, the moment in UTC; `stan` is the treasury's alone."""

    number: str
    code: str
    amount: int
    channel: str
    reference: str
    paid_at: datetime
    stan: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """Whose list, of which day of theirs."""

    source: str
    on: date
    lines: tuple[Line, ...]


def write(source: str, on: date, lines: Sequence[Line]) -> bytes:
    """The file, as whoever sends us one writes it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((FORM, source, on.isoformat()))
    writer.writerow(COLUMNS)
    for line in lines:
        moment = moments.write(line.paid_at)
        writer.writerow((line.number, line.code, line.amount, line.channel, line.reference, moment))
    writer.writerow((END, len(lines), sum(line.amount for line in lines)))
    return out.getvalue().encode()


def read(content: bytes) -> File:
    """All of it or nothing. Raises `MalformedStatement`."""
    rows = _rows(content)
    if len(rows) < 3 or len(rows[0]) != 3 or rows[0][0] != FORM or not rows[0][1]:
        raise MalformedStatement(1, f"the file begins with {FORM},SOURCE,YYYY-MM-DD and ends with {END}")
    source, on = rows[0][1], _day(rows[0][2])
    if tuple(rows[1]) != COLUMNS:
        raise MalformedStatement(2, f"the columns are {','.join(COLUMNS)}")
    lines = tuple(_line(row, number) for number, row in enumerate(rows[2:-1], start=3))
    _check_end(rows[-1], lines, at=len(rows))
    _refuse_twice(lines)
    return File(source, on, lines)


def _rows(content: bytes) -> list[list[str]]:
    if len(content) > MOST_BYTES:
        raise MalformedStatement(1, "the file is too large")
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise MalformedStatement(reader.line_num, f"not a table: {error}") from error
    if len(rows) > MOST_LINES:
        raise MalformedStatement(MOST_LINES, "the file has too many lines")
    return rows


def _line(row: Sequence[str], line: int) -> Line:
    if len(row) != len(COLUMNS):
        raise MalformedStatement(line, f"{len(row)} columns, not {len(COLUMNS)}")
    number, code, amount, channel, reference, paid_at = (cell.strip() for cell in row)
    for name, text in (("number", number), ("code", code)):
        if not text:
            raise MalformedStatement(line, f"{name} is empty")
    if any(len(cell) > _LONGEST or "\0" in cell or "\ufffd" in cell for cell in row):
        raise MalformedStatement(line, "a value that cannot be read")
    if not _WHOLE.fullmatch(amount):
        raise MalformedStatement(line, "amount is not whole rupiah")
    return Line(number, code, int(amount), channel, reference, _moment(paid_at, line))


def _moment(text: str, line: int) -> datetime:
    try:
        return moments.read(text)
    except moments.NoMoment as wrong:
        raise MalformedStatement(line, "paidAt is not like 2026-01-05T10:12:00+07:00") from wrong


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError as wrong:
        raise MalformedStatement(1, "the day is not like 2026-01-05") from wrong


def _check_end(row: Sequence[str], lines: Sequence[Line], *, at: int) -> None:
    if tuple(row) != (END, str(len(lines)), str(sum(line.amount for line in lines))):
        raise MalformedStatement(at, "the last line does not sum up the others")


def _refuse_twice(lines: Sequence[Line]) -> None:
    seen: set[str] = set()
    for place, line in enumerate(lines, start=3):
        if line.number in seen:
            raise MalformedStatement(place, "this number stands in the file twice")
        seen.add(line.number)
