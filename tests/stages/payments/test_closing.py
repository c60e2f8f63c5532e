"""A day is signed by one, closed by another, and then stays as it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from mpaspor.stages.payments import books, closing, matching, settlement, statements
from mpaspor.stages.payments.models import Bill, BookDay, LedgerTransaction
from mpaspor.stages.payments.statement_files import Line
from tests import people
from tests.stages.appointments.scene import MORNING
from tests.stages.payments.scene import billed, notice

pytestmark = pytest.mark.django_db

ON = MORNING.date()
LATER = MORNING + timedelta(days=1)


def paid() -> Bill:
    bill = billed()
    settlement.receive(notice(bill), at=MORNING)
    return bill


def listed(bill: Bill, *, amount: int | None = None) -> None:
    """Everybody's list of the day is there."""
    told = notice(bill, amount=amount)
    line = Line(told.request_id, told.code, told.amount, told.channel, told.reference, told.paid_at)
    for source, lines in (("CONTOH", [line]), ("TREASURY", [])):
        matching.match(statements.keep(source, ON, lines, by=None, at=LATER), at=LATER)


def signed() -> Bill:
    bill = paid()
    listed(bill)
    closing.sign(people.denpasar(), ON, by=people.ariani(), at=LATER)
    return bill


def closed() -> Bill:
    bill = signed()
    closing.close(people.denpasar(), ON, by=people.second_treasurer(), at=LATER)
    return bill


def test_two_close_a_day_when_nothing_is_unexplained() -> None:
    closed()
    found = closing.state(people.denpasar(), ON)
    assert (found.name, found.balance.fees, found.is_ready, found.has_moved) == ("closed", 950_000, True, False)
    assert found.record
    assert found.record.balance["fees"] == 950_000
    assert (found.record.signed_by, found.record.closed_by) == (people.ariani(), people.second_treasurer())


def test_a_day_whose_lists_are_not_there_is_not_signed() -> None:
    paid()
    with pytest.raises(closing.Awaited) as refused:
        closing.sign(people.denpasar(), ON, by=people.ariani(), at=LATER)
    assert refused.value.sources == ["TREASURY", "CONTOH"]


def test_a_day_with_something_unexplained_is_not_signed() -> None:
    listed(paid(), amount=940_000)
    with pytest.raises(closing.NotExplained) as refused:
        closing.sign(people.denpasar(), ON, by=people.ariani(), at=LATER)
    assert (refused.value.amount, refused.value.tasks) == (10_000, 1)


def test_a_day_that_has_not_come_is_not_signed() -> None:
    with pytest.raises(closing.NotOver):
        closing.sign(people.denpasar(), ON + timedelta(days=1), by=people.ariani(), at=MORNING)


def test_whoever_signed_does_not_close() -> None:
    signed()
    with pytest.raises(closing.SameHand):
        closing.close(people.denpasar(), ON, by=people.ariani(), at=LATER)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        BookDay.objects.update(closed_by=people.ariani())


def test_a_day_nobody_signed_is_not_closed_and_a_signature_can_be_taken_back() -> None:
    signed()
    closing.take_back(people.denpasar(), ON, by=people.ariani(), at=LATER, why="Salah hari.")
    with pytest.raises(closing.NotSigned):
        closing.close(people.denpasar(), ON, by=people.second_treasurer(), at=LATER)
    closing.sign(people.denpasar(), ON, by=people.second_treasurer(), at=LATER)
    closing.close(people.denpasar(), ON, by=people.ariani(), at=LATER)


def test_money_that_came_after_the_signature_asks_for_another() -> None:
    bill = signed()
    settlement.receive(notice(bill, number="2"), at=MORNING)
    assert closing.state(people.denpasar(), ON).has_moved
    with pytest.raises(closing.Moved):
        closing.close(people.denpasar(), ON, by=people.second_treasurer(), at=LATER)


def test_money_noted_on_a_closed_day_belongs_to_the_next_that_is_open() -> None:
    bill = closed()
    before = books.trial(on=ON, whose=people.denpasar())
    settlement.receive(notice(bill, number="2"), at=MORNING)
    late = LedgerTransaction.objects.latest("id")
    assert (late.on, late.at) == (ON + timedelta(days=1), MORNING)
    assert books.trial(on=ON, whose=people.denpasar()) == before
    assert books.rebuild() == []


def test_another_office_and_the_centre_have_days_of_their_own() -> None:
    closed()
    settlement.receive(notice(Bill(code="820260102999999", amount=650_000), number="9"), at=MORNING)
    assert LedgerTransaction.objects.latest("id").on == ON
    assert closing.state(None, ON).name == closing.state(people.jayapura(), ON).name == "open"


A_LINE = """
INSERT INTO payments_ledgerline (transaction_id, account, amount)
SELECT entry.id, line.account, line.amount
  FROM payments_ledgertransaction AS entry, (VALUES ('fees', 5), ('credits', -5)) AS line (account, amount)
"""
A_TRANSACTION = """
INSERT INTO payments_ledgertransaction (at, "on", cause, office_id, source, channel, bill_id)
SELECT at, "on", cause, office_id, source, channel, bill_id FROM payments_ledgertransaction
"""
CHANGES = [
    ("UPDATE payments_bookday SET state = 'open', closed_by_id = NULL", "append-only"),
    ("UPDATE payments_bookday SET balance = '{}'", "append-only"),
    ("DELETE FROM payments_bookday", "append-only"),
    (A_LINE, "is closed"),
    (A_TRANSACTION, "is closed"),
]


@pytest.mark.parametrize(("change", "refusal"), CHANGES)
def test_the_database_refuses_to_change_a_closed_day(change: str, refusal: str) -> None:
    closed()
    with pytest.raises(IntegrityError, match=refusal), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_day_of_the_books_is_jakartas() -> None:
    bill = paid()
    settlement.receive(notice(bill, number="2"), at=MORNING.replace(hour=17))
    assert LedgerTransaction.objects.latest("id").on == date(2026, 1, 3)
