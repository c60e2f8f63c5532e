"""The end of the time to pay: the bank is asked first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from time_machine import Traveller

from mpaspor.audit.states import StateChanged
from mpaspor.core import turns
from mpaspor.gateways import banks
from mpaspor.gateways.banks.port import PaymentNotice
from mpaspor.gateways.link import Unavailable
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import deadlines, jobs, ledger, settlement
from mpaspor.stages.payments.models import Bill, Payment
from tests import books
from tests.stages.appointments.scene import MORNING, file, hour, stages, states, stranger, taken
from tests.stages.payments.scene import DEADLINE, billed, notice, told

pytestmark = pytest.mark.django_db
Answer = Callable[[str], PaymentNotice | None]


class PretendBank:
    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def status(self, billing_code: str, *, at: datetime) -> PaymentNotice | None:
        self.asked.append(billing_code)
        return self.answer(billing_code)


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], PretendBank]:
    def open_for(answer: Answer) -> PretendBank:
        bank = PretendBank(answer)
        monkeypatch.setattr(banks, "bank", lambda: bank)
        return bank

    return open_for


def away(_code: str) -> PaymentNotice | None:
    raise Unavailable("no answer")


def test_the_bank_is_asked_before_a_bill_lapses(bank: Callable[[Answer], PretendBank]) -> None:
    bill, pretend = billed(), bank(lambda _code: None)
    assert deadlines.close(bill, at=DEADLINE) == "lapsed"
    assert pretend.asked == [bill.code]


def test_money_the_bank_has_and_did_not_tell_settles_the_bill(bank: Callable[[Answer], PretendBank]) -> None:
    bill = billed()
    bank(lambda _code: told(bill))
    assert deadlines.close(bill, at=DEADLINE) == "settled"
    assert states(bill.application) == ["confirmed"]


def test_while_the_bank_is_away_the_bill_stays_due_and_the_place_is_kept(
    bank: Callable[[Answer], PretendBank],
) -> None:
    slot = hour(1)
    bill = billed(slot=slot)
    bank(away)
    with pytest.raises(Unavailable):
        deadlines.close(bill, at=DEADLINE)
    deadlines.close_overdue(at=DEADLINE)
    assert Bill.objects.get(pk=bill.pk).state == "due"
    assert taken(slot) == 1


def test_a_notice_that_comes_while_the_bank_is_asked_wins(bank: Callable[[Answer], PretendBank]) -> None:
    bill = billed()

    def pay_meanwhile(_code: str) -> None:
        settlement.receive(notice(bill), at=DEADLINE)

    bank(pay_meanwhile)
    assert deadlines.close(bill, at=DEADLINE) == "settled"
    assert books.of_money() == []


def test_a_bank_that_is_away_is_not_asked_about_every_bill(bank: Callable[[Answer], PretendBank]) -> None:
    for number in range(5):
        billed(stranger(number), slot=hour(1, start=9 + number))
    pretend = bank(away)
    deadlines.close_overdue(at=DEADLINE)
    assert len(pretend.asked) == turns.MOST_SILENCES


def test_a_bill_that_goes_wrong_does_not_keep_the_others_waiting(bank: Callable[[Answer], PretendBank]) -> None:
    first, second = billed(stranger(1)), billed(stranger(2), slot=hour(1, start=10))

    def stumble(code: str) -> None:
        if code == first.code:
            raise LookupError(code)

    bank(stumble)
    with pytest.raises(ExceptionGroup) as problem:
        deadlines.close_overdue(at=DEADLINE)
    assert isinstance(problem.value.exceptions[0], LookupError)
    assert [Bill.objects.get(pk=bill.pk).state for bill in (first, second)] == ["due", "lapsed"]


def test_a_bill_paid_too_little_lapses_all_the_same(bank: Callable[[Answer], PretendBank]) -> None:
    bill = billed()
    bank(lambda _code: told(bill, amount=1))
    assert deadlines.close(bill, at=DEADLINE) == "lapsed"
    assert ledger.balances()["credits"] == -1


def test_a_bank_that_contradicts_itself_does_not_keep_the_place(bank: Callable[[Answer], PretendBank]) -> None:
    bill = billed()
    settlement.receive(notice(bill, amount=1), at=MORNING)
    bank(lambda _code: told(bill))
    assert deadlines.close(bill, at=DEADLINE) == "lapsed"


def test_money_that_could_not_be_noted_keeps_the_bill_for_another_try(
    bank: Callable[[Answer], PretendBank], monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = billed()
    bank(lambda _code: told(bill))

    def changed_hands(*_places: object, **_facts: object) -> None:
        raise StateChanged

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(booking, "confirm_places", changed_hands)
        assert deadlines.close(bill, at=DEADLINE) == "due"
    assert Payment.objects.count() == 0
    assert deadlines.close(bill, at=DEADLINE) == "settled"


def test_a_bill_that_goes_wrong_does_not_keep_forgotten_holds(bank: Callable[[Answer], PretendBank]) -> None:
    slot, application = hour(1), file(stranger(1))
    booking.hold(application, slot.pk, by=None, at=MORNING)
    billed(stranger(2), slot=hour(1, start=10))

    def stumble(code: str) -> None:
        raise LookupError(code)

    bank(stumble)
    with time_machine.travel(DEADLINE, tick=False), pytest.raises(ExceptionGroup):
        jobs.lapse_unpaid(0)
    assert taken(slot) == 0


def test_only_bills_past_their_deadline_are_closed(bank: Callable[[Answer], PretendBank], clock: Traveller) -> None:
    early, late = billed(stranger(1)), billed(stranger(2), slot=hour(1, start=10), at=MORNING + timedelta(minutes=5))
    bank(lambda _code: None)
    clock.move_to(DEADLINE)
    jobs.lapse_unpaid(0)
    assert [Bill.objects.get(pk=bill.pk).state for bill in (early, late)] == ["lapsed", "due"]


def test_a_hold_nobody_made_a_bill_for_ends_too(bank: Callable[[Answer], PretendBank], clock: Traveller) -> None:
    slot, application = hour(1), file()
    booking.hold(application, slot.pk, by=None, at=MORNING)
    bank(lambda _code: None)
    clock.move_to(DEADLINE - timedelta(seconds=1))
    jobs.lapse_unpaid(0)
    assert taken(slot) == 1
    clock.move_to(DEADLINE)
    jobs.lapse_unpaid(0)
    assert taken(slot) == 0
    assert stages(application) == {"application"}
    assert Payment.objects.count() == 0


def test_a_hold_whose_bill_was_made_in_between_is_kept(bank: Callable[[Answer], PretendBank]) -> None:
    slot = hour(1)
    bill = billed(slot=slot)
    deadlines.end_hold(bill.application, at=DEADLINE)
    assert taken(slot) == 1
