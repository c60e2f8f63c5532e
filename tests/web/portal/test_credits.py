"""Her money that is with us: where it came from, what became of it, and asking for it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.core.clock import now
from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import billing, paying_back, refunding, settlement
from mpaspor.stages.payments.models import Bill, Credit, Refund
from tests import people
from tests.stages.appointments.scene import MORNING, file, hour
from tests.stages.payments import refunds
from tests.stages.payments.refunds import AFTER
from tests.stages.payments.scene import GRACE_ENDS, bill_of, billed, notice, over
from tests.web.backoffice.asking import button, read

pytestmark = pytest.mark.django_db
ACCOUNT = {"bank": "014", "account": "1234 567890", "holder": "Ratna Wulandari"}


def page(client: Client, where: str = "/applications/credits") -> str:
    answer = client.get(where)
    assert answer.status_code == 200, answer.status_code
    return read(answer)


def readable(bill: Bill) -> str:
    """Its file under a reference somebody could type; the address of its pages."""
    Application.objects.filter(pk=bill.application_id).update(reference="7KQ2-M9XD")
    return "/applications/7KQ2-M9XD"


def form(credit: Credit) -> str:
    return f"/applications/credits/{credit.pk}/refund"


def test_whoever_has_none_is_told_so(phone: Client) -> None:
    told = page(phone)
    assert "Tidak ada saldo" in told
    assert "Saldo Anda" not in page(phone, "/applications")


def test_each_credit_says_where_it_came_from(phone: Client) -> None:
    credit = refunds.credit()
    told = page(phone)
    assert "Anda punya saldo Rp950.000" in told
    assert "masuk sesudah tagihannya ditutup" in told
    assert credit.payment
    assert credit.payment.code[:3] in told
    assert "Minta kembali ke rekening" in told
    assert "Rp950.000" in page(phone, "/applications")
    assert "/applications/credits" in page(phone, f"{readable(Bill.objects.get())}/bill")


def test_short_double_and_used_money_say_what_happened(phone: Client) -> None:
    bill = billed()
    settlement.receive(notice(bill, amount=900_000), at=MORNING)
    settlement.receive(notice(bill, number="2"), at=MORNING)
    settlement.receive(notice(bill, number="3"), at=MORNING)
    told = page(phone)
    assert "Tagihannya Rp950.000, yang masuk Rp900.000" in told
    assert "dibayar dua kali" in told


def test_before_she_asks_she_reads_what_the_law_allows_how_long_and_who_decides(phone: Client) -> None:
    told = page(phone, form(refunds.credit()))
    assert "UU 9/2018; PP 58/2020" in told
    assert "10 hari kerja, paling lambat Jumat 16 Januari 2026" in told
    assert "Dua petugas Denpasar memutuskan" in told


def test_she_asks_and_follows_it(phone: Client) -> None:
    credit = refunds.credit()
    answer = phone.post(form(credit), ACCOUNT)
    assert answer.status_code == 302
    refund = Refund.objects.get()
    assert (refund.state, refund.account, refund.requested_by) == ("requested", "1234567890", people.ratna())
    told = page(phone)
    assert "Ke BCA •••• 7890" in told
    assert "Biasanya dalam beberapa menit" in told
    assert 'aria-current="step"' in told
    paying_back.note_owner(refund, "BAGUS PRAMONO", at=AFTER)
    told = page(phone)
    assert "Namanya berbeda" in told
    assert "BAGUS" not in told


def test_what_is_wrong_is_said_beside_the_field_and_kept(phone: Client) -> None:
    credit = refunds.credit()
    answer = phone.post(form(credit), {"bank": "", "account": "12", "holder": "Ratna Wulandari"})
    told = read(answer)
    assert answer.status_code == 422
    assert "2 jawaban perlu diperbaiki" in told
    assert 'value="12"' in told
    assert 'value="Ratna Wulandari"' in told
    assert not Refund.objects.exists()


def test_sent_twice_it_is_asked_for_once(phone: Client) -> None:
    credit = refunds.credit()
    for _press in range(2):
        assert phone.post(form(credit), ACCOUNT).status_code == 302
    assert Refund.objects.count() == 1


def test_an_account_the_bank_does_not_know_can_be_put_right(phone: Client) -> None:
    refund = refunds.named(None)
    assert refund.credit
    assert "Bank tidak menemukan rekening ini" in page(phone)
    assert 'value="1234567890"' in page(phone, form(refund.credit))
    assert phone.post(form(refund.credit), {**ACCOUNT, "account": "777777777"}).status_code == 302
    assert refunds.again(refund).account == "777777777"


def test_one_the_bank_sent_back_can_be_put_right_or_taken_back(phone: Client) -> None:
    back = refunds.bounced()
    assert "Inactive Account" in page(phone)
    assert phone.post(f"/applications/credits/{back.credit_id}/refund/withdrawal").status_code == 302
    assert Credit.objects.get().state == "open"
    assert "Anda menarik permintaan ini" in page(phone)


def test_what_is_checked_cannot_be_taken_back(phone: Client) -> None:
    refund = refunds.checked()
    answer = phone.post(f"/applications/credits/{refund.credit_id}/refund/withdrawal", follow=True)
    assert "tidak bisa ditarik lagi" in read(answer)
    assert refunds.again(refund).state == "checked"
    assert phone.get(f"/applications/credits/{refund.credit_id}/refund").status_code == 302


def test_paid_and_declined_ones_say_when_and_why(phone: Client) -> None:
    refund = refunds.approved()
    assert "Disetujui petugas kedua" in page(phone)
    paying_back.paid(refund, refunds.done(refund), at=AFTER)
    assert "Uang dikembalikan" in page(phone)
    other = refunds.requested()
    refunding.decline(other, other.number, "Sudah dikembalikan bank.", by=people.ariani(), at=AFTER)
    told = page(phone)
    assert "Tidak dikabulkan" in told
    assert "Sudah dikembalikan bank." in told


def test_money_the_rule_does_not_give_back_says_so(phone: Client) -> None:
    credit = refunds.credit()
    Rule.objects.create(key="refund.reasons", value=["double"], valid_from=date(2021, 1, 1), source="a test")
    policy.forget()
    assert "Menurut a test, uang ini hanya bisa dipakai untuk tagihan berikutnya" in page(phone)
    assert phone.get(form(credit)).status_code == 302
    policy.forget()


def test_her_money_pays_a_bill_that_waits_at_one_press(phone: Client) -> None:
    old = billed()
    over(old)
    settlement.receive(notice(old), at=GRACE_ENDS)
    Credit.objects.update(state="claimed")
    again = bill_of(Application.objects.get(pk=old.application_id), slot=hour(start=10), at=now())
    Credit.objects.update(state="open")
    where = readable(old)
    pay = button(page(phone, f"{where}/bill"), f"{where}/bill/credits")
    assert phone.post(*pay).status_code == 302
    assert Bill.objects.get(pk=again.pk).state == "settled"
    assert "dipakai" in read(phone.post(*pay, follow=True))


def test_her_money_pays_the_bill_of_one_of_several(phone: Client) -> None:
    application = file(people.RATNA, people.BAGUS)
    booking.hold(application, hour(start=10).pk, by=None, at=now())
    ratna, bagus = billing.issue_each(application, by=None, at=now())
    Credit.objects.create(application=application, amount=950_000, reason="late", created_at=now())
    where = readable(ratna)
    assert phone.post(*button(page(phone, f"{where}/bills/{bagus.code}"), f"{where}/bill/credits")).status_code == 302
    assert [Bill.objects.get(pk=bill.pk).state for bill in (ratna, bagus)] == ["due", "settled"]


def test_a_code_that_is_none_is_not_found(phone: Client) -> None:
    where = f"{readable(billed())}/bill/credits"
    for code in ("", "\x00", "820260102999999"):
        assert phone.post(where, {"code": code}).status_code == 404


def test_too_little_is_said_and_stays_hers(phone: Client) -> None:
    bill = billed()
    settlement.receive(notice(bill, amount=900_000), at=MORNING)
    where = f"{readable(bill)}/bill/credits"
    assert "belum cukup" in read(phone.post(where, {"code": bill.code}, follow=True))
    assert Credit.objects.get().state == "open"


def test_nobody_else_sees_asks_for_or_takes_it(stranger: Client) -> None:
    refund = refunds.named()
    bill = Bill.objects.get()
    assert "950" not in page(stranger)
    assert stranger.get(f"/applications/credits/{refund.credit_id}/refund").status_code == 404
    assert stranger.post(f"/applications/credits/{refund.credit_id}/refund", ACCOUNT).status_code == 404
    assert stranger.post(f"/applications/credits/{refund.credit_id}/refund/withdrawal").status_code == 404
    where = f"{readable(bill)}/bill/credits"
    assert stranger.post(where, {"code": bill.code}).status_code == 404
    assert refunds.again(refund).state == "requested"


def test_an_officer_has_no_business_here(client_of: Callable[[User], Client]) -> None:
    assert client_of(people.ariani()).get("/applications/credits").status_code == 403


def test_in_english(phone: Client) -> None:
    refunds.named()
    phone.cookies["django_language"] = "en"
    assert "The bank was asked about the account" in page(phone)


def test_many_credits_cost_no_more_statements(phone: Client, django_assert_max_num_queries: Any) -> None:
    refunds.bounced()
    refunds.named()
    refunds.credit()
    with django_assert_max_num_queries(12):
        page(phone)
    with django_assert_max_num_queries(12):
        page(phone, form(Credit.objects.get(state="open")))
