"""What it costs, in plain words; the code; and the treasury, asked when somebody says she has paid."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from mpaspor.core.clock import now
from mpaspor.gateways.treasury.port import State
from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.payments import billing, settlement, writing
from mpaspor.stages.payments.models import Bill, Credit
from tests import factories, people
from tests.cases import office_day
from tests.stages.payments.pretend import PretendTreasury, install
from tests.stages.payments.scene import notice, over
from tests.web.backoffice.asking import button

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasury(monkeypatch: pytest.MonkeyPatch) -> PretendTreasury:
    return install(monkeypatch)


@pytest.fixture
def held(db: None) -> Application:
    """Ratna's family with a place this morning at eleven."""
    application = factories.family()
    booking.hold(application, office_day.slot(people.denpasar(), hour=13).pk, by=application.owner, at=now())
    application.refresh_from_db()
    return application


@pytest.fixture
def bill(held: Application) -> Bill:
    return billing.issue(held, by=held.owner, at=now())


def address(application: Application, page: str) -> str:
    return f"/applications/{application.reference}/{page}"


def test_the_fee_is_told_for_each_before_there_is_a_code(phone: Client, held: Application) -> None:
    page = phone.get(address(held, "payment")).content.decode()
    assert "Bayar Rp2.550.000 untuk tempat ini?" in page
    assert "Kirana: Paspor elektronik, 5 tahun" in page
    assert "Kapan biaya tidak kembali" in page
    assert "PP 45/2024" in page
    assert not held.bills.exists()


def test_each_line_says_what_it_is_for_before_the_bill_and_on_it(phone: Client, held: Application) -> None:
    Slot.objects.update(service_class=Slot.ServiceClass.ACCELERATED)
    lines = [("Kirana: Paspor elektronik, 5 tahun", "650.000"), ("Kirana: Selesai di hari yang sama", "1.000.000")]
    page = phone.get(address(held, "payment")).content.decode()
    assert [f"<dt>{what}</dt><dd>Rp{amount}</dd>" in page for what, amount in lines] == [True, True]
    phone.post(address(held, "bill"))
    page = "".join(line.strip() for line in phone.get(address(held, "bill")).content.decode().splitlines())
    assert [f"<dt>{what}</dt><dd>Rp{amount}</dd>" in page for what, amount in lines] == [True, True]


def test_the_burden_of_a_lost_passport_has_its_line(phone: Client, held: Application) -> None:
    held.people.filter(order=1).update(service="lost")
    page = phone.get(address(held, "payment")).content.decode()
    assert "Ratna: Paspor elektronik, 10 tahun" in page
    assert "<dt>Ratna: Beban paspor hilang</dt><dd>Rp1.000.000</dd>" in page


def test_where_nothing_is_to_be_paid_nothing_is_asked_for_or_threatened(phone: Client, held: Application) -> None:
    held.people.update(passport_kind="ordinary", years=5, answers={"purpose": "migrant_work"})
    Credit.objects.create(application=held, amount=950_000, reason="late", created_at=now())
    page = phone.get(address(held, "payment")).content.decode()
    assert "Ambil tempat ini? Tidak ada biaya" in page
    assert "Kirana: Paspor pertama pekerja migran" in page
    for told in ("Bayar ", "kode bayar baru", "Satu kode", "Kapan biaya tidak kembali", "Anda punya saldo"):
        assert told not in page
    assert phone.post(*button(page, address(held, "bill"))).status_code == 302
    page = phone.get(address(held, "bill")).content.decode()
    assert "Tanpa biaya, tempat Anda pasti" in page
    assert "Pembayaran diterima" not in page


def test_a_code_is_made_once_however_often_it_is_asked_for(phone: Client, held: Application) -> None:
    first = phone.post(address(held, "bill"))
    second = phone.post(address(held, "bill"))
    assert first["Location"] == second["Location"] == address(held, "bill")
    assert held.bills.count() == 1


def test_the_code_stands_with_its_deadline(phone: Client, held: Application, bill: Bill) -> None:
    page = phone.get(address(held, "bill")).content.decode()
    assert "Bayar Rp2.550.000 sebelum pukul 11.00 WITA" in page
    assert " ".join(bill.code[at : at + 3] for at in range(0, 15, 3)) in page
    assert "2 jam" in page
    assert "RATNA WULANDARI" in page
    assert "Terlambat pun uang Anda aman" in page
    assert "Anda tidak datang dan tidak memindah hari." in page.split("Kapan biaya tidak kembali")[1]
    assert "Kantor yang salah" in page.split("Kapan biaya menjadi saldo Anda")[1]


def test_on_the_bill_stand_the_terms_of_the_day_it_was_made(phone: Client, held: Application, bill: Bill) -> None:
    Rule.objects.create(key="fee.after_missed", value="credit", valid_from=date(2026, 1, 2), source="a test")
    policy.forget()
    before = phone.get(address(held, "bill")).content.decode()
    Bill.objects.update(issued_at=now() - timedelta(days=1))
    after = phone.get(address(held, "bill")).content.decode()
    policy.forget()
    assert [_kept(page) for page in (before, after)] == [False, True]


def _kept(page: str) -> bool:
    kept, _given_back = page.split("Kapan biaya tidak kembali")[1].split("Kapan biaya menjadi saldo")
    return "Anda tidak datang" in kept


def test_without_a_place_there_is_no_code(phone: Client) -> None:
    application = factories.ready()
    answer = phone.post(address(application, "bill"))
    assert answer.status_code == 409
    assert "Isian Anda masih ada" in answer.content.decode()


def test_before_there_is_a_bill_there_is_nothing_to_show(phone: Client) -> None:
    application = factories.ready()
    assert phone.get(address(application, "bill")).status_code == 302
    assert phone.post(address(application, "bill/inquiry")).status_code == 404


def test_paid_and_not_recorded_is_found_out_now(
    phone: Client, held: Application, bill: Bill, treasury: PretendTreasury
) -> None:
    treasury.takes(bill)
    page = phone.post(address(held, "bill/inquiry"), follow=True).content.decode()
    assert "Pembayaran Anda sudah tercatat" in page
    assert "Pembayaran diterima" in page
    assert "dua juta lima ratus lima puluh ribu rupiah" in page


def test_asked_twice_the_money_is_received_once(
    phone: Client, held: Application, bill: Bill, treasury: PretendTreasury
) -> None:
    treasury.takes(bill)
    phone.post(address(held, "bill/inquiry"))
    phone.post(address(held, "bill/inquiry"))
    assert bill.payments.count() == 1


def test_not_paid_is_told_with_the_hour(
    phone: Client, held: Application, bill: Bill, treasury: PretendTreasury
) -> None:
    page = phone.post(address(held, "bill/inquiry"), follow=True).content.decode()
    assert "Pada 09.00 WITA kas negara belum mencatat pembayaran" in page


def test_a_treasury_that_is_away_is_told_so(
    phone: Client, held: Application, bill: Bill, treasury: PretendTreasury
) -> None:
    treasury.away = True
    page = phone.post(address(held, "bill/inquiry"), follow=True).content.decode()
    assert "Kas negara belum bisa dihubungi" in page


def test_the_treasury_is_asked_six_times_in_ten_minutes_and_then_again_later(
    phone: Client, held: Application, bill: Bill, treasury: PretendTreasury, clock: time_machine.Traveller
) -> None:
    def ask() -> str:
        return phone.post(address(held, "bill/inquiry"), follow=True).content.decode()

    cache.clear()
    for _once in range(6):
        assert "kas negara belum mencatat pembayaran" in ask()
    treasury.takes(bill)
    assert "Kas negara baru saja ditanya beberapa kali" in ask()
    assert not bill.payments.exists()
    clock.shift(601)
    assert "Pembayaran Anda sudah tercatat" in ask()


def test_a_lapsed_bill_keeps_the_answers_and_leads_to_a_new_one(
    phone: Client, held: Application, bill: Bill, treasury: PretendTreasury, clock: time_machine.Traveller
) -> None:
    clock.shift(3 * 3600)
    billing.lapse(bill, at=now())
    page = phone.get(address(held, "bill")).content.decode()
    assert "Tagihan ditutup 11.00 WITA" in page
    assert "Isian Anda masih ada; tempat Anda kami simpan sampai <b>12.15 WITA</b>" in page
    phone.post(address(held, "bill"))
    assert [one.state for one in held.bills.order_by("pk")] == ["lapsed", "due"]


def test_money_that_comes_too_late_becomes_a_credit(
    phone: Client, held: Application, bill: Bill, treasury: PretendTreasury, clock: time_machine.Traveller
) -> None:
    clock.shift(3 * 3600)
    over(bill, at=now())
    clock.shift(20 * 60)
    treasury.takes(bill)
    phone.post(address(held, "bill/inquiry"))
    assert held.credits.get().amount == bill.amount


def test_giving_up_an_unpaid_place_voids_its_bill(
    phone: Client, held: Application, bill: Bill, treasury: PretendTreasury
) -> None:
    phone.post(address(held, "release"))
    bill.refresh_from_db()
    assert bill.state == Bill.State.VOID
    assert booking.active(held) == []
    assert "jangan dibayar" in phone.get(address(held, "bill")).content.decode()


def test_a_place_that_was_just_paid_is_not_given_up(
    phone: Client, held: Application, bill: Bill, treasury: PretendTreasury
) -> None:
    treasury.takes(bill)
    phone.post(address(held, "release"))
    bill.refresh_from_db()
    assert bill.state == Bill.State.SETTLED
    assert len(booking.active(held)) == 3


def test_a_place_that_is_being_paid_is_not_given_up(
    phone: Client, held: Application, bill: Bill, treasury: PretendTreasury
) -> None:
    treasury.knows(bill, State.PAYING)
    told = press(phone, address(held, "bill"), "release")
    assert "Kode ini sedang dibayar" in told
    bill.refresh_from_db()
    assert bill.state == Bill.State.DUE
    assert len(booking.active(held)) == 3
    treasury.knows(bill)
    assert "Tempat tadi sudah dilepas" in press(phone, address(held, "bill"), "release")
    bill.refresh_from_db()
    assert bill.state == Bill.State.VOID


def press(phone: Client, page: str, act: str) -> str:
    """The form on the page that goes to this act, with the fields it has."""
    told = phone.get(page).content.decode()
    form = re.search(rf'<form method="post" action="([^"]+/{act})">(.*?)</form>', told, re.DOTALL)
    assert form
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[2]))
    return phone.post(form[1], fields, follow=True).content.decode()


@pytest.mark.parametrize("page", ["payment", "bill"])
def test_another_persons_bill_does_not_exist(stranger: Client, held: Application, bill: Bill, page: str) -> None:
    assert stranger.get(address(held, page)).status_code == 404
    assert stranger.post(address(held, "bill")).status_code == 404
    assert stranger.post(address(held, "bill/inquiry")).status_code == 404


@pytest.mark.parametrize("page", ["payment", "bill"])
def test_nobody_reads_a_bill_without_signing_in(client: Client, held: Application, page: str) -> None:
    assert client.get(address(held, page)).status_code == 302


def test_the_fee_costs_at_most_twelve_statements(
    phone: Client, held: Application, django_assert_max_num_queries: Any
) -> None:
    phone.get(address(held, "payment"))
    with django_assert_max_num_queries(12):
        phone.get(address(held, "payment"))


def test_the_code_costs_at_most_twelve_statements(
    phone: Client, held: Application, bill: Bill, django_assert_max_num_queries: Any
) -> None:
    phone.get(address(held, "bill"))
    with django_assert_max_num_queries(12):
        phone.get(address(held, "bill"))


def test_a_day_whose_codes_ran_out_keeps_the_place_and_asks_for_another_try(
    phone: Client, held: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_TRIES", 0)
    answer = phone.post(address(held, "bill"), follow=True)
    assert answer.redirect_chain == [(address(held, "payment"), 302)]
    assert "Kode pembayaran belum bisa dibuat" in answer.content.decode()
    assert booking.active(held)


def test_whose_own_bill_lapsed_joins_her_family_again_in_one_press(phone: Client, held: Application) -> None:
    ratna, bagus, kirana = billing.issue_each(held, by=held.owner, at=now())
    for bill in (bagus, kirana):
        settlement.receive(notice(bill, number=str(bill.pk)), at=now())
    over(ratna, at=ratna.expires_at)
    where = address(held, f"bills/{ratna.code}")
    assert "Ikut di jam yang sama" in phone.get(where).content.decode()
    answer = phone.post(address(held, "rest"))
    assert answer["Location"] == address(held, "bill")
    [again] = billing.all_due(held)
    assert again.applicant_id == ratna.applicant_id
    assert phone.post(address(held, "rest")).status_code == 302
    assert len(billing.all_due(held)) == 1


def test_in_the_grace_of_her_own_bill_one_press_makes_hers_and_no_other(
    phone: Client, held: Application, clock: time_machine.Traveller
) -> None:
    ratna, *_ = billing.issue_each(held, by=held.owner, at=now())
    clock.move_to(ratna.expires_at)
    billing.lapse(ratna, at=now())
    assert 'name="apart"' in phone.get(address(held, f"bills/{ratna.code}")).content.decode()
    phone.post(address(held, "bill"), {"apart": "yes"})
    assert [bill.applicant_id for bill in billing.all_due(held)].count(ratna.applicant_id) == 1


def test_another_persons_family_is_not_joined(stranger: Client, held: Application) -> None:
    assert stranger.post(address(held, "rest")).status_code == 404
