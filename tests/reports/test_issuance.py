"""Passports issued, as the field studies count them; the same figures as a table, a replayable file, and JSON."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mpaspor.core.clock import now
from mpaspor.demo import figures
from mpaspor.offices.models import Office
from mpaspor.reports import issuance
from mpaspor.stages.passports.models import Passport
from tests import factories, people

pytestmark = pytest.mark.django_db

JANUARY = date(2026, 1, 5)


@pytest.fixture
def denpasar() -> Office:
    office = people.denpasar()
    for kind, replaces, on in (
        ("ordinary", False, JANUARY),
        ("ordinary", True, JANUARY),
        ("ordinary", True, date(2026, 12, 31)),
        ("electronic", False, date(2026, 2, 1)),
        ("electronic", True, date(2025, 12, 31)),
    ):
        issue(office, kind, replaces=replaces, on=on)
    issue(people.jayapura(), "electronic", replaces=True, on=JANUARY)
    return office


def issue(office: Office, kind: str, *, replaces: bool, on: date) -> None:
    """A book that was issued, without its story."""
    holder = factories.draft().people.get()
    Passport.objects.create(
        applicant=holder, office=office, kind=kind, replaces=replaces, issued_on=on, queued_at=now()
    )


def report(*options: str) -> str:
    out = io.StringIO()
    call_command("report", "issuance", *options, stdout=out)
    return out.getvalue()


def test_a_book_counts_in_the_month_and_office_of_its_issue(denpasar: Office) -> None:
    table = issuance.at_office(denpasar, 2026)
    assert [row.total for row in table.rows] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert (table.rows[0].ordinary_new, table.rows[0].ordinary_replacement) == (1, 1)
    assert table.sum.total == 4
    assert issuance.national(2026).sum.electronic_replacement == 1
    assert issuance.national(2025).sum.total == 1


def test_a_year_without_books_is_a_table_of_noughts(denpasar: Office) -> None:
    table = issuance.at_office(denpasar, 2024)
    assert len(table.rows) == 12
    assert table.sum.total == 0


def test_the_table_lines_up(denpasar: Office) -> None:
    lines = report("--office", "denpasar", "--year", "2026").rstrip("\n").split("\n")
    assert len(lines) == 14
    assert len({len(line) for line in lines}) == 1
    assert lines[0].split()[0] == "year"
    assert lines[1].split() == ["2026", "1", "1", "1", "0", "0", "2"]
    assert lines[-1].split() == ["sum", "1", "2", "1", "0", "4"]


def test_the_file_can_be_replayed(denpasar: Office, tmp_path: Path) -> None:
    table = tmp_path / "denpasar.csv"
    table.write_text(report("--office", "Denpasar", "--year", "2026", "--format", "csv"))
    months = figures.read(table)
    assert sum(month.total for month in months) == 4
    assert months[0].counts["ordinary_replacement"] == 1


def test_programs_read_the_same_figures(denpasar: Office) -> None:
    told = json.loads(report("--year", "2026", "--format", "json"))
    assert told["sum"]["total"] == 5
    assert told["sum"].keys() == {*issuance.COLUMNS, "total"}
    assert told["months"][0] == {
        "year": 2026, "month": 1, "ordinary_new": 1, "ordinary_replacement": 1, "electronic_new": 0,
        "electronic_replacement": 1, "total": 3,
    }  # fmt: skip


def test_an_office_nobody_knows_is_refused_with_a_way_on(denpasar: Office) -> None:
    with pytest.raises(CommandError, match=r"No office is called 'Denpasr'\..*Denpasar"):
        report("--office", "Denpasr", "--year", "2026")
    with pytest.raises(CommandError, match="year"):
        report("--office", "Denpasar", "--year", "dua ribu")
    with pytest.raises(CommandError, match="year"):
        report("--office", "Denpasar", "--year", "0")
