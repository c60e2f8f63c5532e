"""The ledger refuses to be changed, and to be written out of balance."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from mpaspor.stages.payments import ledger, settlement
from mpaspor.stages.payments.ledger import Account
from mpaspor.stages.payments.models import Bill, Credit, LedgerLine, LedgerTransaction, Payment
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
    assert ledger.balances()["fees"] == -950_000


def commit() -> None:
    """What the database does at the end of a transaction: look at what it put off."""
    run("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")


def write(*amounts: int) -> None:
    """Lines as somebody would write them who goes past our own act."""
    with transaction.atomic():
        written = LedgerTransaction.objects.create(at=MORNING, cause="by hand")
        for amount in amounts:
            LedgerLine.objects.create(transaction=written, account="bank", amount=amount)
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


@pytest.mark.parametrize("lines", [{Account.BANK: 5, Account.FEES: -4}, {Account.BANK: 0}, {}])
def test_our_own_act_refuses_it_first(lines: dict[Account, int]) -> None:
    with pytest.raises(ledger.Unbalanced):
        ledger.post("wrong", lines, at=MORNING)


def test_the_books_agree_with_the_records() -> None:
    paid()
    assert ledger.findings() == []


def test_a_payment_nobody_booked_is_found() -> None:
    Payment.objects.create(
        bank="CONTOH", request_id="1", code="820260102000001", amount=650_000, channel="", reference="",
        paid_at=MORNING, received_at=MORNING, outcome="question",
    )  # fmt: skip
    assert ledger.findings() == [
        "account bank: the books say 0, the records 650000",
        "account questions: the books say 0, the records -650000",
    ]


def test_a_bill_marked_as_paid_by_hand_is_found() -> None:
    bill = billed()
    Bill.objects.filter(pk=bill.pk).update(state="settled")
    assert ledger.findings() == ["account fees: the books say 0, the records -950000"]


def test_a_credit_nobody_booked_is_found() -> None:
    bill = paid()
    Credit.objects.create(application=bill.application, payment=Payment.objects.get(), amount=1, created_at=MORNING)
    assert ledger.findings() == ["account credits: the books say 0, the records -1"]
