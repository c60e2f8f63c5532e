"""The trial balance, the books written again from their causes, and what is unexplained."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.payments import books, settlement
from mpaspor.stages.payments.books import Balance
from mpaspor.stages.payments.models import Bill
from tests import people
from tests.stages.appointments.scene import MORNING
from tests.stages.payments.scene import billed, notice
from tests.stages.payments.test_closing import closed

pytestmark = pytest.mark.django_db

ON = MORNING.date()
NOBODYS = Bill(code="820260102999999", amount=650_000)


TWICE = """
INSERT INTO payments_ledgerline (transaction_id, account, amount)
SELECT transaction_id, account, amount FROM payments_ledgerline
"""
AT_ANOTHER = "UPDATE payments_ledgertransaction SET office_id = {}"


def paid() -> Bill:
    bill = billed()
    settlement.receive(notice(bill), at=MORNING)
    return bill


def break_(sql: str) -> None:
    """As somebody with the database's own password would, past triggers and keys."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def a_day_of_all_sorts() -> None:
    """A fee, a fee with something over, a second payment, too little, and money for nobody's code."""
    bill, other = paid(), billed(people.SUPARMAN, slot=Slot.objects.get())
    settlement.receive(notice(bill, number="2"), at=MORNING)
    settlement.receive(notice(NOBODYS, number="3"), at=MORNING)
    settlement.receive(notice(other, number="4", amount=100_000), at=MORNING)
    settlement.receive(notice(other, number="5", amount=1_000_000), at=MORNING)


def test_what_was_received_is_what_became_of_it_in_total_and_on_each_side() -> None:
    a_day_of_all_sorts()
    found = books.trial()
    assert found.total.balance == Balance(3_650_000, 1_900_000, 1_100_000, 650_000)
    assert found.total.payments == 5
    assert [(row.name, row.balance.difference) for row in found.by_day] == [(str(ON), 0)]
    assert [(row.name, row.balance.received) for row in found.by_office] == [("Denpasar", 3_000_000), ("", 650_000)]
    assert [(row.name, row.channel, row.payments) for row in found.by_channel] == [("CONTOH", "6011", 5)]
    assert books.trial(whose=people.denpasar()).total.balance.questions == 0
    assert books.trial(whose=None, on=ON).total.balance == Balance(650_000, questions=650_000)
    assert books.trial(on=ON.replace(day=3)).total.balance == Balance()


def test_the_books_written_again_are_the_same() -> None:
    a_day_of_all_sorts()
    assert books.rebuild() == []
    assert books.unexplained() == books.unexplained(on=ON) == books.Unexplained(0, 0, 0)


@pytest.mark.parametrize(
    ("sql", "amount"),
    [
        ("UPDATE payments_ledgerline SET amount = amount + 1 WHERE account = 'received'", 1),
        ("DELETE FROM payments_ledgertransaction", 1_900_000),
        ("UPDATE payments_ledgertransaction SET cause = 'credit'", 3_800_000),
        ("UPDATE payments_payment SET amount = amount - 50000", 50_000),
        ("UPDATE payments_bill SET amount = amount - 50000", 50_000),
        ("UPDATE payments_ledgertransaction SET channel = 'other'", 3_800_000),
        (TWICE, 1_900_000),
        ("""UPDATE payments_ledgertransaction SET "on" = "on" + 1""", 950_000),
        ("""UPDATE payments_ledgertransaction SET "on" = "on" - 1""", 950_000),
        ("UPDATE payments_ledgertransaction SET office_id = NULL", 950_000),
    ],
)
def test_what_its_cause_does_not_bear_out_is_found(sql: str, amount: int) -> None:
    paid()
    break_(sql)
    found = books.rebuild()
    assert sum(one.amount for one in found) == amount
    assert all(one.reference.startswith(("fee bill", "credit bill")) for one in found)
    assert books.unexplained().amount >= amount


def test_money_at_an_office_its_file_never_was_at_is_found() -> None:
    paid()
    break_(AT_ANOTHER.format(people.jayapura().pk))
    assert [(one.amount, "at Jayapura, by its cause" in one.detail) for one in books.rebuild()] == [(950_000, True)]


def test_nobodys_money_in_the_books_of_an_office_is_found() -> None:
    settlement.receive(notice(NOBODYS), at=MORNING)
    assert books.rebuild() == []
    break_(AT_ANOTHER.format(people.denpasar().pk))
    assert sum(one.amount for one in books.rebuild()) == 650_000


def test_money_of_a_closed_day_belongs_to_the_next_that_is_open() -> None:
    bill = closed()
    settlement.receive(notice(bill, number="2"), at=MORNING)
    assert [row.name for row in books.trial().by_day] == [str(ON), str(ON + timedelta(days=1))]
    assert books.rebuild() == []


def test_what_was_written_stays_where_it_was_when_the_file_moves() -> None:
    bill = paid()
    Application.objects.update(office=people.jayapura())
    assert books.rebuild() == []
    settlement.receive(notice(bill, number="2"), at=MORNING)
    assert [row.name for row in books.trial().by_office] == ["Denpasar", "Jayapura"]
    assert books.rebuild() == []


def test_of_one_day_what_was_paid_and_is_not_in_the_books_is_found() -> None:
    paid()
    break_("DELETE FROM payments_ledgerline")
    assert books.unexplained(on=ON).untraced == 950_000
    assert books.unexplained(on=ON.replace(day=3)).amount == 0
