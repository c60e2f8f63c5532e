"""The pretend treasury's counter: it takes money as shops do, late, twice, of another amount, and silently."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from mpaspor.core.clock import now
from mpaspor.gateways import treasury
from mpaspor.gateways.treasury.port import Item, State
from tests.gateways import conftest as sandboxes

pytestmark = pytest.mark.real_clock

SUM = 650_000
CODES = count(820251205417000)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandboxes.Sandbox]:
    running = sandboxes.start(tmp_path_factory.mktemp("sandbox"), callback_base="http://127.0.0.1:9")
    yield running
    running.kill()


@pytest.fixture
def code(settings: Settings, sandbox: sandboxes.Sandbox) -> str:
    """A bill the treasury knows."""
    sandboxes.wire(settings, sandbox)
    wanted = str(next(CODES))
    treasury.treasury().create_bill(
        "7KQ2-M9XD", "RATNA WULANDARI", [Item("ordinary_10", "Paspor biasa", 1, SUM)],
        expires_at=now() + timedelta(hours=1), code=wanted,
    )  # fmt: skip
    return wanted


def at_the_counter(code: str, turn: str = "now", **more: str) -> Any:
    return Client().post("/demo/treasury", {"code": code, "channel": "INDOMARET", "turn": turn, **more})


def paid(code: str) -> list[int]:
    return [receipt.amount for receipt in treasury.treasury().get_bill(code).receipts]


def test_money_that_was_taken_is_told_with_its_numbers(code: str) -> None:
    page = at_the_counter(code).content.decode()
    (receipt,) = treasury.treasury().get_bill(code).receipts
    assert receipt.channel == "INDOMARET"
    assert all(said in page for said in ("Rp650.000", receipt.ntpn, receipt.ntb, "pemberitahuan belum sampai"))


def test_a_paid_code_is_refused_unless_somebody_wants_to_see_what_happens(code: str) -> None:
    at_the_counter(code, "silent")
    refused = at_the_counter(code, "silent")
    assert (refused.status_code, paid(code)) == (409, [SUM])
    assert "Loket tidak menerima kode ini" in refused.content.decode()
    assert at_the_counter(code, "anyway").status_code == 200
    assert paid(code) == [SUM, SUM]


def test_another_amount_is_taken_as_some_channels_do(code: str) -> None:
    at_the_counter(code, "silent", amount="300000")
    assert paid(code) == [300_000]


def test_money_can_be_on_its_way(code: str) -> None:
    assert "Pembayaran sudah dimulai" in at_the_counter(code, "begin").content.decode()
    assert treasury.treasury().get_bill(code).state == State.PAYING


@pytest.mark.parametrize("amount", ["banyak", "-5", "0", "1,5", "9" * 30])
def test_what_is_no_amount_is_refused(code: str, amount: str) -> None:
    assert (at_the_counter(code, amount=amount).status_code, paid(code)) == (422, [])


def test_a_treasury_that_is_away_takes_nothing(code: str, settings: Settings) -> None:
    sandboxes.rewire(settings, "treasury", url="http://127.0.0.1:9/treasury", timeout=1)
    answer = at_the_counter(code)
    assert answer.status_code == 503
    assert "Tidak ada uang yang diambil" in answer.content.decode()
