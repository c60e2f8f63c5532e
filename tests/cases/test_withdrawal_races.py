"""Taking a file back while the bank tells of its money."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from mpaspor.cases import withdrawal
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import settlement
from mpaspor.stages.payments.models import Bill, Credit
from tests import books
from tests.stages.appointments import racing
from tests.stages.appointments.scene import MORNING, states
from tests.stages.payments.scene import billed, notice

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def paying(bill: Bill) -> Callable[[], Any]:
    return lambda: settlement.receive(notice(bill), at=MORNING)


def withdrawing(bill: Bill) -> Callable[[], Any]:
    return lambda: withdrawal.withdraw(Application.objects.get(pk=bill.application_id), by=None, at=MORNING)


def withdrawn_while_it_settles(bill: Bill, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The settlement has the bill and not yet the people when the withdrawal comes in between."""
    confirm, begun, ended = booking.confirm_places, threading.Event(), threading.Event()

    def slowly(*places: Any, **facts: Any) -> None:
        begun.set()
        racing.until_somebody_waits(ended)
        confirm(*places, **facts)

    def come_between() -> None:
        begun.wait(racing.PATIENCE_SECONDS)
        withdrawing(bill)()
        ended.set()

    monkeypatch.setattr(booking, "confirm_places", slowly)
    return racing.at_once([paying(bill), come_between])


def test_a_withdrawal_waits_for_the_settlement_and_the_fee_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    bill = billed()
    answers = withdrawn_while_it_settles(bill, monkeypatch)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert (Bill.objects.get().state, states(bill.application)) == ("settled", ["released"])
    assert Applicant.objects.get().close_reason == "withdrawn"
    assert books.of_money() == []
    assert books.of_places() == []


def test_without_its_locks_a_withdrawal_and_a_settlement_wait_in_a_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withdrawal, "_stop_others", lambda _application: None)
    answers = withdrawn_while_it_settles(billed(), monkeypatch)
    assert any(isinstance(answer, OperationalError) and "deadlock" in str(answer) for answer in answers)


def test_money_told_of_during_a_withdrawal_becomes_a_credit() -> None:
    bill = billed()
    answers = racing.before_it_ends(withdrawing(bill), paying(bill))
    assert answers[1].outcome == "credit"
    assert (Bill.objects.get().state, states(bill.application)) == ("void", ["released"])
    assert Credit.objects.get().amount == bill.amount
    assert books.of_money() == []


def test_a_withdrawal_pressed_twice_at_once_happens_once() -> None:
    bill = billed()
    answers = racing.at_once([withdrawing(bill)] * 3)
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyClosed", "AlreadyClosed", "NoneType"]
