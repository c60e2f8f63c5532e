"""The whole way of the money: a person at the pretend bank's counter, the bank's call to us."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from mpaspor.core import clock
from mpaspor.gateways import banks
from mpaspor.stages.payments.models import Bill, Payment
from tests import books
from tests.gateways.conftest import PARTNER, SECRET, start
from tests.people import Person
from tests.stages.appointments.scene import FAMILY, hour, states
from tests.stages.payments.scene import billed

# The bank is a process of its own, with a clock of its own.
pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.real_clock]


@pytest.fixture
def bank_of(settings: Any, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    with ExitStack() as started:

        def open_bank(callback_base: str) -> None:
            sandbox = start(tmp_path, callback_base=callback_base)
            started.callback(sandbox.kill)
            shared = {"url": sandbox.url, "partner": PARTNER, "secret": SECRET, "timeout": 5}
            settings.GATEWAYS = settings.GATEWAYS | {"banks": shared}

        yield open_bank


@pytest.fixture
def bank(bank_of: Callable[[str], None], live_server: LiveServer) -> None:
    bank_of(live_server.url)


def billed_now(*cast: Person) -> Bill:
    at = clock.now()
    return billed(*cast, slot=hour(8, on=at.date() + timedelta(days=2)), at=at)


def test_a_family_looks_at_its_bill_at_the_bank_and_pays_it(bank: None) -> None:
    bill = billed_now(*FAMILY)
    shown = banks.teller().inquire(bill.code)
    assert (shown.found, shown.payer_name, shown.amount) == (True, "RATNA WULANDARI", 2_550_000)
    receipt = banks.teller().pay(bill.code, bill.amount)
    assert receipt.delivered
    assert states(bill.application) == ["confirmed"] * 3


def test_a_bank_that_tells_three_times_is_believed_once(bank: None) -> None:
    bill = billed_now()
    receipt = banks.teller().pay(bill.code, bill.amount, repeat=3)
    assert [delivery.status for delivery in receipt.deliveries] == [200, 200, 200]
    assert Payment.objects.count() == 1
    assert books.of_money() == []
