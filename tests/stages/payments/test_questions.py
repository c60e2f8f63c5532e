"""Money nobody can place: whose it may be, and what somebody of the centre does with it."""

from __future__ import annotations

import pytest

from mpaspor.accounts.models import User
from mpaspor.audit.models import Entry
from mpaspor.audit.states import ForbiddenMove, StateChanged
from mpaspor.gateways.payout.port import Account, Payout, State
from mpaspor.notifications.models import Message
from mpaspor.stages.payments import billing, paying_back, questions, refunding, settlement
from mpaspor.stages.payments.models import Bill, Credit, LedgerTransaction, Question, Refund
from tests import books, people
from tests.stages.appointments.scene import MORNING, file
from tests.stages.payments.scene import DEADLINE, billed, notice

pytestmark = pytest.mark.django_db
SENDER = Account("002", "112233445566", "Made Wirawan")
HOW = "Bukti transfer dikirim pemohon; rekening pengirim sama."


def asked(code: str, amount: int = 950_000, number: str = "9") -> Question:
    """Money for a code nobody has."""
    payment = settlement.receive(notice(Bill(code=code, amount=amount), number=number), at=MORNING)
    return Question.objects.select_related("payment").get(payment=payment)


def with_code(code: str) -> Bill:
    bill = billed(email="ratna@contoh.id")
    Bill.objects.filter(pk=bill.pk).update(code=code)
    return Bill.objects.get(pk=bill.pk)


@pytest.mark.parametrize(
    ("typed", "kind", "place"),
    [
        ("820260102123457", "digit", 15),
        ("820260102123465", "swapped", 14),
        ("82026010212346", "missing", 14),
        ("8202601021234456", "more", 13),
    ],
)
def test_a_bill_one_slip_away_is_suggested_with_what_slipped(typed: str, kind: str, place: int) -> None:
    bill = with_code("820260102123456")
    found = questions.suggestions(asked(typed).payment)
    assert [(one.bill.pk, one.kind) for one in found] == [(bill.pk, kind)]
    assert abs(found[0].place - place) <= 1


@pytest.mark.parametrize("typed", ["820260102123478", "820260102213465", "8202601021", "BUKAN KODE", ""])
def test_what_is_further_away_is_not(typed: str) -> None:
    with_code("820260102123456")
    assert questions.suggestions(asked(typed).payment) == []


def test_neither_is_a_bill_over_another_amount_or_one_that_is_paid() -> None:
    bill = with_code("820260102123456")
    assert questions.suggestions(asked("820260102123457", 650_000).payment) == []
    settlement.receive(notice(bill, number="1"), at=MORNING)
    assert questions.suggestions(asked("820260102123459", number="3").payment) == []


def test_somebody_takes_it_on_and_another_may_take_it_over() -> None:
    question = asked("820260102999999")
    stale = Question.objects.get()
    questions.take(question, by=people.hendra(), at=MORNING)
    with pytest.raises(StateChanged):
        questions.take(stale, by=people.yuliana(), at=MORNING)
    questions.take(question, by=people.yuliana(), at=MORNING)
    assert Question.objects.get().taken_by == people.yuliana()


def test_its_owner_is_found_and_it_is_her_credit() -> None:
    bill = billed(email="ratna@contoh.id")
    question = asked("820260102999999")
    with pytest.raises(questions.WhyNeeded):
        questions.answer(question, bill.application, " ", by=people.hendra(), at=MORNING)
    credit = questions.answer(question, bill.application, HOW, by=people.hendra(), at=MORNING)
    assert (credit.amount, credit.reason, credit.state) == (950_000, "answered", "open")
    ended = Question.objects.get()
    assert (ended.state, ended.credit, ended.why, ended.ended_at) == ("credited", credit, HOW, MORNING)
    assert Message.objects.get(kind="payments/credited").context["cause"] == (
        "pembayaran yang baru ditemukan pemiliknya"
    )
    posted = LedgerTransaction.objects.get(cause="question credited")
    assert posted.office == people.denpasar()
    assert (books.balance().questions, books.balance().credits) == (0, 950_000)
    assert books.of_money() == []


def test_each_is_somebodys_from_its_first_moment_in_turn() -> None:
    assert asked("820260102999990", number="0").taken_by is None
    hendra, yuliana = people.hendra(), people.yuliana()
    people.ariani()
    first, second, third = (asked(f"82026010299999{number}", number=str(number)) for number in (1, 2, 3))
    assert [one.taken_by for one in (first, second, third)] == [hendra, yuliana, hendra]
    assert Entry.objects.filter(act="question.open").order_by("-pk")[0].new["taken_by"] == hendra.pk
    application = billed().application
    for one in (first, third):
        questions.answer(one, application, HOW, by=hendra, at=MORNING)
    assert asked("820260102999994", number="4").taken_by == hendra
    User.objects.filter(pk=hendra.pk).update(is_active=False)
    assert asked("820260102999995", number="5").taken_by == yuliana


def test_it_is_no_credit_of_a_file_without_an_office() -> None:
    question, draft = asked("820260102999999"), file()
    with pytest.raises(questions.NoOffice):
        questions.answer(question, draft, HOW, by=people.hendra(), at=MORNING)
    assert Question.objects.get().state == "open"
    assert not Credit.objects.exists()


def test_it_is_answered_once() -> None:
    bill, question = billed(), asked("820260102999999")
    questions.answer(question, bill.application, HOW, by=people.hendra(), at=MORNING)
    with pytest.raises(ForbiddenMove):
        questions.answer(question, bill.application, HOW, by=people.yuliana(), at=MORNING)
    assert Credit.objects.count() == 1


def test_it_goes_back_to_its_sender_by_two_of_the_centre() -> None:
    refund = questions.send_back(asked("820260102999999"), SENDER, HOW, by=people.hendra(), at=MORNING)
    paying_back.note_owner(refund, "MADE WIRAWAN", at=MORNING)
    with pytest.raises(refunding.AskedYourself):
        refunding.check(refund, refund.number, by=people.hendra(), at=MORNING)
    refunding.check(refund, refund.number, by=people.yuliana(), at=MORNING)
    with pytest.raises(refunding.SamePerson):
        refunding.approve(refund, refund.number, by=people.yuliana(), at=MORNING)
    refunding.approve(refund, refund.number, by=people.hendra(), at=MORNING)
    paying_back.paid(refund, Payout(refund.number, State.PAID, "77"), at=MORNING)
    assert Question.objects.get().state == "returned"
    assert books.balance().paid_out == 950_000
    assert not Message.objects.filter(kind__startswith="payments/refund").exists()
    assert books.of_money() == []


def test_what_goes_back_is_not_given_to_anybody_and_not_sent_twice() -> None:
    bill, question = billed(), asked("820260102999999")
    questions.send_back(question, SENDER, HOW, by=people.hendra(), at=MORNING)
    with pytest.raises(questions.GoingBack):
        questions.answer(question, bill.application, HOW, by=people.yuliana(), at=MORNING)
    with pytest.raises(questions.GoingBack):
        questions.send_back(question, SENDER, HOW, by=people.yuliana(), at=MORNING)


def test_once_that_is_declined_its_owner_may_still_be_found() -> None:
    bill, question = billed(), asked("820260102999999")
    refund = questions.send_back(question, SENDER, HOW, by=people.hendra(), at=MORNING)
    refunding.decline(refund, refund.number, "Pemiliknya ditemukan.", by=people.yuliana(), at=MORNING)
    questions.answer(question, bill.application, HOW, by=people.yuliana(), at=MORNING)
    with pytest.raises(StateChanged):
        questions.send_back(question, SENDER, HOW, by=people.yuliana(), at=MORNING)
    assert Refund.objects.get().state == "declined"
    assert books.of_money() == []


def test_a_lapsed_bill_is_suggested_too() -> None:
    bill = with_code("820260102123456")
    billing.lapse(bill, at=DEADLINE)
    assert [one.bill for one in questions.suggestions(asked("820260102123457").payment)] == [bill]
