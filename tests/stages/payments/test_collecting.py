"""The lists of yesterday, asked for in the morning at the pretend treasury and bank, real processes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from mpaspor.core import clock
from mpaspor.demo import banks
from mpaspor.gateways import snap, treasury
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.treasury.port import Item
from mpaspor.stages.payments import billing, collecting, jobs, ledger, statements
from mpaspor.stages.payments.models import Bill, Credit, Difference, Payment, Statement
from mpaspor.stages.payments.notices import TREASURY
from tests import books
from tests.gateways.conftest import Sandbox, money, rewire, start
from tests.stages.appointments.scene import hour
from tests.stages.payments.scene import billed

# Their moment is their own.
pytestmark = [pytest.mark.django_db, pytest.mark.real_clock]
NOBODY = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def pretend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = start(tmp_path_factory.mktemp("lists"), callback_base=NOBODY)
    yield sandbox
    sandbox.kill()


@pytest.fixture(autouse=True)
def _wired(db: None, settings: Settings, pretend: Sandbox) -> None:
    settings.GATEWAYS = {**settings.GATEWAYS, **money(pretend.url)}
    banks.settle(clock.now())


def today() -> date:
    return ledger.day(clock.now())


def billed_now() -> Bill:
    at = clock.now()
    return billed(slot=hour(8, on=at.date() + timedelta(days=2)), at=at)


def test_money_the_treasury_lists_and_never_told_us_of_settles_the_bill() -> None:
    bill = billed_now()
    items = [Item("electronic_10", "Paspor elektronik", 1, bill.amount)]
    treasury.treasury().create_bill("7KQ2-M9XD", bill.payer, items, expires_at=bill.expires_at, code=bill.code)
    treasury.counter().pay(bill.code, hold=True)
    found = collecting.collect(TREASURY, today(), at=clock.now())
    bill.refresh_from_db()
    payment = Payment.objects.get()
    assert bill.state == "settled"
    assert (payment.source, payment.via, len(payment.ntpn), len(payment.reference), len(payment.stan)) == (
        "TREASURY", "treasury", 16, 12, 6,
    )  # fmt: skip
    assert (found.count, found.amount) == (1, bill.amount)
    assert Difference.objects.get().state == "explained"
    assert collecting.collect(TREASURY, today(), at=clock.now()) == found
    assert books.of_money() == []


def test_money_a_bank_lists_and_never_told_us_of_after_the_bill_was_over_is_a_credit() -> None:
    bill = billed_now()
    snap.teller().pay(bill.code, bill.amount)
    billing.void(bill, by=None, at=clock.now(), why="Salah hari.")
    collecting.collect("CONTOH", today(), at=clock.now())
    assert Credit.objects.get().reason == "late"
    assert books.of_money() == []


def test_whoever_is_away_is_asked_again_and_keeps_no_other_waiting(settings: Settings) -> None:
    rewire(settings, "treasury", url=NOBODY)
    with pytest.raises(Unavailable):
        collecting.collect(TREASURY, today(), at=clock.now())
    collecting.collect_all(at=clock.now())
    assert set(Statement.objects.values_list("source", flat=True)) == {"CONTOH"}
    settings.GATEWAYS = {**settings.GATEWAYS, **money(settings.GATEWAYS["snap"]["url"].removesuffix("/bank"))}
    jobs.collect_lists(0)
    assert set(Statement.objects.values_list("source", flat=True)) == {"CONTOH", "TREASURY"}
    assert collecting.awaited(clock.now()) == []


def test_an_operator_asks_for_the_lists_of_any_day(settings: Settings) -> None:
    told = io.StringIO()
    call_command("lists", day=date(2026, 1, 5), stdout=told)
    assert told.getvalue() == (
        "TREASURY: 0 payments over 0, 0 open differences\nCONTOH: 0 payments over 0, 0 open differences\n"
    )
    with pytest.raises(CommandError, match="POST is not asked for a list"):
        call_command("lists", day=date(2026, 1, 5), source="POST", stdout=told)
    rewire(settings, "treasury", url=NOBODY)
    with pytest.raises(SystemExit):
        call_command("lists", day=date(2026, 1, 5), stdout=told)
    assert "TREASURY: away" in told.getvalue()


def test_yesterdays_lists_are_awaited_from_six_in_the_morning_on() -> None:
    night = datetime(2026, 1, 7, 22, 59, tzinfo=UTC)
    assert collecting.awaited(night)[0] == ("TREASURY", date(2026, 1, 6))
    assert collecting.awaited(night + timedelta(minutes=1))[0] == ("TREASURY", date(2026, 1, 7))


def test_a_list_taken_while_its_day_went_on_is_asked_for_again() -> None:
    on = date(2026, 1, 6)
    morning = datetime(2026, 1, 7, 0, 0, tzinfo=UTC)
    for source in statements.asked_for():
        statements.keep(source, on, [], by=None, at=datetime(2026, 1, 6, 9, 30, tzinfo=UTC))
    assert [one for one in collecting.awaited(morning) if one[1] == on] == [("TREASURY", on), ("CONTOH", on)]
    statements.keep(TREASURY, on, [], by=None, at=morning)
    assert [one for one in collecting.awaited(morning) if one[1] == on] == [("CONTOH", on)]
    assert Statement.objects.filter(source=TREASURY, on=on).count() == 1


def test_a_treasurer_may_want_a_list_at_once() -> None:
    jobs.collect_list("CONTOH", str(today()))
    assert Statement.objects.get().source == "CONTOH"
