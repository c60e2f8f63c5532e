"""A list that a treasurer brings: read whole, or refused with the line that is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mpaspor.stages.payments import collecting, reconciling, settlement, statements
from mpaspor.stages.payments.models import Bill, Credit, Difference, Payment, Statement, Via
from mpaspor.stages.payments.notices import ACQUIRER, TREASURY, Notice
from mpaspor.stages.payments.statement_files import File, Line, MalformedStatement, read, write
from tests import people
from tests.stages.appointments.scene import MORNING
from tests.stages.payments.scene import billed

ON = date(2026, 1, 2)
LINE = Line("000123456789", "820260102000017", 650_000, "POST", "", datetime(2026, 1, 2, 3, 12, tzinfo=UTC))
HEAD = "MPASPOR,POST,2026-01-02\nnumber,code,amount,channel,reference,paidAt\n"
ROW = "000123456789,820260102000017,650000,POST,,2026-01-02T10:12:00+07:00\n"


def test_what_is_written_is_read() -> None:
    assert write("POST", ON, [LINE]) == f"{HEAD}{ROW}END,1,650000\n".encode()
    assert read(write("POST", ON, [LINE])) == File("POST", ON, (LINE,))
    assert read(write("POST", ON, [])) == File("POST", ON, ())
    assert read(b"\xef\xbb\xbf" + write("POST", ON, [LINE]).replace(b"\n", b"\r\n")) == File("POST", ON, (LINE,))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "line 1: the file begins with MPASPOR"),
        (f"{HEAD}{ROW}", "line 3: the last line does not sum up the others"),
        (f"{HEAD}{ROW}END,1,650001\n", "line 4: the last line does not sum up the others"),
        (f"{HEAD}{ROW}END,2,650000\n", "line 4: the last line does not sum up the others"),
        (f"{HEAD}{ROW}{ROW}END,2,1300000\n", "line 4: this number stands in the file twice"),
        (HEAD.replace("MPASPOR", "OTHER") + "END,0,0\n", "line 1: the file begins with"),
        (HEAD.replace("2026-01-02", "2.1.2026") + "END,0,0\n", "line 1: the day is not like 2026-01-05"),
        (HEAD.replace("2026-01-02", "2026-02-30") + "END,0,0\n", "line 1: the day is not like 2026-01-05"),
        (HEAD.replace("paidAt", "paid") + "END,0,0\n", "line 2: the columns are number,code,amount"),
        (f"{HEAD}{ROW.replace('650000', '650000.00')}END,1,650000\n", "line 3: amount is not whole rupiah"),
        (f"{HEAD}{ROW.replace('650000', '-650000')}END,1,650000\n", "line 3: amount is not whole rupiah"),
        (f"{HEAD}{ROW.replace('T10:12:00+07:00', ' 10:12')}END,1,650000\n", "line 3: paidAt is not like"),
        (f"{HEAD}{ROW.replace('820260102000017', '')}END,1,650000\n", "line 3: code is empty"),
        (f"{HEAD}{ROW.replace('000123456789', 'x' * 129)}END,1,650000\n", "line 3: a value that cannot be read"),
        (f"{HEAD}{ROW.replace(',POST,,', ',POST,')}END,1,650000\n", "line 3: 5 columns, not 6"),
        (f'{HEAD}"{ROW}', "not a table"),
    ],
)
def test_anything_else_is_refused_with_its_line(content: str, reason: str) -> None:
    with pytest.raises(MalformedStatement) as refused:
        read(content.encode())
    assert reason in str(refused.value)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(MalformedStatement):
        read(f"{HEAD}{ROW}END,1,650000\n".encode().replace(b"000123456789", b"\xff\xfe"))


def bring(source: str, *lines: Line) -> Statement:
    return collecting.bring(write(source, ON, lines), by=people.hendra(), at=MORNING)


@pytest.mark.django_db
def test_a_list_is_brought_by_somebody_once() -> None:
    first = bring("POST", LINE)
    assert bring("POST", LINE) == first
    assert (first.by, first.count, first.amount, first.lines.count()) == (people.hendra(), 1, 650_000, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("source", [TREASURY, "CONTOH", "NOBODY"])
def test_a_list_we_ask_for_or_of_nobody_is_not_brought(source: str) -> None:
    with pytest.raises(statements.NotBrought):
        bring(source, LINE)
    assert not Statement.objects.exists()


def of_the_post(bill: Bill, *, number: str = "000123456789") -> Line:
    return Line(number, bill.code, bill.amount, "POST", "", MORNING)


def through_the_treasury(bill: Bill) -> Notice:
    """What the post took reaches us with the treasury's number, and the post's own as its reference."""
    return Notice(
        Via.TREASURY, TREASURY, "0A1B2C3D4E5F6G7H", bill.code, bill.amount, "POST", "000123456789", MORNING,
        ntpn="0A1B2C3D4E5F6G7H",
    )  # fmt: skip


@pytest.mark.django_db
def test_the_posts_list_is_found_by_its_own_number_and_is_not_money_a_second_time() -> None:
    bill = billed()
    settlement.receive(through_the_treasury(bill), at=MORNING)
    bring("POST", of_the_post(bill))
    assert Payment.objects.count() == 1
    assert not Difference.objects.exists()
    found = reconciling.day("all", ON)
    assert (found.received, found.theirs, found.unlisted) == (950_000, 0, 950_000)


@pytest.mark.django_db
def test_what_the_post_took_and_the_treasury_has_not_told_is_asked_for_and_explained_by_its_word() -> None:
    bill = billed()
    bring("POST", of_the_post(bill))
    found = Difference.objects.get()
    assert (found.kind, found.state, found.office) == ("missing_here", "open", people.denpasar())
    bill.refresh_from_db()
    assert bill.ask_at == MORNING
    settlement.receive(through_the_treasury(bill), at=MORNING)
    bring("POST", of_the_post(bill))
    found.refresh_from_db()
    assert (found.state, found.payment) == ("explained", Payment.objects.get())


@pytest.mark.django_db
def test_what_the_treasury_told_of_the_post_and_the_post_does_not_is_a_difference_of_the_posts() -> None:
    settlement.receive(through_the_treasury(billed()), at=MORNING)
    bring("POST")
    found = Difference.objects.get()
    assert (found.kind, found.source, found.amount) == ("missing_there", "POST", -950_000)


@pytest.mark.django_db
def test_what_only_the_acquirer_lists_is_noted() -> None:
    bill = billed()
    bring(ACQUIRER, Line("QR-1", bill.code, bill.amount, "DANA", "RRN1", MORNING))
    payment = Payment.objects.get()
    assert (payment.via, payment.request_id, payment.reference, payment.outcome) == ("qris", "QR-1", "RRN1", "settled")
    assert not Credit.objects.exists()
