"""Codes to scan, from the pretend acquirer: one for a bill, in its time, and no rupiah lost whoever is faster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from mpaspor.core import clock
from mpaspor.gateways import qris
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.qris import emv
from mpaspor.gateways.qris.port import State
from mpaspor.gateways.qris.scanner import NotTaken
from mpaspor.stages.payments import asking, billing, jobs, scanning, settlement
from mpaspor.stages.payments.models import Bill, Payment, QrCode
from tests import books
from tests.gateways.conftest import Sandbox, money, rewire, start
from tests.people import Person
from tests.stages.appointments.scene import FAMILY, hour, states, stranger
from tests.stages.payments.scene import billed, notice

# The acquirer is a process of its own, with a clock of its own. Nobody listens where it tells.
pytestmark = [pytest.mark.django_db, pytest.mark.real_clock]
NOBODY = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def pretend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = start(tmp_path_factory.mktemp("acquirer"), callback_base=NOBODY)
    yield sandbox
    sandbox.kill()


@pytest.fixture(autouse=True)
def acquirer(settings: Settings, pretend: Sandbox) -> None:
    settings.GATEWAYS = {**settings.GATEWAYS, **money(pretend.url)}


def billed_now(*cast: Person) -> Bill:
    at = clock.now()
    return billed(*cast, slot=hour(8, on=at.date() + timedelta(days=2)), at=at)


def made(bill: Bill) -> QrCode:
    return scanning.make(bill, at=clock.now())


def extended(bill: Bill) -> Bill:
    bill.expires_at += timedelta(minutes=10)
    bill.extensions += 1
    bill.save(update_fields=["expires_at", "extensions"])
    return bill


def scan(code: QrCode, **how: Any) -> None:
    qris.scanner().pay(code.content, hold=True, **how)


def hear(bill: Bill) -> bool:
    """Note what the acquirer knows; whether something is on its way."""
    told = scanning.word(bill)
    for one in told.notices:
        settlement.receive(one, at=clock.now())
    bill.refresh_from_db()
    return told.in_flight


def test_a_bill_has_one_code_with_its_amount_and_its_end() -> None:
    bill = billed_now(*FAMILY)
    code = made(bill)
    said = emv.check(code.content)
    assert (said.amount, said.is_dynamic, said.bill_number) == (2_550_000, True, f"{bill.code}-1")
    assert code.expires_at == bill.expires_at
    assert made(bill).pk == code.pk == QrCode.objects.get().pk
    assert scanning.shown(bill, at=clock.now()) == code
    assert scanning.shown(bill, at=bill.expires_at) is None


def test_a_scanned_payment_settles_the_bill_once_it_was_asked_about() -> None:
    bill = billed_now()
    code = made(bill)
    scan(code)
    assert not hear(bill)
    assert (bill.state, states(bill.application)) == ("settled", ["confirmed"])
    paid = Payment.objects.get()
    assert (paid.via, paid.source, paid.request_id, len(paid.reference)) == ("qris", "ACQUIRER", code.reference, 12)
    code.refresh_from_db()
    assert code.state == "paid"
    assert not hear(bill)
    assert Payment.objects.count() == 1
    assert books.of_money() == []


@pytest.mark.parametrize("state", [State.PAYING, State.PENDING])
def test_a_payment_on_its_way_is_told_and_keeps_its_code(state: State) -> None:
    bill = billed_now()
    code = made(bill)
    scan(code, state=state)
    assert hear(bill)
    with pytest.raises(scanning.BeingPaid):
        made(extended(bill))
    assert QrCode.objects.get().state == "open"


def test_a_code_that_failed_makes_room_for_another() -> None:
    bill = billed_now()
    scan(made(bill), state=State.FAILED)
    assert not hear(bill)
    assert scanning.shown(bill, at=clock.now()) is None
    assert made(bill).reference == f"{bill.code}-2"


def test_a_bill_whose_end_was_moved_gets_a_new_code_and_the_old_one_is_taken_back() -> None:
    bill = billed_now()
    first = made(bill)
    second = made(extended(bill))
    assert second.expires_at == bill.expires_at > first.expires_at
    with pytest.raises(NotTaken, match="CANCELLED"):
        scan(first)
    scan(second)
    hear(bill)
    assert bill.state == "settled"


def test_an_old_code_that_was_faster_than_the_new_one_pays_the_bill() -> None:
    bill = billed_now()
    scan(made(bill))
    with pytest.raises(scanning.BeingPaid):
        made(extended(bill))
    bill.refresh_from_db()
    assert bill.state == "settled"
    assert books.of_money() == []


def test_the_code_of_a_bill_paid_elsewhere_is_taken_back() -> None:
    bill = billed_now()
    code = made(bill)
    settlement.receive(notice(bill, at=clock.now()), at=clock.now())
    assert scanning.left_over(clock.now()) == [code]
    jobs.take_codes_back(0)
    assert scanning.left_over(clock.now()) == []
    with pytest.raises(NotTaken):
        scan(code)


def test_money_that_was_faster_than_the_lapse_is_a_credit_and_not_lost() -> None:
    bill = billed_now()
    scan(made(bill))
    billing.lapse(bill, at=bill.expires_at)
    [left] = scanning.left_over(clock.now())
    assert not scanning.take_back(left, at=clock.now())
    assert Payment.objects.get().outcome in {"credit", "settled"}
    assert scanning.left_over(clock.now()) == []
    assert books.of_money() == []


def test_whoever_asks_about_a_bill_asks_the_acquirer_too(settings: Settings, pretend: Sandbox) -> None:
    bill = billed_now()
    scan(made(bill))
    assert asking.ask(bill, at=clock.now()) == "settled"
    other = billed_now_at(11)
    made(other)
    rewire(settings, "qris", url=NOBODY)
    with pytest.raises(Unavailable):
        asking.ask(other, at=clock.now())


def billed_now_at(start: int) -> Bill:
    at = clock.now()
    return billed(stranger(1), slot=hour(start=start, on=at.date() + timedelta(days=2)), at=at)


def test_a_code_called_over_too_early_is_asked_about_all_the_same() -> None:
    bill = billed_now()
    code = made(bill)
    QrCode.objects.update(state=QrCode.State.OVER)
    scan(code)
    hear(bill)
    assert bill.state == "settled"


def test_a_start_that_was_killed_after_asking_gets_the_same_code_again() -> None:
    bill = billed_now()
    code = made(bill)
    QrCode.objects.update(content="", acquirer_reference="")
    assert scanning.shown(bill, at=clock.now()) is None
    assert made(bill).content == code.content


def test_a_code_nobody_asked_the_acquirer_for_is_ended_without_money() -> None:
    bill = billed_now()
    QrCode.objects.create(bill=bill, reference=f"{bill.code}-1", created_at=clock.now(), expires_at=bill.expires_at)
    assert not hear(bill)
    billing.void(bill, by=None, at=clock.now(), why="")
    [left] = scanning.left_over(clock.now())
    assert scanning.take_back(left, at=clock.now())
    assert QrCode.objects.get().state == "over"


def test_a_bill_that_is_over_gets_no_code() -> None:
    bill = billed_now()
    with pytest.raises(scanning.NotDue):
        scanning.make(bill, at=bill.expires_at)
    billing.void(bill, by=None, at=clock.now(), why="")
    with pytest.raises(scanning.NotDue):
        made(bill)
    assert not QrCode.objects.exists()


def test_an_acquirer_that_is_away_leaves_the_code_to_be_asked_for_again(settings: Settings, pretend: Sandbox) -> None:
    bill = billed_now()
    rewire(settings, "qris", url=NOBODY)
    with pytest.raises(Unavailable):
        made(bill)
    assert scanning.shown(bill, at=clock.now()) is None
    with pytest.raises(Unavailable):
        scanning.word(bill)
    rewire(settings, "qris", url=f"{pretend.url}/acquirer")
    assert emv.check(made(bill).content).amount == bill.amount
    assert QrCode.objects.count() == 1
