"""The centre's own day: money of no office, reconciled by its treasurers and closed by two of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from mpaspor.accounts.models import User
from mpaspor.core.clock import now
from mpaspor.stages.payments import matching, statement_files, statements
from mpaspor.stages.payments.models import BookDay, Difference, Question
from mpaspor.stages.payments.statement_files import Line
from tests import people
from tests.web.backoffice import test_money, test_reconciliation
from tests.web.backoffice.asking import go, page, refused
from tests.web.backoffice.test_reconciliation import TODAY, listed
from tests.web.headquarters.test_money import unknown

pytestmark = pytest.mark.django_db
DAY = f"/centre/money/days/{TODAY}"
ACTS = ["day_signature", "day_reopening", "day_closure", "day_lists", "day_collection"]


@pytest.fixture
def yuliana(db: None, client_of: Callable[[User], Client]) -> Client:
    """The centre's other treasurer."""
    return client_of(people.yuliana())


def told(amount: int = 500_000) -> Line:
    """What the acquirer says of the money for a code nobody has."""
    return Line("Q1", "820260102999999", amount, "Dompet", "R1", now() - timedelta(minutes=2))


def whole(amount: int = 500_000) -> None:
    """Money of nobody's, and everybody's list is there; the acquirer's says `amount`."""
    unknown()
    listed(told(amount), source="ACQUIRER")
    for source in statements.asked_for():
        listed(source=source)


def test_a_day_shows_the_money_of_no_office_and_whose_list_is_missing(hendra: Client) -> None:
    unknown()
    test_money.paid()
    shown = page(hendra, DAY)
    assert "Jumat 2 Januari 2026: laporan belum lengkap" in shown
    assert "Tanpa pemilik, Rp500.000" in shown
    assert f'href="/centre/questions/{Question.objects.get().pk}"' in shown
    assert "Belum datang" in shown
    assert "Tutup hari: laporan belum datang" in shown
    # The office's money is the office's.
    assert "950.000" not in shown
    assert "BRI" not in shown


def test_two_treasurers_of_the_centre_close_a_day(hendra: Client, yuliana: Client) -> None:
    whole()
    assert "Tandatangani hari ini" in page(hendra, DAY)
    go(hendra, f"{DAY}/signature")
    shown = page(hendra, DAY)
    assert "Ditandatangani. Orang kedua menutupnya." in shown
    assert "Tutup hari: perlu orang kedua" in shown
    assert "Orang kedua yang menutupnya." in refused(hendra, f"{DAY}/closure", 409)
    assert "Bendahara pusat yang lain menutup hari ini." in page(yuliana, DAY)
    go(yuliana, f"{DAY}/closure")
    record = BookDay.objects.get()
    assert (record.office, record.state, record.balance["questions"]) == (None, "closed", 500_000)
    assert "seimbang dan ditutup" in page(hendra, DAY)


def test_a_signature_is_withdrawn_with_a_reason(hendra: Client) -> None:
    whole()
    go(hendra, f"{DAY}/signature")
    assert "Alasan perlu diisi" in refused(hendra, f"{DAY}/signature/withdrawal", 422)
    go(hendra, f"{DAY}/signature/withdrawal", why="Hari yang salah.")
    assert BookDay.objects.get().state == "open"


def test_a_difference_of_no_office_gets_an_owner_and_a_reason(hendra: Client, yuliana: Client) -> None:
    whole(400_000)
    shown = page(hendra, DAY)
    assert "belum dijelaskan" in shown
    assert "Perlu diperiksa" in shown
    where = f"/centre/money/differences/{Difference.objects.get().pk}"
    go(hendra, f"{where}/owner")
    assert "diperiksa Hendra" in page(yuliana, DAY)
    assert "belum dijelaskan" in refused(yuliana, f"{DAY}/signature", 409)
    go(hendra, f"{where}/explanation", why="Mereka menulis Rp400.000 karena biaya mereka; surat 12.")
    go(hendra, f"{DAY}/signature")
    go(yuliana, f"{DAY}/closure")
    assert BookDay.objects.get().state == "closed"


def test_a_difference_of_an_office_is_not_the_centres(hendra: Client, client_of: Callable[[User], Client]) -> None:
    test_money.paid()
    listed()
    of_office = Difference.objects.get()
    assert hendra.post(f"/centre/money/differences/{of_office.pk}/owner").status_code == 404
    unknown()
    listed(source="ACQUIRER")
    of_centre = Difference.objects.get(office=None)
    ariani = client_of(people.ariani())
    assert ariani.post(f"/office/money/differences/{of_centre.pk}/owner").status_code == 404


def test_lists_are_asked_for_by_a_job_and_brought_by_a_treasurer(hendra: Client) -> None:
    unknown()
    go(hendra, f"{DAY}/lists/collection")
    jobs = ProcrastinateJob.objects.filter(task_name__endswith="collect_list")
    assert {job.args["source"] for job in jobs} == {*statements.asked_for()}
    content = SimpleUploadedFile("qris.csv", statement_files.write("ACQUIRER", TODAY, [told()]), "text/csv")
    go(hendra, f"{DAY}/lists", file=content)
    assert "dibawa Hendra" in page(hendra, DAY)


def test_the_page_of_all_money_leads_to_the_day(hendra: Client, clock: object) -> None:
    assert f'href="{DAY}"' in page(hendra, "/centre/money")
    unknown()
    clock.shift(timedelta(days=1))  # type: ignore[attr-defined]
    assert f'href="{DAY}"' in page(hendra, "/centre/money")
    assert f'href="{DAY}"' in page(hendra, "/centre/money/days/2026-01-03")


@pytest.mark.parametrize("on", ["yesterday", "2026-01-03", "1999-12-31", "2026-13-01"])
def test_a_day_that_is_none_or_still_to_come_is_not_there(hendra: Client, on: str) -> None:
    assert hendra.get(f"/centre/money/days/{on}").status_code == 404


def test_only_treasurers_of_the_centre_come_here(client_of: Callable[[User], Client]) -> None:
    for other in (people.ariani(), people.head(), people.sri(), people.bambang(), people.ratna()):
        client = client_of(other)
        assert client.get(DAY).status_code == 403
        for name in ACTS:
            assert client.post(reverse(f"headquarters:{name}", args=[TODAY])).status_code == 403, (other.role, name)
        for name in ("difference_owner", "difference_explanation"):
            assert client.post(reverse(f"headquarters:{name}", args=[1])).status_code == 403, (other.role, name)
    assert not BookDay.objects.exists()


def test_the_days_of_an_office_and_of_the_centre_are_closed_apart(
    hendra: Client, yuliana: Client, client_of: Callable[[User], Client]
) -> None:
    bill = test_reconciliation.whole()
    unknown()
    statement = statements.keep("ACQUIRER", TODAY, [told()], by=None, at=now())
    matching.match(statement, at=now())
    go(hendra, f"{DAY}/signature")
    go(yuliana, f"{DAY}/closure")
    assert "Tandatangani hari ini" in page(client_of(people.ariani()), f"/office/money?on={TODAY}")
    closed = BookDay.objects.get()
    assert (closed.office, closed.state) == (None, "closed")
    assert bill.code not in page(hendra, DAY)
