"""One bill, many calls at the same moment; and what the lock on the bill is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mpaspor.stages.payments import settlement
from mpaspor.stages.payments.models import Bill, LedgerTransaction, Payment
from tests import books
from tests.gateways.independent_snap import IndependentBank
from tests.people import BAGUS
from tests.stages.appointments import racing
from tests.stages.appointments.scene import hour, states
from tests.stages.payments.scene import billed
from tests.web.callbacks import banks

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def bank() -> IndependentBank:
    banks.known()
    bank = banks.calling()
    bank.ask_token()
    return bank


@pytest.fixture
def bill() -> Bill:
    return billed()


def paying(bank: IndependentBank, bill: Bill, request_id: str, **more: Any) -> Callable[[], str]:
    return lambda: bank.pay(bill.code, bill.amount, request_id=request_id, **more).code


def test_of_many_payments_of_one_bill_one_is_taken_and_the_others_go_back(bank: IndependentBank, bill: Bill) -> None:
    answers = racing.at_once([paying(bank, bill, f"R{number}") for number in range(4)])
    assert sorted(answers) == ["2002500", "4042514", "4042514", "4042514"]
    assert states(bill.application) == ["confirmed"]
    assert books.of_money() == []


def one_payment_told_twice_at_once(bank: IndependentBank, bill: Bill) -> None:
    answers = racing.before_it_ends(paying(bank, bill, "R1"), paying(bank, bill, "R1"))
    assert answers == ["2002500", "4042518"]


def test_one_payment_told_twice_at_once_is_taken_and_known(bank: IndependentBank, bill: Bill) -> None:
    one_payment_told_twice_at_once(bank, bill)
    assert Payment.objects.count() == LedgerTransaction.objects.count() == 1
    assert books.of_money() == []


def test_without_the_lock_on_the_bill_nobody_would_know(
    bank: IndependentBank, bill: Bill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the money is still counted once, but the second answer is wrong."""
    unlocked = Bill.objects.select_related("application", "applicant")
    monkeypatch.setattr(settlement, "locked", lambda code: unlocked.filter(code=code).first())
    with pytest.raises(AssertionError):
        one_payment_told_twice_at_once(bank, bill)
    assert Payment.objects.count() == 1


def test_one_number_told_of_two_bills_at_once_is_one_payment(bank: IndependentBank, bill: Bill) -> None:
    other = billed(BAGUS, slot=hour(start=10))
    answers = racing.before_it_ends(paying(bank, bill, "R1"), paying(bank, other, "R1"))
    assert answers == ["2002500", "4042512"]
    assert Bill.objects.get(pk=other.pk).state == "due"
    assert books.of_money() == []


def test_one_external_id_at_once_counts_once(bank: IndependentBank, bill: Bill) -> None:
    once: dict[str, str | None] = {"X-EXTERNAL-ID": "1"}
    answers = racing.at_once([lambda: bank.inquire(bill.code, headers=once).code] * 4)
    assert sorted(answers) == ["2002400", "4092400", "4092400", "4092400"]
