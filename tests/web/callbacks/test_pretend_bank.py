"""The whole way of the money by the standard: a counter of the pretend bank, its calls to our pages, ours to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from mpaspor.core import clock
from mpaspor.demo import banks as demo
from mpaspor.gateways import snap
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.snap import moments
from mpaspor.gateways.snap.port import PaymentState
from mpaspor.stages.payments import deadlines, partners, settlement
from mpaspor.stages.payments.models import BankPartner, Bill, BillShown, Payment
from tests import books
from tests.gateways.conftest import start, wire
from tests.people import Person
from tests.stages.appointments.scene import FAMILY, hour, states
from tests.stages.payments.scene import billed

# The bank is a process of its own, with a clock of its own.
pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.real_clock]

# Nobody listens at this address.
NOBODY = "http://127.0.0.1:1"


@pytest.fixture
def bank_of(settings: Any, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    with ExitStack() as started:

        def open_bank(callback_base: str) -> None:
            sandbox = start(tmp_path, callback_base=callback_base)
            started.callback(sandbox.kill)
            wire(settings, sandbox)
            demo.settle(clock.now())

        yield open_bank


@pytest.fixture
def bank(bank_of: Callable[[str], None], live_server: LiveServer) -> None:
    bank_of(live_server.url)


def billed_now(*cast: Person) -> Bill:
    at = clock.now()
    return billed(*cast, slot=hour(8, on=at.date() + timedelta(days=2)), at=at)


def test_a_family_looks_at_its_bill_at_the_bank_and_pays_it(bank: None) -> None:
    bill = billed_now(*FAMILY)
    shown = snap.teller().inquire(bill.code)
    assert (shown.found, shown.payer_name, shown.amount) == (True, "RATNA WULANDARI", 2_550_000)
    assert snap.teller().pay(bill.code, bill.amount, request_id=shown.request_id).delivered
    assert states(bill.application) == ["confirmed"] * 3
    assert snap.teller().inquire(bill.code).code == "4042414"


def test_a_bank_that_tells_three_times_is_believed_once(bank: None) -> None:
    bill = billed_now()
    told = snap.teller().pay(bill.code, bill.amount, repeat=3, advise=False)
    assert [delivery.code for delivery in told.deliveries] == ["2002500", "4042518", "4042518"]
    assert told.state == PaymentState.PAID
    assert Payment.objects.count() == 1
    assert books.of_money() == []


def test_money_of_another_amount_and_of_an_impostor_goes_back(bank: None) -> None:
    bill = billed_now()
    assert snap.teller().pay(bill.code, bill.amount - 1).state == PaymentState.REFUSED
    assert snap.teller().pay(bill.code, bill.amount, wrong_signature=True).state == PaymentState.REFUSED
    assert not Payment.objects.exists()


def test_money_the_bank_did_not_tell_is_found_by_asking_and_its_advice_is_acknowledged(bank: None) -> None:
    bill = billed_now()
    shown = snap.teller().inquire(bill.code)
    kept_back = snap.teller().pay(bill.code, bill.amount, request_id=shown.request_id, hold=True)
    [notice] = partners.word(bill).notices
    assert settlement.receive(notice, at=clock.now()).outcome == "settled"
    assert snap.teller().advise(kept_back.notice.payment_request_id).deliveries[0].code == "2002500"
    assert Payment.objects.count() == 1
    assert books.of_money() == []


def test_only_banks_that_were_shown_the_bill_and_may_call_are_asked(bank_of: Callable[[str], None]) -> None:
    bank_of(NOBODY)
    bill = billed_now()
    snap.teller().pay(bill.code, bill.amount, hold=True)
    assert partners.word(bill).notices == ()
    BillShown.objects.create(bill=bill, partner="CONTOH", at=clock.now())
    BillShown.objects.create(bill=bill, partner="DUA", at=clock.now())
    assert len(partners.word(bill).notices) == 1
    BankPartner.objects.update(is_active=False)
    assert partners.word(bill).notices == ()


def test_a_bank_that_keeps_silent_leaves_it_open(bank: None) -> None:
    bill = billed_now()
    BillShown.objects.create(bill=bill, partner="CONTOH", at=clock.now())
    BankPartner.objects.filter(code="CONTOH").update(url=NOBODY)
    with pytest.raises(Unavailable):
        partners.word(bill)


def test_each_bank_that_can_be_asked_reports_its_day(bank: None) -> None:
    bill = billed_now()
    snap.teller().pay(bill.code, bill.amount)
    assert partners.asked() == ["CONTOH"]
    [status] = partners.report("CONTOH", moments.day(clock.now()))
    assert (status.state, status.notice.billing_code, status.notice.amount) == (
        PaymentState.PAID, bill.code, bill.amount,
    )  # fmt: skip


def test_a_bill_paid_at_a_bank_that_kept_it_back_does_not_lapse(bank: None) -> None:
    bill = billed_now()
    shown = snap.teller().inquire(bill.code)
    snap.teller().pay(bill.code, bill.amount, request_id=shown.request_id, hold=True)
    assert deadlines.close(with_its_office(bill), at=bill.expires_at) == "settled"
    assert states(bill.application) == ["confirmed"]


def test_a_bill_nobody_paid_lapses_after_everybody_was_asked(bank: None) -> None:
    bill = billed_now()
    snap.teller().inquire(bill.code)
    assert deadlines.close(with_its_office(bill), at=bill.expires_at) == "lapsed"


def with_its_office(bill: Bill) -> Bill:
    return Bill.objects.select_related("application__office", "applicant").get(pk=bill.pk)
