"""The money of all offices, at the centre."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mpaspor.accounts.models import User
from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.reports.money_of_all import Taken
from mpaspor.stages.payments import closing, settlement
from mpaspor.stages.payments.models import Question, Via
from mpaspor.stages.payments.notices import Notice
from mpaspor.web.headquarters.money import drawn
from tests import people
from tests.web.backoffice import test_money, test_reconciliation
from tests.web.backoffice.asking import page, read
from tests.web.backoffice.test_money import exported

pytestmark = pytest.mark.django_db


def unknown(amount: int = 500_000) -> None:
    """Money for a code nobody has."""
    settlement.receive(
        Notice(Via.QRIS, "ACQUIRER", "Q1", "820260102999999", amount, "Dompet", "R1", now(), booked_on=now().date()),
        at=now(),
    )


def test_the_treasurers_of_the_centre_begin_at_the_money(hendra: Client) -> None:
    assert hendra.get("/after-sign-in")["Location"] == "/centre/money"
    assert "tidak ada uang masuk" in page(hendra, "/centre/money")


def test_money_of_all_offices_by_day_and_channel(hendra: Client) -> None:
    test_money.paid()
    unknown()
    told = page(hendra, "/centre/money")
    assert "Rp1.450.000 masuk, paling banyak Jumat 2 Januari 2026" in told
    assert "<svg" in told
    assert "1 pembayaran, Rp500.000, untuk kode yang tidak kami kenal." in told
    day = page(hendra, "/centre/money?on=2026-01-02")
    assert "Saluran, Jumat 2 Januari 2026" in day
    assert "BRI" in day
    assert "Dompet" in day
    assert "BRI" not in page(hendra, "/centre/money?on=2026-01-01")


def test_channels_are_drawn_beside_their_table_in_the_unit_of_their_amounts(hendra: Client) -> None:
    assert "Per saluran, dua minggu" not in page(hendra, "/centre/money")
    test_money.paid()
    unknown(400)
    told = page(hendra, "/centre/money")
    assert "Uang masuk per hari, ribu rupiah" in told
    assert "Per saluran, dua minggu, ribu rupiah" in told
    _before, _by_day, by_channel = told.split('<figure class="chart">')
    assert re.findall(r'<text class="total"[^>]*>(.+?)</text>', by_channel) == ["950", "<1"]
    assert "Per saluran, Jumat 2 Januari 2026, ribu rupiah" in page(hendra, "/centre/money?on=2026-01-02")


@pytest.mark.parametrize(
    ("amounts", "unit"),
    [
        ([], 1),
        ([7], 1),
        ([950_000, 0], 1_000),
        ([25_000_000, 12_000_000], 1_000_000),
        ([25_000_000, 350_000], 1_000),
        ([4_200_000_000, 350_000], 1_000_000),
        ([40_000_000_000, 4_000_000_000], 1_000_000_000),
    ],
)
def test_a_small_day_is_not_drawn_as_nothing(amounts: list[int], unit: int) -> None:
    assert drawn.Chart([(str(at), amount, 0) for at, amount in enumerate(amounts)]).unit == unit


def test_more_channels_than_can_be_read_are_one_bar() -> None:
    found = [Taken(now().date(), "TREASURY", f"K{number}", 1, 100 - number) for number in range(8)]
    bars = drawn.channels([*found, Taken(now().date(), "CONTOH", "K0", 1, 5)]).bars
    assert (bars[0], len(bars), bars[-1]) == (("K0", 100, 5), 6, ("Lainnya", 95 + 94 + 93, 0))


def test_nobody_is_named(hendra: Client) -> None:
    bill = test_money.paid()
    told = page(hendra, "/centre/money")
    for word in (people.RATNA.full_name, bill.code, bill.application.reference):
        assert word not in told


def test_days_not_closed_are_told_by_office(hendra: Client, clock: object) -> None:
    test_reconciliation.whole()
    unknown()
    clock.shift(timedelta(days=1))  # type: ignore[attr-defined]
    told = page(hendra, "/centre/money")
    assert "2 hari belum ditutup, di 2 kantor." in told
    assert "Kantor pusat" in told
    on = test_reconciliation.TODAY
    closing.sign(people.denpasar(), on, by=people.ariani(), at=now())
    closing.close(people.denpasar(), on, by=people.head(), at=now())
    told = page(hendra, "/centre/money")
    assert "1 hari belum ditutup" in told
    assert "Denpasar" not in told


def test_days_leave_the_centre_as_csv_and_as_a_workbook(hendra: Client) -> None:
    test_money.paid()
    unknown()
    where = "first=2026-01-01&last=2026-01-02"
    lines = exported(hendra, f"/centre/money.csv?{where}").splitlines()
    assert len(lines) == 3
    assert "2026-01-02,5171,Denpasar,TREASURY,BRI,1,950000,950000,0,0,0,0" in lines
    assert "2026-01-02,,,ACQUIRER,Dompet,1,500000,0,0,500000,0,0" in lines
    content = b"".join(hendra.get(f"/centre/money.xlsx?{where}").streaming_content)  # type: ignore[attr-defined]
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet.max_row == 3
    assert sorted(cell.value for cell in sheet["G"][1:]) == [500_000, 950_000]


@pytest.mark.parametrize("last", ["nonsense", "2030-01-01", "\x00", "0001-01-01"])
def test_days_that_make_no_sense_are_the_latest(hendra: Client, last: str) -> None:
    assert "20 Des 2025" in page(hendra, f"/centre/money?last={last}")


def test_an_officer_of_an_office_has_no_business_here(client_of: Callable[[User], Client]) -> None:
    for officer in (people.ariani(), people.head(), people.sri(), people.bambang()):
        client = client_of(officer)
        for where in ("/centre/money", "/centre/money.csv", "/centre/money.xlsx", "/centre/money/search"):
            assert client.get(where).status_code == 403


def test_money_without_an_owner_is_one_press_away(hendra: Client) -> None:
    unknown()
    assert 'href="/centre/questions"' in page(hendra, "/centre/money")


def search(client: Client, typed: str) -> str:
    """As somebody does who types into the form on the page of the money."""
    form = re.search(
        r'<form class="search"[^>]* action="([^"]+)".*?name="(q)"', page(client, "/centre/money"), re.DOTALL
    )
    assert form
    return read(client.post(form[1], {form[2]: typed}))


@pytest.mark.parametrize("part", ["code", "ntpn", "ntb", "name", "reference"])
def test_a_bill_of_any_office_is_found_and_its_trail_says_who_looked(hendra: Client, part: str) -> None:
    bill = test_money.paid()
    typed = {
        "code": bill.code,
        "ntpn": test_money.NTPN.lower(),
        "ntb": test_money.NTB,
        "name": "wulan",
        "reference": bill.application.reference,
    }[part]
    told = search(hendra, typed)
    for word in ("1 hasil", bill.code, "Denpasar", test_money.NTPN, people.RATNA.full_name):
        assert word in told
    seen = Entry.objects.get(act="bill.seen")
    assert (seen.application_id, seen.by, seen.kind) == (bill.application_id, people.hendra(), "seen")


@pytest.mark.parametrize("typed", ["820260102999999", "q1", "R1"])
def test_money_without_an_owner_is_found_by_its_numbers(hendra: Client, typed: str) -> None:
    unknown()
    told = search(hendra, typed)
    assert "1 hasil" in told
    assert f"/centre/questions/{Question.objects.get().pk}" in told


@pytest.mark.parametrize("typed", ["", "wu", "Budi", "999", "\x00", "9" * 400])
def test_what_is_nowhere_is_not_found(hendra: Client, typed: str) -> None:
    bill = test_money.paid()
    unknown()
    told = search(hendra, typed)
    assert "0 hasil" in told
    assert bill.code not in told
    assert not Entry.objects.filter(act="bill.seen").exists()


def test_what_is_looked_for_at_the_centre_never_stands_in_an_address(hendra: Client) -> None:
    bill = test_money.paid()
    assert bill.application.reference not in page(hendra, f"/centre/money/search?q={bill.code}")


def test_a_search_asks_the_database_little(hendra: Client) -> None:
    test_money.paid()
    with CaptureQueriesContext(connection) as spoken:
        hendra.post("/centre/money/search", {"q": "wulan"})
    assert len([one for one in spoken if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]) <= 12
