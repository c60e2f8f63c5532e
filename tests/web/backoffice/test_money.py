"""The treasurer's desk: finding a bill by whatever stands on a receipt, and the books of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.payments.models import Bill, Via
from mpaspor.stages.payments.notices import Notice
from tests import people
from tests.cases import office_day
from tests.stages.payments.scene import over
from tests.web.backoffice.asking import go, page, read

pytestmark = pytest.mark.django_db
NTPN, NTB = "7F3K0Q2M8C5R1T4B", "000123456789"


def paid(*, late: bool = False, channel: str = "BRI") -> Bill:
    """Ratna's bill of Rp950.000, paid through the treasury; `late`, after it was closed."""
    bill = billing.issue(office_day.held(people.RATNA), by=None, at=now() - office_day.DAYS_BEFORE)
    if late:
        over(bill, at=bill.expires_at)
    settlement.receive(receipt(bill, channel=channel), at=now())
    bill.refresh_from_db()
    return bill


def receipt(bill: Bill, *, number: str = NTPN, reference: str = NTB, channel: str = "BRI") -> Notice:
    at = now() - timedelta(minutes=2)
    return Notice(
        via=Via.TREASURY, source="TREASURY", request_id=number, code=bill.code, amount=bill.amount, channel=channel,
        reference=reference, paid_at=at, ntpn=number, booked_on=at.date(),
    )  # fmt: skip


def search(client: Client, typed: str) -> str:
    return read(client.post("/office/money/bills", {"q": typed}))


@pytest.mark.parametrize("part", ["code", "ntpn", "spaced", "ntb", "name", "reference"])
def test_a_bill_is_found_by_whatever_stands_on_a_receipt(ariani: Client, part: str) -> None:
    bill = paid()
    typed = {
        "code": bill.code,
        "ntpn": NTPN.lower(),
        "spaced": f" {bill.code[:8]} {bill.code[8:]}",
        "ntb": NTB,
        "name": "wulan",
        "reference": bill.application.reference,
    }[part]
    told = search(ariani, typed)
    assert bill.code in told
    assert "1 tagihan" in told


@pytest.mark.parametrize("typed", ["", "wu", "Budi", "999", "=1+1", "\x00", "9" * 400])
def test_what_is_not_there_is_not_found(ariani: Client, typed: str) -> None:
    bill = paid()
    told = search(ariani, typed)
    assert f"/office/money/bills/{bill.code}" not in told
    assert "0 tagihan" in told


def test_what_is_looked_for_never_stands_in_an_address(ariani: Client) -> None:
    bill = paid()
    assert "Tagihan terbaru" in page(ariani, f"/office/money/bills?q={bill.code}")


def test_another_office_finds_nothing(client_of: Callable[[User], Client]) -> None:
    bill = paid()
    elsewhere = client_of(people.officer("Bendahara Jayapura", Role.TREASURER, office=people.jayapura()))
    assert "0 tagihan" in search(elsewhere, bill.code)
    assert "0 tagihan" in search(elsewhere, NTPN)
    assert bill.code not in page(elsewhere, "/office/money/bills")
    assert elsewhere.get(f"/office/money/bills/{bill.code}").status_code == 404
    assert NTPN not in exported(elsewhere, "/office/money/ledger.csv")


def test_the_list_is_narrowed_to_a_state(ariani: Client) -> None:
    bill = paid()
    assert bill.code in page(ariani, "/office/money/bills?state=settled")
    assert bill.code not in page(ariani, "/office/money/bills?state=due")
    assert bill.code in page(ariani, "/office/money/bills?state=nonsense")


def test_a_bill_tells_everything_that_happened_and_who_looked(ariani: Client) -> None:
    bill = paid(late=True)
    told = page(ariani, f"/office/money/bills/{bill.code}")
    for word in (NTPN, NTB, "BRI", "950.000", "Lewat waktu", "Saldo pemohon", "PP 45/2024", "Uang menjadi saldo"):
        assert word in told, word
    seen = Entry.objects.get(act="bill.seen")
    assert (seen.by, seen.application_id) == (people.ariani(), bill.application_id)
    assert "Tagihan dilihat" in page(ariani, f"/office/money/bills/{bill.code}")


def test_a_credit_leads_from_the_bill_it_came_from_to_the_bill_it_paid(ariani: Client) -> None:
    first = paid(late=True)
    booking.hold(first.application, office_day.slot(people.denpasar(), hour=10).pk, by=None, at=now())
    second = billing.issue(first.application, by=None, at=now())
    assert second.state == Bill.State.SETTLED
    assert f"/office/money/bills/{second.code}" in page(ariani, f"/office/money/bills/{first.code}")
    assert f"/office/money/bills/{first.code}" in page(ariani, f"/office/money/bills/{second.code}")


def test_the_ledger_of_a_day_sums_to_zero_and_links_its_causes(ariani: Client) -> None:
    bill = paid()
    told = page(ariani, "/office/money/ledger")
    assert "Jumat 2 Januari 2026: buku besar berjumlah nol" in told
    assert "\N{MINUS SIGN}950.000" in told
    assert f"/office/money/bills/{bill.code}" in told
    before = page(ariani, "/office/money/ledger?on=2026-01-01")
    assert "tidak ada yang dicatat" in before
    assert "?on=2026-01-02" in before


@pytest.mark.parametrize("on", ["2030-01-01", "nonsense", "0001-01-01", ""])
def test_a_day_that_makes_no_sense_is_today(ariani: Client, on: str) -> None:
    assert "Jumat 2 Januari 2026" in page(ariani, f"/office/money/ledger?on={on}")


def test_a_long_day_is_read_page_by_page(ariani: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mpaspor.web.backoffice.payments.ledger.SHOWN", 1)
    bill = paid()
    settlement.receive(receipt(bill, number="A" * 16, reference="2"), at=now() + timedelta(minutes=1))
    assert "from=1" in page(ariani, "/office/money/ledger")
    second = page(ariani, "/office/money/ledger?from=1")
    assert "Uang menjadi saldo" in second
    assert "Biaya dibayar" not in second


def exported(client: Client, where: str) -> str:
    return b"".join(client.get(where).streaming_content).decode()  # type: ignore[attr-defined]


def test_the_journal_leaves_the_house_as_csv(ariani: Client) -> None:
    bill = paid(channel="=cmd|' /C calc'!A0")
    lines = exported(ariani, "/office/money/ledger.csv?first=2026-01-02&last=2026-01-02").splitlines()
    assert len(lines) == 3
    assert ",950000,0," in lines[1]
    assert ",0,950000," in lines[2]
    assert lines[1].startswith("2026-01-02,2026-01-02T")
    assert bill.code in lines[1]
    assert "'=cmd" in lines[1]
    assert ",=" not in lines[1]


def test_the_journal_leaves_the_house_as_a_workbook(ariani: Client) -> None:
    paid(channel="=1+1")
    answer = ariani.get("/office/money/ledger.xlsx?first=2026-01-01&last=2026-01-02")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ledger-5171-2026-01-01-2026-01-02.xlsx"'
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    book = openpyxl.load_workbook(BytesIO(content))
    rows = list(book.active.iter_rows())
    assert [cell.value for cell in rows[0]][:2] == ["Hari", "Waktu (Asia/Makassar)"]
    on, at, _number, _cause, _account, debit, *_rest = rows[1]
    assert on.is_date
    assert at.value.hour == 9
    assert (debit.data_type, debit.value) == ("n", 950_000)
    # A formula would lie in the file as one; this lies there as a text.
    sheet = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<t>=1+1</t>" in sheet


def test_the_head_reads_and_the_counter_does_not(head: Client, wayan: Client) -> None:
    paid()
    for where in ("/office/money/bills", "/office/money/ledger"):
        assert page(head, where)
        assert wayan.get(where).status_code == 403


def test_a_bill_is_asked_about_by_a_job_and_not_by_the_page(ariani: Client, head: Client) -> None:
    bill = paid(late=True)
    go(ariani, f"/office/money/bills/{bill.code}/inquiry")
    assert ProcrastinateJob.objects.get(task_name__endswith="ask_about").args == {"code": bill.code}
    assert head.post(f"/office/money/bills/{bill.code}/inquiry").status_code == 403


def test_the_bills_of_a_unit_are_its_offices(ariani: Client) -> None:
    bill = paid()
    unit = Office.objects.create(
        parent=people.denpasar(), name="ULP Gianyar", code="5104", office_class="ULP", has_checkpoint=False,
        city="Gianyar", province="51", zone="Asia/Makassar", latitude="-8.5", longitude="115.3",
    )  # fmt: skip
    bill.application.office = unit
    bill.application.save()
    assert bill.code in page(ariani, "/office/money/bills")
