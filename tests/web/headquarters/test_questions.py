"""Money without an owner, at the centre: whose it may be, and what two of them do with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.audit.models import Entry
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import paying_back
from mpaspor.stages.payments.models import Bill, Credit, Question, Refund
from tests import people
from tests.stages.appointments.scene import MORNING, file
from tests.stages.payments.scene import billed
from tests.stages.payments.test_questions import asked
from tests.web.backoffice.asking import go, page, refused

pytestmark = pytest.mark.django_db
LIST = "/centre/questions"
HOW = "Bank menyebut nama pengirimnya."
SENDER = {"bank": "002", "account": "112233445566", "holder": "Made Wirawan", "how": HOW}


@pytest.fixture
def hendra(db: None, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.hendra())


@pytest.fixture
def yuliana(db: None, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.yuliana())


@pytest.fixture
def bill(db: None) -> Bill:
    """Ratna's, one digit away from what was typed."""
    found = billed(email="ratna@contoh.id")
    Bill.objects.filter(pk=found.pk).update(code="820260102123456")
    Application.objects.filter(pk=found.application_id).update(reference="7KQ2-M9XD")
    return Bill.objects.get(pk=found.pk)


def at(question: Question, act: str = "") -> str:
    return f"{LIST}/{question.pk}{act}"


def test_what_waits_is_listed_and_somebody_takes_it_on(hendra: Client, yuliana: Client) -> None:
    question = asked("820260102123457")
    told = page(hendra, LIST)
    assert "1 pembayaran menunggu pemiliknya, Rp950.000" in told
    assert "820260102123457" in told
    go(hendra, at(question, "/owner"))
    assert "Hendra Gunawan" in page(yuliana, LIST)
    assert "Saya tangani" not in page(hendra, at(question))
    go(yuliana, at(question, "/owner"))
    assert Question.objects.get().taken_by == people.yuliana()


def test_a_bill_one_slip_away_is_shown_with_its_reason_and_the_look_is_in_its_trail(hendra: Client, bill: Bill) -> None:
    told = page(hendra, at(asked("820260102123457")))
    assert "Satu angka berbeda: ke-15 ditulis 7, mestinya 6." in told
    assert "RATNA WULANDARI" in told
    assert "?reference=7KQ2-M9XD" in told
    assert Entry.objects.get(act="bill.seen").application_id == bill.application_id


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("820260102123465", "tertukar"),
        ("82026010212345", "Satu angka kurang"),
        ("8202601021234567", "Satu angka lebih"),
    ],
)
def test_each_slip_has_its_words(hendra: Client, bill: Bill, typed: str, words: str) -> None:
    assert words in page(hendra, at(asked(typed)))


def test_its_owner_is_found_by_reference_and_needs_a_reason(hendra: Client, bill: Bill) -> None:
    question = asked("820260102123457")
    assert 'value="7KQ2-M9XD"' in page(hendra, at(question, "?reference=7KQ2-M9XD"))
    assert "7KQ2-M9XD" in refused(hendra, at(question, "/answer"), 422, reference="7KQ2-M9XD", why=" ")
    assert "tidak ditemukan" in refused(hendra, at(question, "/answer"), 422, reference="7KQ2-M9XX", why=HOW)
    go(hendra, at(question, "/answer"), reference="7kq2 m9xd", why=HOW)
    assert Credit.objects.get().application == bill.application
    assert HOW in page(hendra, at(question))
    refused(hendra, at(question, "/answer"), 409, reference="7KQ2-M9XD", why=HOW)


def test_a_file_without_an_office_gets_no_credit_and_that_is_said(hendra: Client) -> None:
    question, draft = asked("820260102123457"), file()
    Application.objects.filter(pk=draft.pk).update(reference="7KQ2-M9XD")
    told = refused(hendra, at(question, "/answer"), 409, reference="7KQ2-M9XD", why=HOW)
    assert "Permohonan ini belum punya kantor" in told
    assert not Credit.objects.exists()


def test_it_goes_back_when_another_one_approves(hendra: Client, yuliana: Client) -> None:
    question = asked("820260102123457")
    assert "112233445566" in refused(hendra, at(question, "/return"), 422, **{**SENDER, "bank": "999"})
    go(hendra, at(question, "/return"), **SENDER)
    refund = Refund.objects.get()
    refused(yuliana, at(question, "/return/check"), 409, number=refund.number)
    paying_back.note_owner(refund, "MADE WIRAWAN", at=MORNING)
    assert "Anda yang menulis rekening ini" in page(hendra, at(question))
    refused(hendra, at(question, "/return/check"), 409, number=refund.number)
    go(yuliana, at(question, "/return/check"), number=refund.number)
    assert "Anda yang memeriksa" in page(yuliana, at(question))
    refused(yuliana, at(question, "/return/approval"), 409, number=refund.number)
    go(hendra, at(question, "/return/approval"), number=refund.number)
    assert "Dikirim bank" in page(yuliana, LIST)


def test_a_return_is_called_off_with_a_reason_and_its_owner_may_still_be_found(hendra: Client, bill: Bill) -> None:
    question = asked("820260102123457")
    go(hendra, at(question, "/return"), **SENDER)
    refund = Refund.objects.get()
    refused(hendra, at(question, "/answer"), 409, reference="7KQ2-M9XD", why=HOW)
    refused(hendra, at(question, "/return/refusal"), 422, number=refund.number, refusal="")
    go(hendra, at(question, "/return/refusal"), number=refund.number, refusal="Pemiliknya menelepon.")
    assert "Pemiliknya menelepon." in page(hendra, at(question))
    go(hendra, at(question, "/answer"), reference="7KQ2-M9XD", why=HOW)
    assert Question.objects.get().state == "credited"


def test_nobody_else_sees_or_answers_it(centre: Client, client_of: Callable[[User], Client]) -> None:
    question = asked("820260102123457")
    for client in (centre, client_of(people.ariani()), client_of(people.ratna())):
        assert client.get(at(question)).status_code == 403
        for act in ("/owner", "/answer", "/return", "/return/check", "/return/approval", "/return/refusal"):
            assert client.post(at(question, act)).status_code == 403
