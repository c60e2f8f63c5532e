"""Money and time at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from mpaspor.audit import states as audit
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import billing, deadlines, ending, settlement, writing
from mpaspor.stages.payments.models import Bill, LedgerTransaction, Payment
from tests import books
from tests.stages.appointments import racing
from tests.stages.appointments.scene import FAMILY, MORNING, states
from tests.stages.payments.scene import DEADLINE, GRACE_ENDS, billed, notice

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


def family_to_bill() -> Application:
    from_before = billed(*FAMILY)
    billing.void(from_before, by=None, at=MORNING, why="one each")
    return from_before.application


def billed_both_ways_at_once(application: Application) -> list[Bill]:
    """One presses for all, and in another tab for each."""

    def fresh() -> Application:
        return Application.objects.get(pk=application.pk)

    racing.before_it_ends(
        lambda: billing.issue(fresh(), by=None, at=MORNING),
        lambda: billing.issue_each(fresh(), by=None, at=MORNING),
    )
    return billing.all_due(application)


def test_nobody_is_billed_alone_and_with_the_others_at_once() -> None:
    [together] = billed_both_ways_at_once(family_to_bill())
    assert together.applicant is None


def test_without_the_lock_on_the_file_nothing_but_chance_prevents_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "LOCK", writing.LOCK.replace("FOR NO KEY UPDATE OF file", ""))
    # What the people's own rows would still refuse, after both bills were written.
    family = family_to_bill()
    monkeypatch.setattr(audit, "move_all", lambda *_people, **_facts: None)
    assert len(billed_both_ways_at_once(family)) == 4


def extending_and_lapsing() -> tuple[Bill, list[Any]]:
    bill = billed()
    fresh = Bill.objects.select_related("application").get(pk=bill.pk)
    answers = racing.before_it_ends(lambda: billing.extend(fresh, at=DEADLINE), lapsing(bill))
    return Bill.objects.get(pk=bill.pk), answers


def test_a_bill_whose_end_moves_at_that_moment_does_not_lapse() -> None:
    bill, answers = extending_and_lapsing()
    assert answers[0] is True
    assert type(answers[1]).__name__ == "StateChanged"
    assert (bill.state, bill.expires_at > DEADLINE) == ("due", True)
    assert states(bill.application) == ["held"]


def test_without_the_look_under_the_lock_it_lapses_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "over", lambda bills, _at: bills.filter(state="due"))
    bill, _answers = extending_and_lapsing()
    assert (bill.state, bill.expires_at > DEADLINE) == ("lapsed", True)


def test_a_bill_that_lapses_at_that_moment_is_not_extended() -> None:
    bill = billed()
    fresh = Bill.objects.select_related("application").get(pk=bill.pk)
    answers = racing.before_it_ends(lapsing(bill), lambda: billing.extend(fresh, at=DEADLINE))
    assert answers[1] is False
    assert Bill.objects.get(pk=bill.pk).extensions == 0


def paying_as_the_grace_ends() -> Any:
    """The places are being freed while the money comes."""
    bill = billed()
    billing.lapse(bill, at=DEADLINE)
    just_before = GRACE_ENDS - timedelta(seconds=1)
    answers = racing.before_it_ends(
        lambda: deadlines.end_hold(bill.application, at=GRACE_ENDS),
        lambda: settlement.receive(notice(bill), at=just_before),
    )
    assert books.of_money() == books.of_places() == []
    return answers[1]


def test_money_that_comes_as_the_grace_ends_is_noted_once_and_at_once() -> None:
    assert paying_as_the_grace_ends().outcome == "credit"


def test_without_the_lock_on_the_places_it_has_to_be_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settlement, "_lock_places", lambda _bill: None)
    assert type(paying_as_the_grace_ends()).__name__ == "StateChanged"


def test_the_end_of_a_hold_and_its_bill_at_once_leave_both_or_neither() -> None:
    application = family_to_bill()
    fresh = Application.objects.get(pk=application.pk)
    answers = racing.at_once([
        lambda: billing.issue(fresh, by=None, at=DEADLINE - timedelta(seconds=1)),
        lambda: deadlines.end_hold(application, at=DEADLINE),
    ])  # fmt: skip
    billed_first = isinstance(answers[0], Bill)
    assert set(states(application)) == ({"held"} if billed_first else {"expired"})
    assert len(billing.all_due(application)) == billed_first
    assert books.of_places() == []


@pytest.mark.parametrize("money_first", [True, False])
def test_late_money_and_a_new_bill_at_once_are_one_or_the_other(money_first: bool) -> None:
    bill = billed()
    billing.lapse(bill, at=DEADLINE)
    acts = [
        lambda: settlement.receive(notice(bill), at=DEADLINE),
        lambda: billing.issue(Application.objects.get(pk=bill.application_id), by=None, at=DEADLINE),
    ]
    first, second = acts if money_first else reversed(acts)
    racing.before_it_ends(first, second)
    old = Bill.objects.get(pk=bill.pk)
    assert (old.state == "settled") == money_first
    assert states(bill.application) == ["confirmed" if money_first else "held"]
    assert len(billing.all_due(bill.application)) == (not money_first)
    assert Payment.objects.get().outcome == ("settled" if money_first else "credit")
    assert books.of_money() == books.of_places() == []
