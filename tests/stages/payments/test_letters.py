"""Every letter about places and money can be read, in both languages, and says what to do."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMultiAlternatives

from mpaspor.notifications import delivery
from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.payments.models import Bill
from tests.stages.appointments.scene import MORNING, file, hour
from tests.stages.payments.scene import DEADLINE, GRACE_ENDS, bill_of, billed, notice, over

pytestmark = pytest.mark.django_db

KINDS = [
    "appointments/moved",
    "payments/credited",
    "payments/issued",
    "payments/lapsed",
    "payments/replaced",
    "payments/settled",
    "payments/voided",
]


def a_whole_story() -> None:
    """Billed, called off, billed again, under another code, lapsed, paid too late, billed by the credit, moved."""
    bill = billed(email="ratna@contoh.id")
    application = bill.application
    billing.void(bill, by=None, at=MORNING, why="")
    second = billing.issue(application, by=None, at=MORNING)
    third = billing.replace(second, at=MORNING, why="code taken")
    over(third)
    settlement.receive(notice(third), at=GRACE_ENDS)
    again = Application.objects.get(pk=application.pk)
    bill_of(again, slot=hour(1, start=10), at=DEADLINE)
    booking.swap(again, hour(1, start=11).pk, by=None, at=DEADLINE)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_letter_has_a_subject_facts_a_link_and_what_we_never_ask(language: str) -> None:
    a_whole_story()
    Message.objects.update(language=language)
    assert sorted(set(Message.objects.values_list("kind", flat=True))) == KINDS
    for message in Message.objects.all():
        mail = delivery.render(message)
        assert mail.subject
        assert "/applications/" in mail.body
        assert "{{" not in mail.body
        assert ": \n" not in mail.body + "\n"
        assert len(mail.body.splitlines()) > 6


def test_the_letter_of_a_bill_says_how_much_by_when_and_with_which_code() -> None:
    bill = billed(email="ratna@contoh.id")
    mail = delivery.render(Message.objects.get())
    assert mail.subject == "Bayar Rp950.000 sebelum Jumat 2 Januari 2026, 11.00 WITA"
    assert "Biaya tidak kembali kalau: Anda tidak datang dan tidak memindah hari. Permohonan ditolak" in mail.body
    assert "Biaya menjadi saldo Anda kalau: Kantor yang salah" in mail.body
    assert " ".join(bill.code[place : place + 3] for place in range(0, 15, 3)) in mail.body


def test_who_has_nothing_to_pay_is_not_told_of_a_payment() -> None:
    application = file(email="ratna@contoh.id", kind="ordinary")
    application.people.update(years=5, answers={"purpose": "migrant_work"})
    bill_of(Application.objects.get(pk=application.pk))
    mail = delivery.render(Message.objects.get())
    assert mail.subject == "Tempat Anda pasti, datang Senin 5 Januari 2026, 09.00 WITA"
    assert "Pembayaran" not in mail.body


def credited(bill: Bill) -> EmailMultiAlternatives:
    return delivery.render(Message.objects.get(kind="payments/credited", application_id=bill.application_id))


def test_who_paid_too_little_reads_that_the_bill_still_waits_for_all_of_it() -> None:
    bill = billed(email="ratna@contoh.id")
    settlement.receive(notice(bill, amount=900_000), at=MORNING)
    mail = credited(bill)
    assert mail.subject == "Rp900.000 sudah masuk, tetapi tagihannya belum lunas"
    assert "masih menunggu Rp950.000 sebelum Jumat 2 Januari 2026, 11.00 WITA" in mail.body
    assert "tidak perlu membayar" not in mail.body


def test_too_little_for_a_bill_that_is_over_waits_for_nothing() -> None:
    bill = billed(email="ratna@contoh.id")
    over(bill)
    settlement.receive(notice(bill, amount=900_000), at=GRACE_ENDS)
    assert "tagihan itu sudah ditutup" in credited(bill).body
    assert "masih menunggu" not in credited(bill).body


def test_money_that_came_too_late_has_paid_no_place() -> None:
    bill = billed(email="ratna@contoh.id")
    over(bill)
    settlement.receive(notice(bill), at=GRACE_ENDS)
    assert "belum membayar tempat" in credited(bill).body


@pytest.mark.parametrize(("amount", "told"), [(1_000_000, "ini lebihnya"), (950_000, "tidak perlu membayar lagi")])
def test_whose_bill_is_paid_reads_that_it_is(amount: int, told: str) -> None:
    bill = billed(email="ratna@contoh.id")
    settlement.receive(notice(bill, amount=amount), at=MORNING)
    if amount == bill.amount:
        settlement.receive(notice(bill, number="2"), at=MORNING)
    assert told in credited(bill).body
