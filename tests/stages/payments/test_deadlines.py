"""The end of the time to pay: who may have the money is asked first."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from time_machine import Traveller

from mpaspor.audit.states import StateChanged
from mpaspor.core import turns
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.treasury.port import UnreadableAnswer
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import asking, deadlines, jobs, settlement
from mpaspor.stages.payments.models import Bill, Payment
from mpaspor.stages.payments.notices import Word
from tests import books
from tests.stages.appointments.scene import MORNING, file, hour, stages, states, stranger, taken
from tests.stages.payments.pretend import PretendTreasury, install
from tests.stages.payments.scene import DEADLINE, billed, notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasury(monkeypatch: pytest.MonkeyPatch) -> PretendTreasury:
    return install(monkeypatch)


def test_the_treasury_is_asked_before_a_bill_lapses(treasury: PretendTreasury) -> None:
    bill = billed()
    assert deadlines.close(bill, at=DEADLINE) == "lapsed"
    assert treasury.asked == [bill.code]


def test_money_the_treasury_has_and_did_not_tell_settles_the_bill(treasury: PretendTreasury) -> None:
    bill = billed()
    treasury.takes(bill)
    assert deadlines.close(bill, at=DEADLINE) == "settled"
    assert states(bill.application) == ["confirmed"]


def test_while_the_treasury_is_away_the_bill_stays_due_and_the_place_is_kept(
    treasury: PretendTreasury,
) -> None:
    slot = hour(1)
    bill = billed(slot=slot)
    treasury.away = True
    with pytest.raises(Unavailable):
        deadlines.close(bill, at=DEADLINE)
    deadlines.close_overdue(at=DEADLINE)
    assert Bill.objects.get(pk=bill.pk).state == "due"
    assert taken(slot) == 1


def test_a_notice_that_comes_while_the_treasury_is_asked_wins(treasury: PretendTreasury) -> None:
    bill = billed()

    def pay_meanwhile(_code: str) -> None:
        settlement.receive(notice(bill), at=DEADLINE)

    treasury.on_question = pay_meanwhile
    assert deadlines.close(bill, at=DEADLINE) == "settled"
    assert books.of_money() == []


def test_a_treasury_that_is_away_is_not_asked_about_every_bill(treasury: PretendTreasury) -> None:
    for number in range(5):
        billed(stranger(number), slot=hour(1, start=9 + number))
    treasury.away = True
    deadlines.close_overdue(at=DEADLINE)
    assert len(treasury.asked) == turns.MOST_SILENCES


def test_bills_the_treasury_answers_nonsense_about_keep_no_other_waiting(treasury: PretendTreasury) -> None:
    bills = [billed(stranger(number), slot=hour(1, start=9 + number)) for number in range(5)]

    def mumble(code: str) -> None:
        if code != bills[-1].code:
            raise UnreadableAnswer(code)

    treasury.on_question = mumble
    with pytest.raises(ExceptionGroup) as problem:
        deadlines.close_overdue(at=DEADLINE)
    assert [str(one) for one in problem.value.exceptions] == [bill.code for bill in bills[:-1]]
    assert [Bill.objects.get(pk=bill.pk).state for bill in bills] == ["due"] * 4 + ["lapsed"]


def test_bills_the_treasury_says_nothing_about_go_behind_the_others(treasury: PretendTreasury) -> None:
    bills = [billed(stranger(number), slot=hour(1, start=9 + number)) for number in range(5)]

    def fail(code: str) -> None:
        if code in {bill.code for bill in bills[:3]}:
            raise Unavailable(code)

    treasury.on_question = fail
    deadlines.close_overdue(at=DEADLINE)
    assert treasury.asked == [bill.code for bill in bills[:3]]
    deadlines.close_overdue(at=DEADLINE + timedelta(minutes=1))
    assert [Bill.objects.get(pk=bill.pk).state for bill in bills] == ["due"] * 3 + ["lapsed"] * 2


def test_a_bill_nobody_could_say_anything_about_waits_behind_the_others_to_be_asked_about(
    treasury: PretendTreasury,
) -> None:
    bills = [billed(stranger(number), slot=hour(1, start=9 + number)) for number in range(5)]
    treasury.away = True
    deadlines.ask_waiting(at=DEADLINE - timedelta(minutes=9))
    treasury.away = False
    deadlines.ask_waiting(at=DEADLINE - timedelta(minutes=8))
    assert treasury.asked == [bill.code for bill in (*bills[:3], *bills[3:], *bills[:3])]


def test_a_bank_that_is_away_keeps_open_only_what_it_was_shown(
    treasury: PretendTreasury, monkeypatch: pytest.MonkeyPatch
) -> None:
    bills = [billed(stranger(number), slot=hour(1, start=9 + number)) for number in range(5)]

    def of_bank(bill: Bill) -> Word:
        if bill.pk != bills[-1].pk:
            raise Unavailable("no answer")
        return Word()

    monkeypatch.setattr(asking, "ASKERS", (asking.of_treasury, of_bank))
    deadlines.close_overdue(at=DEADLINE)
    assert [Bill.objects.get(pk=bill.pk).state for bill in bills] == ["due"] * 4 + ["lapsed"]


def test_money_one_of_them_has_settles_though_another_is_away(
    treasury: PretendTreasury, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = billed()
    treasury.takes(bill)

    def of_bank(_bill: Bill) -> Word:
        raise Unavailable("no answer")

    monkeypatch.setattr(asking, "ASKERS", (of_bank, asking.of_treasury))
    assert deadlines.close(bill, at=DEADLINE) == "settled"


def test_a_bill_that_goes_wrong_does_not_keep_the_others_waiting(treasury: PretendTreasury) -> None:
    first, second = billed(stranger(1)), billed(stranger(2), slot=hour(1, start=10))

    def stumble(code: str) -> None:
        if code == first.code:
            raise LookupError(code)

    treasury.on_question = stumble
    with pytest.raises(ExceptionGroup) as problem:
        deadlines.close_overdue(at=DEADLINE)
    assert isinstance(problem.value.exceptions[0], LookupError)
    assert [Bill.objects.get(pk=bill.pk).state for bill in (first, second)] == ["due", "lapsed"]


def test_a_bill_paid_too_little_lapses_all_the_same(treasury: PretendTreasury) -> None:
    bill = billed()
    treasury.takes(bill, amount=1)
    assert deadlines.close(bill, at=DEADLINE) == "lapsed"
    assert books.balance().credits == 1


def test_money_that_could_not_be_noted_keeps_the_bill_for_another_try(
    treasury: PretendTreasury, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = billed()
    treasury.takes(bill)

    def changed_hands(*_places: object, **_facts: object) -> None:
        raise StateChanged

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(booking, "confirm_places", changed_hands)
        assert deadlines.close(bill, at=DEADLINE) == "due"
    assert Payment.objects.count() == 0
    assert deadlines.close(bill, at=DEADLINE) == "settled"


def test_a_bill_that_goes_wrong_does_not_keep_forgotten_holds(treasury: PretendTreasury) -> None:
    slot, application = hour(1), file(stranger(1))
    booking.hold(application, slot.pk, by=None, at=MORNING)
    billed(stranger(2), slot=hour(1, start=10))

    def stumble(code: str) -> None:
        raise LookupError(code)

    treasury.on_question = stumble
    with time_machine.travel(DEADLINE, tick=False), pytest.raises(ExceptionGroup):
        jobs.lapse_unpaid(0)
    assert taken(slot) == 0


def test_only_bills_past_their_deadline_are_closed(treasury: PretendTreasury, clock: Traveller) -> None:
    early, late = billed(stranger(1)), billed(stranger(2), slot=hour(1, start=10), at=MORNING + timedelta(minutes=5))
    clock.move_to(DEADLINE)
    jobs.lapse_unpaid(0)
    assert [Bill.objects.get(pk=bill.pk).state for bill in (early, late)] == ["lapsed", "due"]


def test_a_hold_nobody_made_a_bill_for_ends_too(treasury: PretendTreasury, clock: Traveller) -> None:
    slot, application = hour(1), file()
    booking.hold(application, slot.pk, by=None, at=MORNING)
    clock.move_to(DEADLINE - timedelta(seconds=1))
    jobs.lapse_unpaid(0)
    assert taken(slot) == 1
    clock.move_to(DEADLINE)
    jobs.lapse_unpaid(0)
    assert taken(slot) == 0
    assert stages(application) == {"application"}
    assert Payment.objects.count() == 0


def test_a_hold_whose_bill_was_made_in_between_is_kept(treasury: PretendTreasury) -> None:
    slot = hour(1)
    bill = billed(slot=slot)
    deadlines.end_hold(bill.application, at=DEADLINE)
    assert taken(slot) == 1
