"""Two tabs, two jobs, and an acquirer that tells what it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from mpaspor.core import clock
from mpaspor.stages.payments import scanning, settlement
from mpaspor.stages.payments.models import Bill, Payment, QrCode
from tests import books
from tests.gateways.conftest import Sandbox, money, start
from tests.stages.appointments import racing
from tests.stages.payments.test_scanning import NOBODY, billed_now, made, scan

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.real_clock]


@pytest.fixture(scope="module")
def pretend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = start(tmp_path_factory.mktemp("acquirer"), callback_base=NOBODY)
    yield sandbox
    sandbox.kill()


@pytest.fixture(autouse=True)
def acquirer(settings: Settings, pretend: Sandbox) -> None:
    settings.GATEWAYS = {**settings.GATEWAYS, **money(pretend.url)}


def four_tabs_want_a_code(bill: Bill) -> list[object]:
    return racing.at_once([lambda: made(Bill.objects.get(pk=bill.pk))] * 4)


@contextmanager
def codes_unbounded() -> Iterator[None]:
    """Any number of open codes for a bill, under whatever reference; gone again afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = 'payments_qrcode'::regclass AND contype = 'u'"
        )
        [(name, unique)] = cursor.fetchall()
        cursor.execute("SELECT pg_get_indexdef('one_open_qr_code'::regclass)")
        index = cursor.fetchone()[0]
        cursor.execute(f"ALTER TABLE payments_qrcode DROP CONSTRAINT {name}")
        cursor.execute("DROP INDEX one_open_qr_code")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE payments_qrcode")
            cursor.execute(index)
            cursor.execute(f"ALTER TABLE payments_qrcode ADD CONSTRAINT {name} {unique}")


def two_tabs_overlap(bill: Bill) -> list[object]:
    """The second wants a code while the first one's is written and not yet committed."""
    tab = lambda: made(Bill.objects.get(pk=bill.pk))  # noqa: E731 - the same act twice
    return racing.before_it_ends(tab, tab)


def test_a_code_wanted_while_it_is_being_made_is_the_same_code() -> None:
    first, second = two_tabs_overlap(billed_now())
    assert first == second, (first, second)
    assert QrCode.objects.count() == 1


def test_without_its_bounds_two_tabs_would_make_two_codes() -> None:
    bill = billed_now()
    with codes_unbounded():
        two_tabs_overlap(bill)
        assert QrCode.objects.count() == 2


def test_a_code_wanted_in_four_tabs_at_once_is_one_code() -> None:
    codes = four_tabs_want_a_code(billed_now())
    assert all(isinstance(code, QrCode) for code in codes), codes
    assert len({getattr(code, "content", "") for code in codes}) == 1
    assert QrCode.objects.count() == 1


def test_money_found_by_four_who_ask_at_once_is_noted_once() -> None:
    bill = billed_now()
    scan(made(bill))

    def ask() -> object:
        [told] = scanning.word(Bill.objects.get(pk=bill.pk)).notices
        return settlement.receive(told, at=clock.now()).pk

    assert len(set(racing.at_once([ask] * 4))) == 1
    assert Payment.objects.count() == 1
    assert books.of_money() == []
