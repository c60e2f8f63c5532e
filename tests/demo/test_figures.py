"""A table of figures is taken at its word, or refused with the line and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

import mpaspor
from mpaspor.demo import figures

SAMPLES = Path(mpaspor.__file__).parent / "demo" / "data"
HEADER = "year,month,ordinary_new,ordinary_replacement,electronic_new,electronic_replacement,total"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "denpasar.csv"


def refusal(table: Path, *lines: str, header: str = HEADER) -> str:
    table.write_text("\n".join([header, *lines]) + "\n")
    with pytest.raises(figures.MalformedTable) as refused:
        figures.read(table)
    return str(refused.value)


def test_the_tables_of_the_field_studies_are_read_whole() -> None:
    denpasar = figures.read(SAMPLES / "denpasar_issuance_2021_2022.csv")
    by_month = {(month.year, month.month): month for month in denpasar}
    assert list(by_month[2022, 2].counts.values()) == [1071, 645, 27, 200]
    assert by_month[2022, 2].total == 1943
    assert len(denpasar) == 24
    assert [sum(m.total for m in denpasar if m.year == year) for year in (2021, 2022)] == [15131, 40904]
    assert figures.read(SAMPLES / "tanjung_priok_issuance_2022.csv")


def test_a_years_figure_is_spread_over_its_months_and_nobody_is_lost(table: Path) -> None:
    table.write_text("year,ordinary,migrant_worker\n2021,100,7\n")
    months = figures.read(table)
    assert [month.month for month in months] == list(range(1, 13))
    assert sum(month.counts["ordinary"] for month in months) == 100
    assert sum(month.counts["migrant_worker"] for month in months) == 7
    kotabumi = figures.read(SAMPLES / "kotabumi_applications_2021_2023.csv")
    assert {month.year for month in kotabumi} == {2021, 2022, 2023}


def test_spaces_empty_lines_and_a_mark_of_the_encoding_do_no_harm(table: Path) -> None:
    table.write_bytes(b"\xef\xbb\xbfyear, month, ordinary_new\r\n2022, 1, 3\r\n\r\n,,\r\n2022,2,4\r\n")
    assert [month.total for month in figures.read(table)] == [3, 4]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2022,13,1,1,1,1,4", "line 2: month 13 is not between 1 and 12"),
        ("2022,0,1,1,1,1,4", "line 2: month 0 is not between 1 and 12"),
        ("1822,1,1,1,1,1,4", "line 2: year 1822 is not between 2000 and 2100"),
        ("2022,1,1,1,1,1,5", "line 2: total says 5, but the counts add up to 4"),
        ("2022,1,1,1,1,-1,2", "line 2: electronic_replacement should be a whole number, not '-1'"),
        ("2022,1,1,1,1,1.5,4", "line 2: electronic_replacement should be a whole number, not '1.5'"),
        ("2022,1,1,1,1,٣,6", "line 2: electronic_replacement should be a whole number, not '٣'"),
        ("2022,1,1,1,1,,3", "line 2: electronic_replacement should be a whole number, not ''"),
        ("2022,Februari,1,1,1,1,4", "line 2: month should be a whole number, not 'Februari'"),
        ("2022,1,1,1,1", "line 2: 5 values where the header has 7"),
        ("2022,1,1,1,1,1,4,9", "line 2: 8 values where the header has 7"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused_with_line_and_reason(table: Path, line: str, reason: str) -> None:
    assert refusal(table, line) == reason


def test_the_line_is_the_one_an_editor_shows(table: Path) -> None:
    good = "2022,1,1,1,1,1,4"
    assert refusal(table, good, "", "2022,14,1,1,1,1,4").startswith("line 4: ")
    assert refusal(table, good, "", "2022,1,9,0,0,0,9") == "line 4: 2022-01 stands in the table twice"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("year,month,diplomatic", "line 1: unknown column 'diplomatic'; known are year, month, total, ordinary_new"),
        ("month,ordinary", "line 1: there is no column year"),
        ("year,month,total", "line 1: there is no count; known are ordinary_new"),
        ("year,year,ordinary", "line 1: a column stands twice"),
        ("", "line 1: there is no column year"),
    ],
)
def test_a_header_nobody_knows_is_refused(table: Path, header: str, reason: str) -> None:
    assert refusal(table, "1,2,3", header=header).startswith(reason)


def test_a_table_without_rows_is_refused(table: Path) -> None:
    assert refusal(table) == "line 2: the table has no rows"


def test_what_is_no_table_is_refused(table: Path) -> None:
    table.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x01\xff")
    with pytest.raises(figures.MalformedTable, match="line 1: not a table of comma-separated values"):
        figures.read(table)
    assert "not a table" in refusal(table, '2022,"1')


def test_a_year_given_twice_is_refused_at_its_own_line(table: Path) -> None:
    assert refusal(table, "2021,5", "2022,5", "2021,6", header="year,ordinary") == (
        "line 4: 2021-01 stands in the table twice"
    )


def test_a_figure_beyond_all_people_is_refused(table: Path) -> None:
    assert "line 2" in refusal(table, f"2022,1,{'9' * 5000}", header="year,month,ordinary")
