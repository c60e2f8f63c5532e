"""One code for a family or one for each; a page that knows when it is old; money found by its number."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from mpaspor.core.clock import now
from mpaspor.gateways.treasury.port import State
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.payments.models import Bill, Credit, Payment
from tests import factories, people
from tests.cases import office_day
from tests.stages.payments.pretend import PretendTreasury, install
from tests.stages.payments.scene import notice
from tests.web.backoffice.asking import button
from tests.web.callbacks import banks

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasury(monkeypatch: pytest.MonkeyPatch) -> PretendTreasury:
    cache.clear()
    return install(monkeypatch)


@pytest.fixture
def held(db: None) -> Application:
    """Ratna's family with a place this morning at eleven."""
    application = factories.family()
    booking.hold(application, office_day.slot(people.denpasar(), hour=13).pk, by=application.owner, at=now())
    application.refresh_from_db()
    return application


def at(application: Application, page: str) -> str:
    return f"/applications/{application.reference}/{page}"


def apart(phone: Client, held: Application) -> list[Bill]:
    assert phone.post(at(held, "bill"), {"apart": "yes"}).status_code == 302
    return list(held.bills.order_by("applicant__order"))


def test_a_family_chooses_one_code_or_one_for_each(phone: Client, held: Application) -> None:
    page = phone.get(at(held, "payment")).content.decode()
    assert "Satu kode untuk 3 orang" in page
    assert "Satu kode untuk tiap orang" in page
    bills = apart(phone, held)
    assert [bill.amount for bill in bills] == [950_000, 950_000, 650_000]
    page = phone.get(at(held, "bill")).content.decode()
    assert "Bayar 3 kode sebelum pukul 11.00 WITA" in page
    assert all(f"/bills/{bill.code}" in page for bill in bills)


def test_whom_the_machine_billed_together_may_pay_apart(
    phone: Client, held: Application, treasury: PretendTreasury
) -> None:
    together = billing.issue(held, by=None, at=now())
    where, _held = button(phone.get(at(held, "bill")).content.decode(), at(held, "bills"))
    page = phone.post(where, follow=True).content.decode()
    assert "Bayar 3 kode sebelum pukul 11.00 WITA" in page
    assert treasury.asked == [together.code]
    assert phone.post(where).status_code == 302
    assert sorted(held.bills.values_list("state", flat=True)) == ["due", "due", "due", "void"]


@pytest.mark.parametrize("state", [State.PAYING, None])
def test_what_may_be_on_its_way_is_not_parted(
    phone: Client, held: Application, treasury: PretendTreasury, state: State | None
) -> None:
    together = billing.issue(held, by=None, at=now())
    if state:
        treasury.knows(together, state)
    treasury.away = state is None
    assert "Kodenya belum diganti" in phone.post(at(held, "bills"), follow=True).content.decode()
    assert held.bills.get().state == "due"


def test_what_is_paid_is_not_parted(phone: Client, held: Application, treasury: PretendTreasury) -> None:
    treasury.takes(billing.issue(held, by=None, at=now()))
    phone.post(at(held, "bills"))
    assert held.bills.get().state == "settled"


def test_each_code_has_its_page_with_its_own_name(phone: Client, held: Application) -> None:
    bagus = apart(phone, held)[1]
    page = phone.get(at(held, f"bills/{bagus.code}")).content.decode()
    assert "Bayar Rp950.000 sebelum" in page
    assert "Tempat Bagus:" in page
    assert "BAGUS" in page


def test_who_has_paid_keeps_her_place_while_the_others_have_not(phone: Client, held: Application) -> None:
    ratna, *_others = apart(phone, held)
    settlement.receive(notice(ratna), at=now())
    places = held.appointments.order_by("applicant__order")
    assert list(places.values_list("state", flat=True)) == ["confirmed", "held", "held"]
    page = phone.get(at(held, "bill")).content.decode()
    assert "Bayar 2 kode" in page
    assert "Lunas" in page


def test_somebody_elses_code_is_not_shown(stranger: Client, phone: Client, held: Application) -> None:
    bill = apart(phone, held)[0]
    for page in (f"bills/{bill.code}", f"bills/{bill.code}/standing"):
        assert stranger.get(at(held, page)).status_code == 404


def test_a_page_learns_that_it_is_old(phone: Client, held: Application) -> None:
    bill = billing.issue(held, by=held.owner, at=now())
    page = phone.get(at(held, "bill")).content.decode()
    live = page.split('data-live="')[1].split('"')[0]
    assert phone.get(live).status_code == 204
    Bill.objects.filter(pk=bill.pk).update(expires_at=bill.expires_at + timedelta(minutes=10))
    assert phone.get(live).status_code == 205
    settlement.receive(notice(bill), at=now())
    assert phone.get(live).status_code == 205


def test_the_banks_that_take_it_directly_are_named_with_the_whole_number(phone: Client, held: Application) -> None:
    banks.known()
    bill = billing.issue(held, by=held.owner, at=now())
    page = phone.get(at(held, "bill")).content.decode()
    assert "Bank Contoh" in page
    assert f"88899{bill.code}" in page


def test_a_payment_is_found_by_the_number_on_its_proof(
    phone: Client, held: Application, treasury: PretendTreasury
) -> None:
    bill = billing.issue(held, by=held.owner, at=now())
    receipt = treasury.takes(bill)
    page = phone.post(at(held, "bill/receipt-number"), {"ntpn": f" {receipt.ntpn.lower()} "}, follow=True)
    assert "Pembayaran Anda sudah tercatat" in page.content.decode()
    assert Payment.objects.get().ntpn == receipt.ntpn


def test_a_second_payment_of_a_bill_is_found_from_its_page(
    phone: Client, held: Application, treasury: PretendTreasury
) -> None:
    bill = billing.issue(held, by=held.owner, at=now())
    settlement.receive(notice(bill), at=now())
    page = phone.get(at(held, "bill")).content.decode()
    assert "Terlanjur bayar dua kali?" in page
    assert 'name="ntpn"' in page
    ask = button(page, at(held, "bill/inquiry"))
    told = phone.post(*ask, follow=True).content.decode()
    assert "belum ada pembayaran lain yang tercatat" in told
    treasury.takes(bill)
    assert "menjadi saldo" in phone.post(*ask, follow=True).content.decode()
    assert Credit.objects.get().reason == "double"


def test_money_for_a_code_that_was_called_off_is_found_from_its_page(
    phone: Client, held: Application, treasury: PretendTreasury
) -> None:
    bill = billing.issue(held, by=held.owner, at=now())
    billing.void(bill, by=None, at=now(), why="")
    receipt = treasury.takes(bill)
    page = phone.get(at(held, "bill")).content.decode()
    assert "Terlanjur bayar kode ini?" in page
    where, _held = button(page, at(held, "bill/receipt-number"))
    assert "menjadi saldo" in phone.post(where, {"ntpn": receipt.ntpn}, follow=True).content.decode()
    assert Credit.objects.get().reason == "late"


def test_of_several_bills_the_one_whose_page_it_is_is_asked_about(
    phone: Client, held: Application, treasury: PretendTreasury
) -> None:
    bagus = apart(phone, held)[1]
    page = phone.get(at(held, f"bills/{bagus.code}")).content.decode()
    phone.post(*button(page, at(held, "bill/inquiry")))
    assert treasury.asked == [bagus.code]


def test_money_whose_owner_is_looked_for_is_known_by_its_number_and_no_more_is_told(
    phone: Client, held: Application, treasury: PretendTreasury
) -> None:
    billing.issue(held, by=held.owner, at=now())
    paid = notice(Bill(code="820260102999999", amount=950_000))
    settlement.receive(replace(paid, ntpn="A" * 16), at=now())
    page = phone.post(at(held, "bill/receipt-number"), {"ntpn": "a" * 16}, follow=True).content.decode()
    assert "sudah ada di catatan kami sejak Jumat 2 Januari 2026, dan petugas mencari untuk tagihan siapa" in page
    assert "820260102999999" not in page.replace(" ", "")
    assert treasury.asked == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "NTPN terdiri dari 16"), ("ABC", "NTPN terdiri dari 16"), ("A" * 16, "bukan untuk kode bayar")],
)
def test_a_number_that_is_none_or_another_bills_is_said_so(
    phone: Client, held: Application, treasury: PretendTreasury, typed: str, told: str
) -> None:
    billing.issue(held, by=held.owner, at=now())
    page = phone.post(at(held, "bill/receipt-number"), {"ntpn": typed}, follow=True).content.decode()
    assert told in page
    assert not Payment.objects.exists()


def test_a_treasury_that_is_away_is_told_so(phone: Client, held: Application, treasury: PretendTreasury) -> None:
    billing.issue(held, by=held.owner, at=now())
    treasury.away = True
    page = phone.post(at(held, "bill/receipt-number"), {"ntpn": "A" * 16}, follow=True).content.decode()
    assert "Kas negara belum bisa dihubungi" in page


def test_a_bill_that_is_over_says_that_the_money_came(phone: Client, held: Application) -> None:
    bill = billing.issue(held, by=held.owner, at=now())
    billing.lapse(bill, at=bill.expires_at)
    assert "Anda punya saldo" not in phone.get(at(held, "bill")).content.decode()
    Credit.objects.create(application=held, amount=950_000, reason="late", created_at=now())
    assert "Anda punya saldo Rp950.000" in phone.get(at(held, "bill")).content.decode()


def test_her_own_money_is_offered_before_there_is_a_code(phone: Client, held: Application) -> None:
    Credit.objects.create(application=held, amount=3_000_000, reason="late", created_at=now())
    page = phone.get(at(held, "payment")).content.decode()
    assert "Anda punya saldo Rp3.000.000" in page
    assert "Sisa saldo Anda Rp450.000" in page
    assert "Satu kode untuk tiap orang" not in page


def test_a_paid_bill_shows_where_it_was_paid_and_its_receipt(phone: Client, held: Application) -> None:
    bill = billing.issue(held, by=held.owner, at=now())
    settlement.receive(notice(bill), at=now())
    page = phone.get(at(held, "bill")).content.decode()
    assert "CONTOH ATM" in page
    assert f"/bills/{bill.code}/receipt.pdf" in page
