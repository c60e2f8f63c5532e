"""Money and time at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.payments.models import Bill, LedgerTransaction, Payment
from tests import books
from tests.stages.appointments import racing
from tests.stages.appointments.scene import MORNING, states
from tests.stages.payments.scene import DEADLINE, billed, notice

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def paying(bill: Bill, number: str = "1") -> Callable[[], Any]:
    return lambda: settlement.receive(notice(bill, number=number), at=DEADLINE)


def lapsing(bill: Bill) -> Callable[[], Any]:
    return lambda: billing.lapse(Bill.objects.select_related("application").get(pk=bill.pk), at=DEADLINE)


def the_same_notice_comes_four_times_at_once() -> None:
    bill = billed()
    answers = racing.at_once([paying(bill)] * 4)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert len({answer.pk for answer in answers}) == 1
    assert Payment.objects.count() == LedgerTransaction.objects.count() == 1
    assert books.of_money() == []


def test_a_notice_told_four_times_at_once_settles_once() -> None:
    the_same_notice_comes_four_times_at_once()


def test_a_notice_for_nobodys_code_told_four_times_at_once_is_one_question() -> None:
    nobodys = Bill(code="820260102999999", amount=650_000)
    racing.at_once([paying(nobodys)] * 4)
    assert Payment.objects.count() == LedgerTransaction.objects.count() == 1
    assert books.of_money() == []


def test_two_payments_of_one_bill_at_once_are_a_fee_and_a_credit() -> None:
    bill = billed()
    answers = racing.at_once([paying(bill, "1"), paying(bill, "2")])
    assert sorted(answer.outcome for answer in answers) == ["credit", "settled"]
    assert books.of_money() == []


def test_a_lapse_while_the_money_is_being_noted_does_not_happen() -> None:
    bill = billed()
    answers = racing.before_it_ends(paying(bill), lapsing(bill))
    assert answers[0].outcome == "settled"
    assert type(answers[1]).__name__ == "StateChanged"
    assert states(bill.application) == ["confirmed"]


def test_money_noted_while_the_bill_lapses_settles_it_in_its_grace() -> None:
    bill = billed()
    answers = racing.before_it_ends(lapsing(bill), paying(bill))
    assert answers[1].outcome == "settled"
    assert states(bill.application) == ["confirmed"]
    assert books.of_money() == []


@pytest.mark.parametrize("_round", range(3))
def test_whatever_comes_first_nothing_is_lost(_round: int) -> None:
    bill = billed()
    racing.at_once([paying(bill), lapsing(bill), paying(bill)])
    settled = Bill.objects.get(pk=bill.pk).state == "settled"
    assert states(bill.application) == (["confirmed"] if settled else ["expired"])
    assert Payment.objects.get().outcome == ("settled" if settled else "credit")
    assert books.of_money() == []
    assert books.of_places() == []


def test_a_bill_asked_for_twice_at_once_is_one_bill() -> None:
    from_before = billed()
    billing.void(from_before, by=None, at=MORNING, why="again")

    def issuing() -> Bill:
        return billing.issue(Bill.objects.get(pk=from_before.pk).application, by=None, at=MORNING)

    answers = racing.at_once([issuing] * 3)
    assert sorted(type(answer).__name__ for answer in answers) == ["Bill", "BillDue", "BillDue"]
    assert Bill.objects.filter(state="due").count() == 1
