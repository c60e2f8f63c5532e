"""A payment on its way moves the end of a bill, a few times; and all the treasury is told of bills, and asked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from time_machine import Traveller

from mpaspor.audit.models import Entry
from mpaspor.core import references
from mpaspor.gateways.treasury.port import CodeTaken, Item, State, TreasuryBill
from mpaspor.notifications.models import Message
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import billing, deadlines, jobs, registration, settlement, tariff
from mpaspor.stages.payments.models import Bill, Payment, Tariff
from tests import books
from tests.stages.appointments.scene import FAMILY, MORNING, hour, states, stranger
from tests.stages.payments.pretend import PretendTreasury, install
from tests.stages.payments.scene import DEADLINE, billed, notice, over

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def treasury(monkeypatch: pytest.MonkeyPatch) -> PretendTreasury:
    return install(monkeypatch)


def now(bill: Bill) -> Bill:
    return Bill.objects.select_related("application__office", "applicant").get(pk=bill.pk)


def close(bill: Bill, at: datetime) -> str:
    return deadlines.close(now(bill), at=at)


def test_a_payment_on_its_way_moves_the_end_of_the_bill_and_its_places(treasury: PretendTreasury) -> None:
    bill = billed(*FAMILY)
    treasury.knows(bill, State.PAYING)
    assert close(bill, DEADLINE) == "due"
    later = DEADLINE + 10 * MINUTE
    assert (now(bill).expires_at, now(bill).extensions) == (later, 1)
    assert {place.held_until for place in booking.active(bill.application)} == {later}
    entry = Entry.objects.get(act="bill.extended")
    assert entry.new == {"expires_at": later.isoformat()}


def test_it_moves_three_times_and_then_the_bill_lapses(treasury: PretendTreasury) -> None:
    bill = billed()
    treasury.knows(bill, State.PAYING)
    answers = [close(bill, DEADLINE + 10 * times * MINUTE) for times in range(4)]
    assert answers == ["due", "due", "due", "lapsed"]
    treasury.takes(bill)
    assert close(bill, DEADLINE + 35 * MINUTE) == "settled"
    assert states(bill.application) == ["confirmed"]


def test_after_a_silence_it_moves_from_now(treasury: PretendTreasury) -> None:
    bill = billed()
    treasury.knows(bill, State.PAYING)
    close(bill, DEADLINE + timedelta(hours=5))
    assert now(bill).expires_at == DEADLINE + timedelta(hours=5, minutes=10)


def test_the_treasury_is_told_the_later_end(treasury: PretendTreasury) -> None:
    bill = registration.register(billed(), at=MORNING)
    treasury.knows(bill, State.PAYING)
    close(bill, DEADLINE)
    treasury.away = True
    registration.register_all(at=DEADLINE)
    assert treasury.bills[bill.code].expires_at == DEADLINE
    treasury.away = False
    registration.register_all(at=DEADLINE)
    assert treasury.bills[bill.code].expires_at == now(bill).registered_until == DEADLINE + 10 * MINUTE


def test_what_is_paid_or_over_is_not_moved() -> None:
    bill = billed()
    seen_before = now(bill)
    settlement.receive(notice(bill), at=MORNING)
    assert not billing.extend(seen_before, at=DEADLINE)
    late = billed(stranger(1), slot=hour(1, start=10))
    over(late)
    assert not billing.extend(late, at=DEADLINE)


def test_the_treasury_is_told_who_pays_how_much_for_what(treasury: PretendTreasury) -> None:
    bill = registration.register(billed(*FAMILY), at=MORNING)
    assert treasury.items[bill.code] == [
        Item("electronic_10", "Paspor elektronik, 10 tahun", 2, 950_000),
        Item("electronic_5", "Paspor elektronik, 5 tahun", 1, 650_000),
    ]
    assert now(bill).registered_at == MORNING
    registration.register(now(bill), at=MORNING)
    assert len(treasury.bills) == 1


def test_every_row_of_the_tariff_has_a_name() -> None:
    assert all(tariff.name(code) for code in Tariff.objects.values_list("code", flat=True))


def test_a_code_the_treasury_has_for_somebody_else_is_replaced(
    treasury: PretendTreasury, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = billed(email="ratna@contoh.id")
    treasury.bills[bill.code] = TreasuryBill(bill.code, "SOME-BODY", 1, State.UNPAID, DEADLINE)
    new = registration.register(bill, at=MORNING + 5 * MINUTE)
    assert (now(bill).state, new.state) == ("void", "due")
    assert (new.amount, new.expires_at) == (bill.amount, bill.expires_at)
    assert treasury.bills[new.code].reference == bill.application.reference
    letter = Message.objects.get(kind="payments/replaced")
    assert letter.context["code"].replace(" ", "") == new.code
    assert not Message.objects.filter(kind="payments/voided").exists()


def test_money_somebody_else_paid_under_our_code_is_not_ours(treasury: PretendTreasury) -> None:
    bill = billed()
    treasury.takes(bill)
    treasury.bills[bill.code] = TreasuryBill(
        bill.code, "SOME-BODY", 1, State.PAID, DEADLINE, treasury.bills[bill.code].receipts
    )
    assert close(bill, DEADLINE) == "lapsed"
    assert not Payment.objects.exists()


def test_a_day_on_which_every_code_is_taken_is_an_error(
    treasury: PretendTreasury, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(*_args: object, **_more: object) -> None:
        raise CodeTaken("820260102000001")

    monkeypatch.setattr(treasury, "create_bill", taken)
    with pytest.raises(CodeTaken):
        registration.register(billed(), at=MORNING)


def test_a_price_that_changes_does_not_alter_a_bill_that_was_made(treasury: PretendTreasury) -> None:
    bill = billed()
    Tariff.objects.filter(code="electronic_10").update(amount=5_000_000)
    tariff.forget()
    try:
        replaced = billing.replace(now(bill), at=MORNING, why="code taken")
        assert (now(bill).amount, replaced.amount) == (950_000, 950_000)
        settlement.receive(notice(replaced), at=MORNING)
        assert states(bill.application) == ["confirmed"]
        assert books.of_money() == []
        assert billed(stranger(1), slot=hour(1, start=10)).amount == 5_000_000
    finally:
        tariff.forget()


def test_a_bill_is_asked_about_before_its_end_and_after(treasury: PretendTreasury, clock: Traveller) -> None:
    bill = billed()
    moments = []
    for minute in range(260):
        clock.move_to(MORNING + minute * MINUTE)
        before = len(treasury.asked)
        deadlines.close_overdue(at=MORNING + minute * MINUTE)
        deadlines.end_forgotten(at=MORNING + minute * MINUTE)
        jobs.ask_treasury(0)
        moments += [minute - 120] * (len(treasury.asked) - before)
    assert moments == [-10, -5, 0, 5, 30, 120]
    assert now(bill).ask_at is None


def test_money_found_long_after_is_a_credit_by_itself(treasury: PretendTreasury, clock: Traveller) -> None:
    bill = billed()
    close(bill, DEADLINE)
    deadlines.end_forgotten(at=DEADLINE + 15 * MINUTE)
    treasury.takes(bill)
    clock.move_to(DEADLINE + 30 * MINUTE)
    jobs.ask_treasury(0)
    assert Payment.objects.get().outcome == "credit"


def test_money_in_time_that_was_found_in_the_grace_settles_the_bill(
    treasury: PretendTreasury, clock: Traveller
) -> None:
    bill = billed()
    close(bill, DEADLINE)
    treasury.takes(bill)
    clock.move_to(DEADLINE + 5 * MINUTE)
    jobs.ask_treasury(0)
    assert now(bill).state == "settled"


def test_a_treasury_that_is_away_is_asked_again(treasury: PretendTreasury, clock: Traveller) -> None:
    bill = billed()
    treasury.away = True
    clock.move_to(DEADLINE - 10 * MINUTE)
    jobs.ask_treasury(0)
    treasury.away = False
    treasury.takes(bill)
    clock.shift(60)
    jobs.ask_treasury(0)
    assert now(bill).state == "settled"


def test_a_bill_the_treasury_took_back_at_the_end_of_the_year_is_made_anew(
    treasury: PretendTreasury, clock: Traveller
) -> None:
    bill = registration.register(billed(), at=MORNING)
    treasury.void_bill(bill.code)
    clock.move_to(DEADLINE - 10 * MINUTE)
    jobs.ask_treasury(0)
    assert now(bill).state == "void"
    jobs.tell_treasury(0)
    new = billing.latest(bill.application)
    assert new is not None
    assert new.state == "due"
    assert treasury.bills[new.code].state == State.UNPAID


def test_a_bill_that_is_over_is_withdrawn(treasury: PretendTreasury) -> None:
    called_off = registration.register(billed(stranger(1)), at=MORNING)
    paid_elsewhere = registration.register(billed(stranger(2), slot=hour(1, start=10)), at=MORNING)
    paid_there = registration.register(billed(stranger(3), slot=hour(1, start=11)), at=MORNING)
    billing.void(called_off, by=None, at=MORNING, why="")
    settlement.receive(notice(paid_elsewhere), at=MORNING)
    treasury.takes(paid_there)
    deadlines.close(now(paid_there), at=MORNING)
    registration.withdraw_all(at=MORNING)
    assert [treasury.bills[bill.code].state for bill in (called_off, paid_elsewhere, paid_there)] == [
        State.VOID, State.VOID, State.PAID
    ]  # fmt: skip
    assert all(now(bill).withdrawn_at == MORNING for bill in (called_off, paid_elsewhere, paid_there))


def test_one_that_lapsed_is_withdrawn_after_the_last_question(treasury: PretendTreasury) -> None:
    bill = registration.register(billed(), at=MORNING)
    close(bill, DEADLINE)
    registration.withdraw_all(at=DEADLINE)
    assert now(bill).withdrawn_at is None
    deadlines.ask_waiting(at=DEADLINE + timedelta(hours=2))
    registration.withdraw_all(at=DEADLINE + timedelta(hours=2))
    assert treasury.bills[bill.code].state == State.VOID


def test_one_paid_twice_here_and_there_is_a_fee_and_a_credit(treasury: PretendTreasury) -> None:
    bill = registration.register(billed(), at=MORNING)
    settlement.receive(notice(bill), at=MORNING)
    treasury.takes(bill)
    registration.withdraw_all(at=MORNING)
    deadlines.ask_waiting(at=MORNING)
    assert sorted(Payment.objects.values_list("outcome", flat=True)) == ["credit", "settled"]
    assert books.of_money() == []


def test_one_that_is_being_paid_is_not_withdrawn_yet(treasury: PretendTreasury) -> None:
    bill = registration.register(billed(), at=MORNING)
    treasury.knows(bill, State.PAYING)
    billing.void(bill, by=None, at=MORNING, why="")
    registration.withdraw_all(at=MORNING)
    assert now(bill).withdrawn_at is None
    assert now(bill).ask_at == MORNING


def test_codes_are_drawn_from_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    assert references.new_billing_code(MORNING.date()).startswith("820260102")
