"""Refunds at the desk: one looks and presses, another looks and presses, and a third finds nothing to press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.audit.models import Entry
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import paying_back, refunding
from mpaspor.stages.payments.models import Credit, Refund
from tests import people
from tests.stages.payments import refunds
from tests.stages.payments.refunds import AFTER, OTHERS
from tests.web.backoffice.asking import go, page, refused
from tests.web.backoffice.test_money import exported

pytestmark = pytest.mark.django_db
LIST = "/office/money/refunds"


@pytest.fixture
def second(db: None, client_of: Callable[[User], Client]) -> Client:
    """The other treasurer's."""
    return client_of(people.second_treasurer())


def at(refund: Refund, act: str = "") -> str:
    return f"{LIST}/{refund.pk}{act}"


def test_what_waits_is_listed_with_its_last_day_and_what_the_bank_says(ariani: Client) -> None:
    refund = refunds.named("BAGUS PRAMONO")
    told = page(ariani, LIST)
    assert "1 pengembalian menunggu keputusan" in told
    assert refund.number in told
    assert "Berbeda" in told
    assert "Jum 16 Jan" in told
    assert "Lewat batas" not in told
    Refund.objects.update(requested_at=AFTER - timedelta(days=40))
    assert "Lewat batas" in page(ariani, LIST)


def test_one_checks_with_the_evidence_and_another_approves(ariani: Client, second: Client) -> None:
    refund = refunds.named()
    told = page(ariani, at(refund))
    assert "Belum ada di laporan harian mana pun" in told
    assert "1234567890" in told
    assert "Sudah diperiksa, ke orang kedua" in told
    go(ariani, at(refund, "/check"), number=refund.number)
    assert "Anda yang memeriksa" in page(ariani, at(refund))
    refused(ariani, at(refund, "/approval"), 409, number=refund.number)
    assert "Setujui dan kirim Rp950.000" in page(second, at(refund))
    go(second, at(refund, "/approval"), number=refund.number)
    assert refunds.again(refund).state == "approved"
    told = page(second, at(refund))
    assert "Ketut Ariani memeriksa" in told
    assert "Putu Eka Saputra menyetujui" in told
    refused(second, at(refund, "/approval"), 409, number=refund.number)


def test_the_head_approves_and_does_not_check(head: Client, ariani: Client) -> None:
    refund = refunds.named()
    assert "Bendahara memeriksa lebih dulu" in page(head, at(refund))
    assert head.post(at(refund, "/check"), {"number": refund.number}).status_code == 403
    go(ariani, at(refund, "/check"), number=refund.number)
    go(head, at(refund, "/approval"), number=refund.number)
    assert refunds.again(refund).approved_by == people.head()


def test_before_the_bank_has_answered_there_is_nothing_to_press(ariani: Client) -> None:
    refund = refunds.requested()
    assert "Menunggu jawaban bank" in page(ariani, at(refund))
    refused(ariani, at(refund, "/check"), 409, number=refund.number)
    paying_back.note_owner(refund, None, at=AFTER)
    assert "Bank tidak menemukan rekening ini" in page(ariani, at(refund))
    refused(ariani, at(refund, "/check"), 409, number=refund.number)


def test_another_name_passes_with_words_only_and_they_are_kept(ariani: Client) -> None:
    refund = refunds.named("BAGUS PRAMONO")
    assert "<mark>BAGUS PRAMONO</mark>" in page(ariani, at(refund))
    refused(ariani, at(refund, "/check"), 422, number=refund.number)
    go(ariani, at(refund, "/check"), number=refund.number, why="Suami, KK sama.")
    assert Entry.objects.get(act="refund.checked").why == "Suami, KK sama."


def test_an_account_changed_while_the_page_was_open_is_looked_at_again(ariani: Client) -> None:
    seen = refunds.named()
    refunding.correct(seen, OTHERS, by=people.ratna(), at=AFTER)
    assert "9876543210" in refused(ariani, at(seen, "/check"), 409, number=seen.number)


def test_either_declines_with_a_reason_that_is_kept_when_it_is_wanting(ariani: Client, second: Client) -> None:
    refund = refunds.checked()
    refused(second, at(refund, "/refusal"), 422, number=refund.number, refusal=" ")
    go(second, at(refund, "/refusal"), number=refund.number, refusal="Sudah dikembalikan bank.")
    assert Credit.objects.get().state == "open"
    assert "Sudah dikembalikan bank." in page(ariani, at(refund))


def test_paid_bounced_and_declined_ones_stay_in_the_list(ariani: Client) -> None:
    refund = refunds.approved()
    assert "Dikirim bank" in page(ariani, LIST)
    paying_back.paid(refund, refunds.done(refund), at=AFTER)
    assert "8844" in page(ariani, at(refund))
    back = refunds.bounced()
    assert "Inactive Account" in page(ariani, at(back))
    told = page(ariani, LIST)
    assert "Ditolak bank" in told
    assert "Terkirim" in told


def test_every_look_is_in_the_trail(ariani: Client) -> None:
    refund = refunds.named()
    page(ariani, at(refund))
    assert Entry.objects.get(act="refund.seen").by == people.ariani()


def test_somebody_without_an_account_is_asked_for_at_the_desk(ariani: Client, second: Client) -> None:
    credit = refunds.credit()
    where = f"/office/money/credits/{credit.pk}"
    assert "memintanya sendiri" in page(ariani, where)
    assert ariani.post(f"{where}/refund", {"bank": "014"}).status_code == 404
    Application.objects.update(owner=None)
    told = page(ariani, where)
    for words in ("tidak punya akun", "Boleh kembali menurut UU 9/2018; PP 58/2020.", "dalam 10 hari kerja"):
        assert words in told
    told = refused(ariani, f"{where}/refund", 422, bank="014", account="12", holder="Nyoman Rai")
    assert 'value="Nyoman Rai"' in told
    go(ariani, f"{where}/refund", bank="014", account="12-345-678", holder="Nyoman Rai")
    assert (Refund.objects.get().account, Refund.objects.get().requested_by) == ("12345678", people.ariani())
    refund = Refund.objects.get()
    paying_back.note_owner(refund, "NYOMAN RAI", at=AFTER)
    told = page(ariani, at(refund))
    assert "Ditulis di loket oleh Ketut Ariani" in told
    assert "Anda yang menulis rekening ini" in told
    assert "Sudah diperiksa, ke orang kedua" not in told
    assert "Orang lain" in page(ariani, LIST)
    refused(ariani, at(refund, "/check"), 409, number=refund.number)
    go(second, at(refund, "/check"), number=refund.number)
    go(ariani, at(refund, "/approval"), number=refund.number)


def test_whose_account_it_is_is_held_against_the_file_too(ariani: Client) -> None:
    assert "Bukan</" in page(ariani, at(refunds.named("BAGUS PRAMONO")))
    assert "Bukan</" not in page(ariani, at(refunds.named()))


def test_the_head_writes_an_account_down_where_one_treasurer_checks(head: Client, ariani: Client) -> None:
    where = f"/office/money/credits/{refunds.credit().pk}"
    Application.objects.update(owner=None)
    assert "tidak punya akun" in page(head, where)
    go(head, f"{where}/refund", bank="014", account="12-345-678", holder="Ratna Wulandari")
    refund = Refund.objects.get()
    paying_back.note_owner(refund, "RATNA WULANDARI", at=AFTER)
    go(ariani, at(refund, "/check"), number=refund.number)
    go(head, at(refund, "/approval"), number=refund.number)


def test_the_list_of_credits_leads_to_each(ariani: Client) -> None:
    credit = refunds.credit()
    told = page(ariani, "/office/money/credits")
    assert "Saldo pemohon: Rp950.000" in told
    assert f"/office/money/credits/{credit.pk}" in told


def test_another_office_sees_and_presses_nothing(client_of: Callable[[User], Client]) -> None:
    refund = refunds.named()
    stranger = client_of(people.officer("Orang Jauh", Role.TREASURER, office=people.jayapura()))
    assert refund.number not in page(stranger, LIST)
    assert stranger.get(at(refund)).status_code == 404
    assert stranger.post(at(refund, "/check"), {"number": refund.number}).status_code == 404
    assert stranger.get(f"/office/money/credits/{refund.credit_id}").status_code == 404


def test_refunds_and_credits_leave_the_house_as_files_without_the_whole_account(ariani: Client) -> None:
    refund = refunds.named()
    told = page(ariani, LIST)
    assert f'href="{LIST}.csv"' in told
    assert f'href="{LIST}.xlsx"' in told
    head, row, *others = exported(ariani, f"{LIST}.csv").splitlines()
    assert others == []
    assert head.startswith("Nomor,Permohonan,Nama")
    assert row.startswith(f"{refund.number},{refund.credit.application.reference},")  # type: ignore[union-attr]
    assert row.endswith(",950000")
    assert (refund.account in row, f",{refund.account[-4:]}," in row) == (False, True)
    assert 'href="/office/money/credits.csv"' in page(ariani, "/office/money/credits")
    _head, credit = exported(ariani, "/office/money/credits.csv").splitlines()
    assert credit.endswith(",950000")
    for kind in ("refunds", "credits"):
        content = b"".join(ariani.get(f"/office/money/{kind}.xlsx").streaming_content)  # type: ignore[attr-defined]
        assert openpyxl.load_workbook(BytesIO(content)).active.max_row == 2


def test_another_office_gets_empty_files(client_of: Callable[[User], Client]) -> None:
    refunds.named()
    elsewhere = client_of(people.officer("Bendahara Jayapura", Role.TREASURER, office=people.jayapura()))
    for kind in ("refunds", "credits"):
        assert len(exported(elsewhere, f"/office/money/{kind}.csv").splitlines()) == 1
