"""A receipt checked on the page that needs no script, and the keys everybody may fetch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mpaspor import verify_receipt
from mpaspor.core import clock
from mpaspor.stages.payments import receipt_keys, receipts
from mpaspor.stages.payments.models import FeeOutcome
from tests.stages.payments.test_receipts import NTPN, other_key, settled

pytestmark = pytest.mark.django_db
GENUINE, WRONG, OTHER = "Teks ini ditandatangani", "tidak cocok dengan teks ini", "tidak kami terbitkan"


def shown(page: str, words: str) -> bool:
    """Whether the part with these words stands open."""
    before, found, _ = page.partition(words)
    return bool(found) and "hidden" not in before.rpartition("<section")[2].partition(">")[0]


def asked(text: str, **more: str) -> str:
    answer = Client().post("/receipts", {"text": text, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_nothing_about_receipts_before_it_is_asked() -> None:
    page = Client().get("/receipts").content.decode()
    assert not any(shown(page, words) for words in (GENUINE, WRONG, OTHER))


def test_a_genuine_receipt_is_told_with_what_it_says_and_no_more() -> None:
    bill = settled(ntpn=NTPN)
    page = asked(receipts.address(receipts.signed(bill)))
    assert shown(page, GENUINE)
    for words in ("Rp950.000", NTPN, "Jumat 2 Januari 2026, 08.00 WIB", "R.W.", "Denpasar", bill.code[:3]):
        assert words in page
    assert "Ratna" not in page
    assert bill.application.reference not in page
    assert "Di buku kami" not in page


@pytest.mark.parametrize("text", ["", "MP1/", "halo", "x" * 9000, "MP1/\0/%ff", "#", "<script>alert(1)</script>"])
def test_whatever_is_pasted_is_answered(text: str) -> None:
    page = asked(text)
    assert shown(page, WRONG)
    assert "<script>alert" not in page


def test_a_mere_mark_before_the_text_is_a_change_too() -> None:
    assert shown(asked("#" + receipts.signed(settled())), WRONG)


def test_a_changed_receipt_is_not_genuine_and_one_of_another_house_is_told_apart(settings: Any) -> None:
    text = receipts.signed(settled())
    assert shown(asked(text.replace("950000", "350000")), WRONG)
    settings.RECEIPT_KEY = ""
    assert shown(asked(text), OTHER)


def test_our_books_are_asked_only_when_somebody_wants_it() -> None:
    bill = settled()
    text = receipts.signed(bill)
    assert "Masih lunas" in asked(text, books="1")
    assert "Masih lunas" not in asked(text.replace("R.W.", "B.P."), books="1")
    person = bill.application.people.get()
    credit = bill.application.credits.create(amount=bill.amount, reason="outcome", created_at=clock.now())
    FeeOutcome.objects.create(
        applicant=person, bill=bill, cause="our_fault", verdict="credit", amount=1, at=clock.now(), credit=credit
    )
    assert "Tidak lagi lunas" in asked(text, books="1")


def test_the_keys_are_published_with_their_days_and_old_ones_stay(settings: Any, tmp_path: Path) -> None:
    old = other_key()
    settings.RECEIPT_OLD_KEYS = f'[{{"since": "2025-01-01", "until": "2025-12-31", "pem": {old.pem!r}}}]'.replace(
        "'", '"'
    )
    answer = Client().get("/receipts/key")
    assert answer["Content-Type"] == "application/json"
    ours, other = answer.json()["keys"]
    assert (ours["kid"], ours["crv"], ours["until"]) == (receipt_keys.ours().name, "P-256", "")
    assert (other["kid"], other["until"]) == (old.name, "2025-12-31")
    both = {receipt_keys.ours().name, old.name}
    assert set(verify_receipt.keys_of(answer.content.decode())) == both
    assert set(verify_receipt.keys_of(Client().get("/receipts/key.pem").content.decode())) == both
    page = Client().get("/receipts").content.decode()
    assert all(name in page for name in both)


def test_a_house_without_a_key_says_so(settings: Any) -> None:
    settings.RECEIPT_KEY = ""
    assert "Belum ada kunci" in Client().get("/receipts").content.decode()
    assert Client().get("/receipts/key").json() == {"keys": []}
