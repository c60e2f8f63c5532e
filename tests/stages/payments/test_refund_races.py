"""Two at the same moment: one approval, one use of a credit, one payment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from mpaspor.audit import states, trail
from mpaspor.audit.states import Stateful
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import (
    crediting,
    outcomes,
    paying_back,
    questions,
    refunding,
    settlement,
)
from mpaspor.stages.payments.models import Bill, Credit, LedgerTransaction, Question, Refund
from tests import books, people
from tests.cases import office_day
from tests.stages.appointments import racing
from tests.stages.appointments.scene import MORNING, hour
from tests.stages.payments import refunds
from tests.stages.payments.refunds import AFTER, HERS
from tests.stages.payments.scene import GRACE_ENDS, bill_of, billed, notice, over

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@contextmanager
def blind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody locks a refund, and a move believes what its record said when it was read."""

    def unlocked(refund: Refund, _number: str) -> Refund:
        return Refund.objects.select_related("credit__application__office").get(pk=refund.pk)

    def believing(record: Stateful, to: str, *, by: Any, at: Any, why: str = "", **changes: Any) -> None:
        rows: Any = type(record)._default_manager.filter(pk=record.pk)
        rows.update(state=to, **changes)
        for name, value in {"state": to, **changes}.items():
            setattr(record, name, value)
        trail.write(record, f"{type(record)._meta.model_name}.{to}", by=by, at=at, why=why)

    with monkeypatch.context() as patched:
        patched.setattr(refunding, "locked", unlocked)
        patched.setattr(states.Stateful, "move", believing)
        yield


@contextmanager
def without_the_databases_word() -> Iterator[None]:
    """A credit that is used may be claimed too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'used_credit_names_its_bill'"
        )
        rule: str = cursor.fetchone()[0]
        cursor.execute("ALTER TABLE payments_credit DROP CONSTRAINT used_credit_names_its_bill")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE payments_credit SET used_for_id = NULL WHERE state <> 'used'")
            cursor.execute(f"ALTER TABLE payments_credit ADD CONSTRAINT used_credit_names_its_bill {rule}")


def approving(refund: Refund, by: Callable[[], Any]) -> Callable[[], Any]:
    officer = by()
    return lambda: refunding.approve(refund, refund.number, by=officer, at=AFTER)


def two_approve_at_once() -> None:
    refund = refunds.checked()
    racing.before_it_ends(approving(refund, people.second_treasurer), approving(refund, people.head))
    assert LedgerTransaction.objects.filter(cause="refund approved").count() == 1
    assert books.balance().refunds == 950_000


def test_of_two_approvals_at_once_one_counts() -> None:
    two_approve_at_once()
    assert books.of_money() == []


def test_without_the_lock_two_approvals_are_booked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    with blind(monkeypatch), pytest.raises(AssertionError):
        two_approve_at_once()


def due_with_a_credit() -> tuple[Bill, Credit]:
    """A bill that waits, and late money that would pay it."""
    old = billed()
    over(old)
    again = bill_of(Application.objects.get(pk=old.application_id), slot=hour(start=10), at=GRACE_ENDS)
    settlement.receive(notice(old), at=AFTER)
    return again, Credit.objects.select_related("application__office").get()


def used_and_asked_back_at_once(*, use_first: bool) -> None:
    bill, credit = due_with_a_credit()
    ratna = people.ratna()
    acts = [
        lambda: crediting.use(bill, by=ratna, at=AFTER),
        lambda: refunding.request(credit, HERS, by=ratna, at=AFTER),
    ]
    racing.before_it_ends(*(acts if use_first else acts[::-1]))
    settled = Bill.objects.get(pk=bill.pk).state == "settled"
    asked = Refund.objects.count() == 1
    assert settled is use_first
    assert settled is not asked
    assert Credit.objects.get().state == ("used" if use_first else "claimed")


@pytest.mark.parametrize("use_first", [True, False])
def test_a_credit_is_used_or_asked_back_and_never_both(*, use_first: bool) -> None:
    used_and_asked_back_at_once(use_first=use_first)
    assert books.of_money() == []


def test_without_the_look_at_its_state_it_is_both(monkeypatch: pytest.MonkeyPatch) -> None:
    with blind(monkeypatch), without_the_databases_word(), pytest.raises(AssertionError):
        used_and_asked_back_at_once(use_first=True)


def two_rounds_hear_the_bank_at_once() -> None:
    refund = refunds.approved()
    told = [lambda: paying_back.paid(refund, refunds.done(refund), at=AFTER)] * 2
    racing.before_it_ends(*told)
    assert LedgerTransaction.objects.filter(cause="refund paid").count() == 1


def test_what_the_bank_paid_is_booked_once_though_two_rounds_hear_it() -> None:
    two_rounds_hear_the_bank_at_once()
    assert books.of_money() == []


def test_without_the_lock_it_is_booked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    with blind(monkeypatch), pytest.raises(AssertionError):
        two_rounds_hear_the_bank_at_once()


def test_a_bill_paid_and_covered_at_once_is_settled_once_and_the_money_is_hers() -> None:
    bill, _credit = due_with_a_credit()
    ratna = people.ratna()
    racing.before_it_ends(
        lambda: crediting.use(bill, by=ratna, at=AFTER),
        lambda: settlement.receive(notice(bill, number="77"), at=AFTER),
    )
    assert Bill.objects.get(pk=bill.pk).state == "settled"
    assert sorted(Credit.objects.values_list("state", "reason")) == [("open", "double"), ("used", "late")]
    assert books.of_money() == []


def test_a_question_answered_twice_at_once_is_one_credit() -> None:
    bill = billed()
    settlement.receive(notice(Bill(code="820260102999999", amount=950_000), number="9"), at=MORNING)
    question = Question.objects.get()
    hendra, yuliana = people.hendra(), people.yuliana()
    racing.at_once(
        [
            lambda: questions.answer(question, bill.application, "Bukti A.", by=hendra, at=MORNING),
            lambda: questions.answer(question, bill.application, "Bukti B.", by=yuliana, at=MORNING),
        ]
    )
    assert Credit.objects.count() == 1
    assert books.balance().questions == 0


def test_a_fee_given_back_twice_at_once_is_given_back_once() -> None:
    application = office_day.paid()
    person = application.people.select_related("application").get()
    person.move("closed", by=None, at=MORNING, close_reason="missed")
    head = people.head()
    racing.at_once([lambda: outcomes.give_back(person, "Listrik padam.", by=head, at=MORNING + timedelta(days=1))] * 2)
    assert Credit.objects.count() == 1
    assert books.balance().fees == 0
