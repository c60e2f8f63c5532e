"""The whole way of the money through the treasury: our bill there, a counter that takes the money, our question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.live_server_helper import LiveServer

from mpaspor.core import clock
from mpaspor.gateways import treasury
from mpaspor.gateways.treasury import wire
from mpaspor.gateways.treasury.port import State
from mpaspor.stages.payments import asking, billing, calls, deadlines, jobs, registration
from mpaspor.stages.payments.models import Bill, PartnerCall, Payment
from tests import books
from tests.gateways.conftest import money, start
from tests.people import Person
from tests.stages.appointments.scene import FAMILY, hour, states
from tests.stages.payments.scene import billed

# The treasury is a process of its own, with a clock of its own.
pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.real_clock]

# Nobody listens at this address.
NOBODY = "http://127.0.0.1:1"


@pytest.fixture
def treasury_of(settings: Any, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    with ExitStack() as started:

        def open_treasury(callback_base: str) -> None:
            sandbox = start(tmp_path, callback_base=callback_base)
            started.callback(sandbox.kill)
            settings.GATEWAYS = settings.GATEWAYS | money(sandbox.url)

        yield open_treasury


@pytest.fixture
def there(treasury_of: Callable[[str], None], live_server: LiveServer) -> None:
    treasury_of(live_server.url)


def registered(*cast: Person) -> Bill:
    at = clock.now()
    bill = billed(*cast, slot=hour(8, on=at.date() + timedelta(days=2)), at=at)
    return registration.register(bill, at=at)


def as_it_is(bill: Bill) -> Bill:
    return Bill.objects.select_related("application__office", "applicant").get(pk=bill.pk)


def questions(code: str) -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name__endswith="ask_about", args={"code": code}))


def asked(code: str) -> None:
    """What the worker does with the questions about a code that wait."""
    for job in questions(code):
        jobs.ask_about(**job.args)


def test_a_bill_is_known_at_the_treasury_with_its_rows_and_its_end(there: None) -> None:
    bill = registered(*FAMILY)
    known = treasury.treasury().get_bill(bill.code)
    assert (known.amount, known.reference, known.state) == (2_550_000, bill.application.reference, State.UNPAID)
    assert known.expires_at == bill.expires_at.replace(microsecond=0)
    assert as_it_is(bill).registered_at


def test_money_taken_at_a_counter_settles_the_bill_once_the_treasury_was_asked(there: None) -> None:
    bill = registered(*FAMILY)
    paid = treasury.counter().pay(bill.code, channel="TOKOPEDIA")
    assert paid.delivered
    assert states(bill.application) == ["held"] * 3
    asked(bill.code)
    assert states(bill.application) == ["confirmed"] * 3
    payment = Payment.objects.get()
    assert (payment.ntpn, payment.reference, payment.stan) == (paid.receipt.ntpn, paid.receipt.ntb, paid.receipt.stan)
    assert (payment.channel, payment.booked_on, payment.via) == ("TOKOPEDIA", paid.receipt.settled_on, "treasury")
    assert books.of_money() == []


def test_told_three_times_it_is_noted_once(there: None) -> None:
    bill = registered()
    paid = treasury.counter().pay(bill.code, repeat=3)
    assert [delivery.status for delivery in paid.deliveries] == [200, 200, 200]
    assert set(PartnerCall.objects.values_list("service", "billing_code", "response_code")) == {
        (calls.TREASURY, bill.code, "200")
    }
    asked(bill.code)
    assert Payment.objects.count() == 1


def test_an_impostor_is_turned_away_and_nothing_is_asked(there: None) -> None:
    bill = registered()
    paid = treasury.counter().pay(bill.code, wrong_signature=True)
    assert [delivery.status for delivery in paid.deliveries] == [401]
    assert questions(bill.code) == []


def test_what_is_no_notice_is_refused(there: None, live_server: LiveServer) -> None:
    address = live_server.url + wire.NOTICE_PATH
    assert httpx.get(address, trust_env=False).status_code == 405
    assert httpx.post(address, content=b"{}", trust_env=False).status_code == 401
    assert httpx.post(address, content=b" " * 100_000, trust_env=False).status_code == 413


def test_a_house_that_has_no_key_of_the_treasury_refuses_its_notices(there: None, settings: Any) -> None:
    bill = registered()
    settings.GATEWAYS = settings.GATEWAYS | {"treasury": settings.GATEWAYS["treasury"] | {"public_key": ""}}
    assert [delivery.status for delivery in treasury.counter().pay(bill.code).deliveries] == [401]
    assert questions(bill.code) == []


def test_money_the_treasury_could_not_tell_us_of_is_found_before_the_bill_lapses(
    treasury_of: Callable[[str], None],
) -> None:
    treasury_of(NOBODY)
    bill = registered()
    assert not treasury.counter().pay(bill.code).delivered
    assert deadlines.close(as_it_is(bill), at=bill.expires_at) == "settled"
    assert states(bill.application) == ["confirmed"]


def test_a_payment_on_its_way_moves_the_end_here_and_there(there: None) -> None:
    bill = registered()
    treasury.counter().begin(bill.code)
    assert deadlines.close(as_it_is(bill), at=bill.expires_at) == "due"
    later = as_it_is(bill)
    assert later.expires_at == bill.expires_at + timedelta(minutes=10)
    registration.register_all(at=bill.expires_at)
    assert treasury.treasury().get_bill(bill.code).expires_at == later.expires_at.replace(microsecond=0)
    treasury.counter().pay(bill.code)
    asked(bill.code)
    assert states(bill.application) == ["confirmed"]


def test_money_for_a_code_we_do_not_have_is_a_question(there: None) -> None:
    bill = registered()
    treasury.counter().pay(bill.code, hold=True)
    Bill.objects.filter(pk=bill.pk).update(code="820260102999999")
    treasury.counter().tell(bill.code)
    asked(bill.code)
    assert Payment.objects.get().outcome == "question"
    assert books.of_money() == []


def test_a_bill_called_off_is_taken_back_there(there: None) -> None:
    bill = as_it_is(registered())
    billing.void(bill, by=None, at=clock.now(), why="")
    registration.withdraw_all(at=clock.now())
    assert treasury.treasury().get_bill(bill.code).state == State.VOID
    assert as_it_is(bill).withdrawn_at


def test_a_bill_called_off_while_it_is_paid_there_becomes_a_credit(there: None) -> None:
    bill = as_it_is(registered())
    treasury.counter().pay(bill.code, hold=True)
    billing.void(bill, by=None, at=clock.now(), why="")
    registration.withdraw_all(at=clock.now())
    deadlines.ask_waiting(at=clock.now())
    assert Payment.objects.get().outcome == "credit"


def test_her_payment_is_found_by_its_number(treasury_of: Callable[[str], None]) -> None:
    treasury_of(NOBODY)
    bill = registered()
    paid = treasury.counter().pay(bill.code)
    at = clock.now()
    assert asking.by_ntpn(bill.application, "0000000000000000", at=at) is None
    found = asking.by_ntpn(bill.application, f" {paid.receipt.ntpn.lower()} ", at=at)
    assert found is not None
    assert found.outcome == "settled"
    assert asking.by_ntpn(bill.application, paid.receipt.ntpn, at=at) == found
