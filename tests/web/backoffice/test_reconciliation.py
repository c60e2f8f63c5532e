"""A day of the office's money at the treasurer's desk, to its end by two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.core.clock import now
from mpaspor.stages.payments import matching, settlement, statement_files, statements
from mpaspor.stages.payments.models import Bill, BookDay, Difference
from mpaspor.stages.payments.statement_files import Line
from tests import people
from tests.web.backoffice import test_money
from tests.web.backoffice.asking import go, page, refused
from tests.web.backoffice.test_money import NTB, NTPN, exported, receipt

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 2)
DAY = f"/office/money?on={TODAY}"
ACTS = f"/office/money/days/{TODAY}"


@pytest.fixture
def eka(db: None, client_of: Callable[[User], Client]) -> Client:
    """The other treasurer."""
    return client_of(people.second_treasurer())


def listed(*lines: Line, source: str = "TREASURY", on: date = TODAY) -> None:
    statement = statements.keep(source, on, lines, by=None, at=now())
    matching.match(statement, at=now())
    matching.look_again(at=now())


def line(bill: Bill, *, number: str = NTPN, amount: int | None = None) -> Line:
    return Line(number, bill.code, amount or bill.amount, "BRI", NTB, now() - timedelta(minutes=2))


def whole(*, late: bool = False) -> Bill:
    """A day on which everybody's list is there, and says what we have."""
    bill = test_money.paid(late=late)
    listed(line(bill))
    for source in statements.asked_for():
        if source != "TREASURY":
            listed(source=source)
    return bill


def test_a_day_without_lists_says_whose_are_missing(ariani: Client) -> None:
    test_money.paid()
    told = page(ariani, DAY)
    assert "Jumat 2 Januari 2026: laporan belum lengkap" in told
    assert "Laporan Kas negara belum datang." in told
    assert "Tutup hari: laporan belum datang" in told


def test_a_day_that_is_alike_is_balanced(ariani: Client) -> None:
    whole()
    told = page(ariani, DAY)
    assert "Jumat 2 Januari 2026: seimbang" in told
    assert "hal menunggu" not in told
    assert "Dicocokkan sendiri 1 dari 1 pembayaran." in told
    assert "Tandatangani hari ini" in told
    assert "BRI" in told


def test_late_money_waits_as_the_applicants_own(ariani: Client) -> None:
    bill = whole(late=True)
    told = page(ariani, DAY)
    assert "seimbang, satu hal menunggu" in told
    assert "Uang terlambat Rp950.000" in told
    assert f"/office/money/bills/{bill.code}" in told


def test_what_their_list_lacks_is_looked_for_again_and_then_explained(ariani: Client) -> None:
    test_money.paid()
    listed()
    told = page(ariani, DAY)
    assert "Belum ada di laporan Kas negara, Rp950.000" in told
    assert "Dicari lagi sendiri" in told
    difference = Difference.objects.get()
    where = f"/office/money/differences/{difference.pk}"
    assert "Tidak ada yang perlu dijelaskan" in refused(ariani, f"{where}/explanation", 409, why="Dicari")
    listed(on=TODAY + timedelta(days=1))
    assert "Perlu diperiksa" in page(ariani, DAY)
    go(ariani, f"{where}/owner")
    assert "diperiksa Ketut Ariani" in page(ariani, DAY)
    assert "Alasan perlu diisi" in refused(ariani, f"{where}/explanation", 422, why=" ")
    go(ariani, f"{where}/explanation", why="Kas negara memperbaiki laporannya lewat surat 12.")
    difference.refresh_from_db()
    assert (difference.state, difference.taken_by) == ("explained", people.ariani())


def test_two_close_a_day(ariani: Client, eka: Client, head: Client) -> None:
    whole()
    go(ariani, f"{ACTS}/signature")
    assert "Tutup hari: perlu orang kedua" in page(ariani, DAY)
    assert "Anda yang menandatangani hari ini" in refused(ariani, f"{ACTS}/closure", 409)
    assert "Tutup hari ini" in page(eka, DAY)
    assert "Tutup hari ini" in page(head, DAY)
    go(head, f"{ACTS}/closure")
    assert "seimbang dan ditutup" in page(ariani, DAY)
    record = BookDay.objects.get()
    assert (record.state, record.signed_by, record.closed_by) == ("closed", people.ariani(), people.head())
    assert "Keadaannya sudah berubah" in refused(ariani, f"{ACTS}/signature", 409)


def test_money_after_the_signature_is_told_and_signed_for_again(ariani: Client, eka: Client) -> None:
    bill = whole()
    go(ariani, f"{ACTS}/signature")
    settlement.receive(receipt(bill, number="A" * 16, reference="2"), at=now())
    assert "Ada uang masuk sesudahnya" in page(eka, DAY)
    refused(eka, f"{ACTS}/closure", 409)
    assert "Alasan perlu diisi" in refused(eka, f"{ACTS}/signature/withdrawal", 422)
    go(eka, f"{ACTS}/signature/withdrawal", why="Ada pembayaran kedua.")
    assert BookDay.objects.get().state == "open"


def test_a_day_with_missing_lists_is_refused_in_words(ariani: Client) -> None:
    test_money.paid()
    assert "Laporan belum datang: Kas negara" in refused(ariani, f"{ACTS}/signature", 409)


def brought(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("laporan.csv", content, "text/csv")


def test_the_posts_list_is_brought_and_matched(ariani: Client) -> None:
    bill = test_money.paid(channel="POST")
    content = statement_files.write("POST", TODAY, [line(bill, number=NTB)])
    go(ariani, f"{ACTS}/lists", file=brought(content))
    assert "Laporan Kantor pos disimpan dan dicocokkan: 1 pembayaran." in page(ariani, DAY)
    assert not Difference.objects.exists()


def test_what_a_list_explains_ends_with_it(ariani: Client) -> None:
    bill = test_money.paid(channel="POST")
    go(ariani, f"{ACTS}/lists", file=brought(statement_files.write("POST", TODAY, [])))
    assert Difference.objects.get().state == "open"
    whole_list = statement_files.write("POST", TODAY, [line(bill, number=NTB)])
    go(ariani, f"{ACTS}/lists", file=brought(whole_list))
    assert Difference.objects.get().state == "explained"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Baris 1"),
        (b"MPASPOR,POST,2026-01-02\nnumber,code\nEND,0,0\n", "Judul kolom"),
        (b"\x00\xff\xfe" * 100, "Baris 1"),
        (b"MPASPOR,TREASURY,2026-01-02\nnumber,code,amount,channel,reference,paidAt\nEND,0,0\n", "kami tanyai sendiri"),
    ],
)
def test_a_list_that_cannot_be_trusted_is_refused_whole(ariani: Client, content: bytes, words: str) -> None:
    assert words in refused(ariani, f"{ACTS}/lists", 422, file=brought(content))


def test_no_file_is_told_kindly(ariani: Client) -> None:
    assert "Pilih berkas laporan" in refused(ariani, f"{ACTS}/lists", 422)


def test_the_head_reads_a_day_and_does_not_reconcile_it(head: Client) -> None:
    whole()
    told = page(head, DAY)
    assert "Tandatangani hari ini" not in told
    assert "Unggah laporan" not in told
    assert head.post(f"{ACTS}/signature").status_code == 403


def test_a_difference_of_another_office_does_not_exist(client_of: Callable[[User], Client]) -> None:
    test_money.paid()
    listed()
    elsewhere = client_of(people.officer("Bendahara Jayapura", Role.TREASURER, office=people.jayapura()))
    where = f"/office/money/differences/{Difference.objects.get().pk}"
    assert elsewhere.post(f"{where}/owner").status_code == 404
    assert elsewhere.post(f"{where}/explanation", {"why": "x"}).status_code == 404
    assert "950.000" not in page(elsewhere, DAY)


def test_the_day_leaves_the_house_line_by_line(ariani: Client) -> None:
    bill = whole()
    settlement.receive(receipt(bill, number="A" * 16, reference="2", channel="@risk"), at=now())
    lines = exported(ariani, f"/office/money/day.csv?on={TODAY}").splitlines()
    assert len(lines) == 3
    assert lines[1].endswith(f"{bill.code},{NTPN},{NTB},950000,950000,0,Biaya paspor")
    assert lines[2].endswith("950000,,,Saldo pemohon")
    assert ",'@risk," in lines[2]


def test_days_not_closed_are_listed(ariani: Client) -> None:
    whole()
    assert "Semua hari sebelumnya sudah ditutup" in page(ariani, DAY)


@pytest.mark.parametrize("on", ["nonsense", "2026-13-01", "2026-01-02x"])
def test_an_act_on_no_day_leads_nowhere(ariani: Client, on: str) -> None:
    assert ariani.post(f"/office/money/days/{on}/signature").status_code == 404


def test_lists_are_asked_for_by_a_job_and_not_by_the_page(ariani: Client) -> None:
    test_money.paid()
    go(ariani, f"{ACTS}/lists/collection")
    assert "Laporan sedang diminta." in page(ariani, DAY)
    waiting = ProcrastinateJob.objects.filter(task_name__endswith="collect_list")
    assert sorted(job.args["source"] for job in waiting) == sorted(statements.asked_for())


def test_a_channel_leads_to_its_bills(ariani: Client) -> None:
    bill = whole()
    where = f"/office/money/bills?on={TODAY}&source=TREASURY&channel=BRI"
    assert where.replace("&", "&amp;") in ariani.get(DAY).content.decode()
    assert "Dibayar lewat Kas negara, BRI" in page(ariani, where)
    assert bill.code in page(ariani, where)
    assert bill.code not in page(ariani, where.replace("BRI", "BNI"))
