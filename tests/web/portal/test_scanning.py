"""Ratna's code to scan: hers alone, made by one press, gone with the bill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pytest_django.fixtures import Settings

from mpaspor.accounts.models import User
from mpaspor.core import clock
from mpaspor.stages.payments import billing
from mpaspor.stages.payments.models import Bill, QrCode
from tests import factories
from tests.gateways import independent_emv
from tests.gateways.conftest import Sandbox, money, rewire, start
from tests.stages.appointments.scene import hour
from tests.stages.payments.scene import bill_of
from tests.stages.payments.test_scanning import NOBODY

pytestmark = [pytest.mark.django_db, pytest.mark.real_clock]
MOST_STATEMENTS = 12


@pytest.fixture(scope="module")
def pretend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = start(tmp_path_factory.mktemp("acquirer"), callback_base=NOBODY)
    yield sandbox
    sandbox.kill()


@pytest.fixture(autouse=True)
def acquirer(settings: Settings, pretend: Sandbox) -> None:
    settings.GATEWAYS = {**settings.GATEWAYS, **money(pretend.url)}
    cache.clear()


@pytest.fixture
def bill(ratna: User) -> Bill:
    at = clock.now()
    slot = hour(8, on=at.date() + timedelta(days=2))
    return bill_of(factories.ready(owner=ratna, office=slot.office, at=at), slot=slot, at=at)


def address(bill: Bill, page: str = "qris") -> str:
    return f"/applications/{bill.application.reference}/bills/{bill.code}/{page}"


def page_of(phone: Client, bill: Bill) -> str:
    answer = phone.get(address(bill))
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_press_makes_the_code_and_the_page_shows_what_the_wallet_will_say(phone: Client, bill: Bill) -> None:
    assert 'class="qr"' not in page_of(phone, bill)
    made = phone.post(address(bill))
    assert (made.status_code, made["Location"]) == (302, address(bill))
    with CaptureQueriesContext(connection) as statements:
        page = page_of(phone, bill)
    assert len(statements) <= MOST_STATEMENTS
    assert 'class="qr"' in page
    for words in ("Rp950.000", "CONTOH PASPOR", "Berlaku sampai", "/qris.png"):
        assert words in page
    phone.post(address(bill))
    assert QrCode.objects.count() == 1


def test_the_picture_saved_is_read_by_a_camera_and_names_her_bill(phone: Client, bill: Bill) -> None:
    assert phone.get(address(bill, "qris.png")).status_code == 404
    phone.post(address(bill))
    answer = phone.get(address(bill, "qris.png"))
    assert (answer["Content-Type"], "attachment" in answer["Content-Disposition"]) == ("image/png", True)
    with Image.open(BytesIO(answer.content)) as image:
        [found] = zxingcpp.read_barcodes(image)
    said = independent_emv.read(found.text)
    assert (said.amount, said.dynamic, said.bill_number) == (bill.amount, True, f"{bill.code}-1")


def test_nobody_else_sees_or_makes_it(stranger: Client, phone: Client, bill: Bill) -> None:
    phone.post(address(bill))
    for page in ("qris", "qris.png"):
        assert stranger.get(address(bill, page)).status_code == 404
        assert Client().get(address(bill, page)).status_code == 302
    assert stranger.post(address(bill)).status_code == 404
    assert phone.get(address(bill).replace(bill.code, "820260102999999")).status_code == 404
    assert phone.get(address(bill).replace(bill.code, "%00")).status_code == 404


def test_an_acquirer_that_is_away_is_said_and_the_fifteen_digits_still_pay(
    phone: Client, bill: Bill, settings: Settings
) -> None:
    rewire(settings, "qris", url=NOBODY)
    phone.post(address(bill))
    assert "Kode 15 angka tetap berlaku" in page_of(phone, bill)


def test_a_bill_that_is_over_has_no_code_to_show(phone: Client, bill: Bill) -> None:
    phone.post(address(bill))
    billing.void(bill, by=None, at=clock.now(), why="")
    assert phone.get(address(bill)).status_code == 302
    assert phone.post(address(bill)).status_code == 302
    assert phone.get(address(bill, "qris.png")).status_code == 404


def test_a_moved_end_offers_a_new_code(phone: Client, bill: Bill) -> None:
    phone.post(address(bill))
    assert "batas waktu baru" not in page_of(phone, bill)
    Bill.objects.update(expires_at=bill.expires_at + timedelta(minutes=10))
    assert "batas waktu baru" in page_of(phone, bill)
    phone.post(address(bill))
    assert "batas waktu baru" not in page_of(phone, bill)
    assert [*QrCode.objects.order_by("pk").values_list("state", flat=True)] == ["over", "open"]


def test_too_many_presses_are_asked_to_wait(phone: Client, bill: Bill) -> None:
    for _press in range(7):
        phone.post(address(bill))
    assert "diminta beberapa kali" in page_of(phone, bill)
