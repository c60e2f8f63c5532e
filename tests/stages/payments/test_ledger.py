"""The ledger refuses to be changed, and to be written out of balance."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from mpaspor.stages.payments import ledger, settlement
from mpaspor.stages.payments.ledger import Account
from mpaspor.stages.payments.models import Bill, LedgerLine, LedgerTransaction
from tests import books
from tests.stages.appointments.scene import MORNING
from tests.stages.payments.scene import billed, notice

pytestmark = pytest.mark.django_db

CHANGES = [
    "UPDATE payments_ledgerline SET amount = 1",
    "DELETE FROM payments_ledgerline",
    "UPDATE payments_ledgertransaction SET cause = 'other'",
    "DELETE FROM payments_ledgertransaction",
]


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def paid() -> Bill:
    bill = billed()
    settlement.receive(notice(bill), at=MORNING)
    return bill


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_written_stays(change: str) -> None:
    paid()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(change)
    assert books.balance().fees == 950_000


def commit() -> None:
    """What the database does at the end of a transaction: look at what it put off."""
    run("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")


def write(*amounts: int) -> None:
    """Lines as somebody would write them who goes past our own act."""
    with transaction.atomic():
        written = LedgerTransaction.objects.create(at=MORNING, on=MORNING.date(), cause="by hand", bill=billed())
        for amount in amounts:
            LedgerLine.objects.create(transaction=written, account="received", amount=amount)
        commit()


@pytest.mark.parametrize("amounts", [(100, -99), (100,), (), (1, 1, -1)])
def test_lines_that_do_not_sum_to_zero_are_refused_by_the_database(amounts: tuple[int, ...]) -> None:
    with pytest.raises(IntegrityError, match="sum to"):
        write(*amounts)


@transaction.atomic
def add_line(written: LedgerTransaction) -> None:
    LedgerLine.objects.create(transaction=written, account="fees", amount=1)
    commit()


def test_a_line_added_to_an_old_transaction_is_refused() -> None:
    write(100, -100)
    old = LedgerTransaction.objects.get()
    with pytest.raises(IntegrityError, match="sum to"):
        add_line(old)


@pytest.mark.parametrize("lines", [{Account.RECEIVED: 5, Account.FEES: -4}, {Account.RECEIVED: 0}, {}])
def test_our_own_act_refuses_it_first(lines: dict[Account, int]) -> None:
    with pytest.raises(ledger.Unbalanced):
        ledger.post("wrong", lines, about=[], at=MORNING)


def test_the_books_agree_with_the_records() -> None:
    paid()
    assert books.of_money() == []
