"""Tables that leave the house."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from mpaspor.web import sheets
from mpaspor.web.sheets import Sheet

AT = datetime(2026, 1, 2, 1, 30, tzinfo=UTC)


def content(sheet: Sheet, kind: str) -> bytes:
    answer: Any = sheets.answer(sheet, kind)
    assert answer.headers["Cache-Control"] == "no-store"
    return b"".join(answer.streaming_content)


def table(*rows: list[sheets.Cell]) -> Sheet:
    return Sheet("money", "Uang", ["Hari", "Waktu", "Jumlah", "Kata"], rows)


@pytest.mark.parametrize("word", ["=1+1", "+62", "-1", "@x", "\t=1", "\r=1"])
def test_what_looks_like_a_formula_is_a_text(word: str) -> None:
    told = content(table([None, None, None, word]), "csv").decode()
    assert f"'{word}" in told


def test_negative_amounts_stay_numbers() -> None:
    assert b"2026-01-02,2026-01-02T01:30:00+00:00,-5,Ni Luh\r\n" in content(table([AT.date(), AT, -5, "Ni Luh"]), "csv")


def test_a_workbook_knows_days_moments_and_amounts() -> None:
    book = openpyxl.load_workbook(BytesIO(content(table([date(2026, 1, 2), AT, 650_000, "Ñ"]), "xlsx")))
    on, at, amount, word = next(iter(book.active.iter_rows(min_row=2)))
    assert on.is_date
    assert at.value == datetime(2026, 1, 2, 1, 30)  # noqa: DTZ001 - a workbook knows no zones
    assert (amount.data_type, amount.value, word.value) == ("n", 650_000, "Ñ")


def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    rows: list[list[sheets.Cell]] = [[None, None, number, ""] for number in range(5)]
    book = openpyxl.load_workbook(BytesIO(content(table(*rows), "xlsx")))
    assert book.sheetnames == ["Uang", "Uang 2", "Uang 3"]
    assert [[row[2] for row in page.iter_rows(min_row=2, values_only=True)] for page in book] == [[0, 1], [2, 3], [4]]
