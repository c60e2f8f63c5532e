"""Passports times tariff, beside the books."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from mpaspor.core.clock import now
from mpaspor.reports import fees
from mpaspor.stages.applications.models import Applicant, Bap
from mpaspor.stages.payments.models import Bill
from tests import people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def told(*options: str) -> str:
    out = io.StringIO()
    call_command("report", "fees", "--office", "Denpasar", "--year", "2026", *options, stdout=out)
    return out.getvalue()


def test_of_a_family_each_counts_with_her_part_and_who_has_no_passport_yet_is_told_apart() -> None:
    office_day.ready(people.RATNA, people.BAGUS, people.KIRANA)
    found = fees.at_office(people.denpasar(), 2026)
    january = found.months[0]
    assert (january.passports, january.expected, january.booked, january.difference) == (1, 950_000, 950_000, 0)
    assert [(row.tariff, row.price) for row in found.kinds] == [("electronic_10", 950_000)]
    assert found.others == Bill.objects.get().amount - 950_000
    assert fees.at_office(people.jayapura(), 2026).sum.passports == 0
    assert fees.national(2025).sum.passports == 0


def test_a_fee_that_is_not_what_the_tariff_says_ends_with_1() -> None:
    office_day.ready()
    assert "950000" in told()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE payments_ledgerline SET amount = amount - 100000 WHERE account = 'fees'")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    with pytest.raises(SystemExit) as end:
        told()
    assert end.value.code == 1
    assert fees.national(2026).sum.difference == 100_000


def test_a_lost_passport_is_expected_to_have_brought_its_burden_unless_that_was_waived() -> None:
    passport = office_day.ready()
    Applicant.objects.filter(pk=passport.applicant_id).update(service="lost")
    january = fees.national(2026).months[0]
    assert (january.expected, january.difference) == (1_950_000, -1_000_000)
    facts = {"number": "BAP/12/2026", "held_on": date(2026, 1, 1), "by": people.customer_service(), "at": now()}
    Bap.objects.create(applicant=passport.applicant, service="lost", outcome="waived", why="Banjir.", **facts)
    january = fees.national(2026).months[0]
    assert (january.expected, january.difference) == (950_000, 0)


def test_it_comes_as_a_table_of_values_too() -> None:
    office_day.ready()
    rows = list(csv.DictReader(io.StringIO(told("--format", "csv"))))
    assert [row["booked"] for row in rows if row["passports"] != "0"] == ["950000"]
