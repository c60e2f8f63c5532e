"""Paying at the pretend bank as one should and as one should not: wherever the money ends, it is somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from mpaspor.core import clock
from mpaspor.demo import banks, hurry
from mpaspor.stages.payments import asking, partners, registration
from mpaspor.stages.payments.models import Bill, Credit, Payment
from tests import books
from tests.gateways.conftest import start, wire
from tests.stages.appointments.scene import hour
from tests.stages.payments.scene import billed

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.real_clock]


@pytest.fixture
def bill(settings: Any, tmp_path: Path, live_server: LiveServer) -> Iterator[Bill]:
    """At the banks and the treasury of a town, which reach us over HTTP."""
    sandbox = start(tmp_path, callback_base=live_server.url)
    wire(settings, sandbox)
    banks.settle(clock.now())
    partners.forget()
    at = clock.now()
    bill = billed(slot=hour(8, on=at.date() + timedelta(days=2)), at=at)
    registration.register(bill, at=at)
    yield bill
    sandbox.kill()


@pytest.mark.parametrize(
    ("trouble", "told", "state"),
    [
        ("none", "Uang diterima dan sudah diberitahukan", "settled"),
        ("twice", "Uang dikembalikan kepada pembayar", "settled"),
        ("less", "Uang dikembalikan kepada pembayar", "due"),
        ("more", "Uang dikembalikan kepada pembayar", "due"),
        ("late", "Uang dikembalikan kepada pembayar", "lapsed"),
        ("held", "pemberitahuannya ditahan", "settled"),
    ],
)
def test_wherever_the_money_ends_it_is_somewhere(
    client: Client, bill: Bill, trouble: str, told: str, state: str
) -> None:
    form = {"code": bill.code, "trouble": trouble}
    assert "Rp950.000" in client.post("/demo/bank", form).content.decode()
    assert told in client.post("/demo/bank", form | {"pay": "1"}).content.decode()
    # What the jobs of the next minute do.
    asking.about(bill.code, at=clock.now())
    assert Bill.objects.get(pk=bill.pk).state == state
    assert Payment.objects.count() == (1 if state == "settled" else 0)
    assert books.of_money() == []


def test_who_pays_at_the_treasury_after_the_place_is_gone_has_credit(client: Client, bill: Bill) -> None:
    client.post("/demo/bank", {"code": bill.code, "trouble": "late", "pay": "1"})
    client.post("/demo/treasury", {"code": bill.code, "channel": "INDOMARET", "turn": "anyway"})
    asking.about(bill.code, at=clock.now())
    assert list(Credit.objects.values_list("reason", "amount")) == [("late", 950_000)]
    assert books.of_money() == []


def test_time_does_not_pass_for_a_bill_that_is_paid(bill: Bill) -> None:
    Bill.objects.update(state="settled")
    with pytest.raises(hurry.NothingDue):
        hurry.let_lapse(bill.code, at=clock.now())
