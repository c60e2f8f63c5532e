"""A table is lived passport by passport, and comes out of the books as it went in."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from mpaspor.accounts.models import User
from mpaspor.audit.models import Entry
from mpaspor.demo import country, figures, planning
from mpaspor.demo.models import Lived
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.passports.models import Passport
from mpaspor.stages.payments import books
from mpaspor.stages.payments.books import Balance
from mpaspor.stages.payments.models import LedgerLine
from tests.stages.payments.test_books import break_

pytestmark = pytest.mark.django_db

HEADER = "year,month,ordinary_new,ordinary_replacement,electronic_new,electronic_replacement,total"
# Six passports of all four sorts in two months.
TABLE = f"{HEADER}\n2022,2,2,1,1,1,5\n2022,3,0,0,1,0,1\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "denpasar.csv"
    path.write_text(TABLE)
    return path


def replay(table: Path, *options: str) -> str:
    told = io.StringIO()
    call_command("replay", str(table), "--processes", "1", *options, stdout=told)
    return told.getvalue()


def report(*options: str) -> str:
    told = io.StringIO()
    call_command("report", "issuance", "--office", "Denpasar", "--year", "2022", *options, stdout=told)
    return told.getvalue()


def counted() -> tuple[int, ...]:
    return tuple(record.objects.count() for record in (Application, Passport, LedgerLine, Entry, Lived))


def test_the_report_gives_exactly_the_table_that_was_lived(table: Path) -> None:
    assert "6 passports lived at Denpasar" in replay(table)
    lived = [row for row in csv.DictReader(io.StringIO(report("--format", "csv"))) if row["total"] != "0"]
    assert lived == list(csv.DictReader(io.StringIO(TABLE)))
    assert json.loads(report("--format", "json"))["sum"] == {
        "ordinary_new": 2, "ordinary_replacement": 1, "electronic_new": 2, "electronic_replacement": 1, "total": 6,
    }  # fmt: skip


def test_everybody_lived_by_the_rules_and_everything_adds_up(table: Path) -> None:
    replay(table)
    told = io.StringIO()
    call_command("invariants", "--json", stdout=told)
    assert json.loads(told.getvalue())["sound"]
    assert set(Passport.objects.values_list("state", flat=True)) == {Passport.State.COLLECTED}
    assert {passport.issued_on.strftime("%Y-%m") for passport in Passport.objects.all() if passport.issued_on} == {
        "2022-02", "2022-03",
    }  # fmt: skip


def test_the_books_equal_passports_times_tariff_month_by_month_and_kind_by_kind(table: Path) -> None:
    replay(table)
    told = io.StringIO()
    call_command("report", "fees", "--office", "Denpasar", "--year", "2022", "--json", stdout=told)
    found = json.loads(told.getvalue())
    lived = [
        (row["month"], row["passports"], row["expected"], row["booked"]) for row in found["months"] if row["passports"]
    ]
    assert lived == [(2, 5, 3 * 350_000 + 2 * 650_000, 2_350_000), (3, 1, 650_000, 650_000)]
    assert [(row["month"], row["tariff"], row["passports"], row["difference"]) for row in found["kinds"]] == [
        (2, "electronic_5", 2, 0), (2, "ordinary_5", 3, 0), (3, "electronic_5", 1, 0),
    ]  # fmt: skip
    assert found["sum"] == {"passports": 6, "expected": 3_000_000, "booked": 3_000_000, "difference": 0}
    assert found["others"] == 0
    assert books.trial().total.balance == Balance(3_000_000, 3_000_000)


def test_it_ends_with_the_books_beside_passports_times_tariff(table: Path) -> None:
    told = [line.split() for line in replay(table).splitlines()]
    assert ["2022", "2", "5", "2350000", "2350000", "0"] in told
    assert ["2022", "3", "1", "650000", "650000", "0"] in told
    assert told[-1] == ["sum", "6", "3000000", "3000000", "0"]


def test_where_the_books_are_otherwise_it_ends_with_1(table: Path) -> None:
    replay(table)
    break_("UPDATE payments_ledgerline SET amount = amount - 50000 WHERE account = 'fees'")
    told = io.StringIO()
    with pytest.raises(CommandError, match="not passports times tariff") as end:
        call_command("replay", str(table), "--processes", "1", stdout=told)
    assert end.value.returncode == 1
    assert told.getvalue().split()[-4:] == ["6", "3000000", "3300000", "300000"]


def test_lived_again_nothing_changes(table: Path) -> None:
    replay(table)
    before = counted()
    assert "all 5 lived before" in replay(table)
    assert counted() == before


def test_stopped_after_one_month_it_goes_on_with_the_next(table: Path) -> None:
    assert "5 passports lived" in replay(table, "--month", "2022-02")
    assert "1 passports lived" in replay(table)
    assert Lived.objects.count() == 6


def test_the_same_seed_draws_the_same_people_and_another_seed_others(table: Path) -> None:
    country.settle()
    office = Office.objects.get(name="Denpasar")
    (month, _later) = figures.read(table)
    days = planning.days_of(office, month)
    drawn = {seed: [planning.plan(key, office, days, seed) for key in planning.keys(month)] for seed in (1, 2)}
    assert drawn[1] == [planning.plan(key, office, days, 1) for key in planning.keys(month)]
    assert not {plan.person.nik for plan in drawn[1]} & {plan.person.nik for plan in drawn[2]}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2022,2,2,1,1,1,7", "line 3: total says 7, but the counts add up to 5"),
        ("2022,13,2,1,1,1,5", "line 3: month 13 is not between 1 and 12"),
        ("2022,2,two,1,1,1,5", "line 3: ordinary_new should be a whole number, not 'two'"),
        ("2022,2,-2,1,1,1,1", "line 3: ordinary_new should be a whole number, not '-2'"),
        ("2022,2,2,1,1,1", "line 3: 6 values where the header has 7"),
        ("2022,1,2,1,1,1,5", "line 3: 2022-01 stands in the table twice"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused_before_anybody_lives(table: Path, row: str, reason: str) -> None:
    table.write_text(f"{HEADER}\n2022,1,1,0,0,0,1\n{row}\n")
    with pytest.raises(CommandError, match=reason):
        replay(table)
    assert counted() == (0, 0, 0, 0, 0)


def test_a_month_that_is_not_in_the_table_and_an_office_nobody_knows_are_refused(table: Path) -> None:
    with pytest.raises(CommandError, match="2023-01 is not in the table"):
        replay(table, "--month", "2023-01")
    with pytest.raises(CommandError, match="No office is called 'Atlantis'"):
        replay(table, "--office", "Atlantis")


@override_settings(DEMO=False)
def test_nobody_invented_is_let_into_a_real_service(table: Path) -> None:
    with pytest.raises(CommandError, match="MPASPOR_DEMO"):
        replay(table)
    assert not User.objects.exists()
