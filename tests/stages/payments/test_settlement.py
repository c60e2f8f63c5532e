"""Taking note of money: never lost, never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mpaspor.audit.models import Entry
from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.payments.books import Balance
from mpaspor.stages.payments.models import Bill, Credit, LedgerTransaction, Payment
from tests import books
from tests.stages.appointments.scene import FAMILY, MORNING, file, hour, stages, states, stranger
from tests.stages.payments.scene import DEADLINE, GRACE_ENDS, bill_of, billed, notice, over

pytestmark = pytest.mark.django_db


def test_money_in_time_settles_the_bill_and_makes_the_places_certain() -> None:
    bill = billed(*FAMILY, email="ratna@contoh.id")
    payment = settlement.receive(notice(bill), at=MORNING)
    assert payment.outcome == "settled"
    bill.refresh_from_db()
    assert (bill.state, bill.settled_at) == ("settled", MORNING)
    assert states(bill.application) == ["confirmed"] * 3
    assert stages(bill.application) == {"visit"}
    assert books.balance() == Balance(received=2_550_000, fees=2_550_000)
    letter = Message.objects.get(kind="payments/settled")
    assert letter.context["amount"] == "Rp2.550.000"


def test_told_twice_it_is_settled_once() -> None:
    bill = billed()
    first = settlement.receive(notice(bill), at=MORNING)
    again = settlement.receive(notice(bill), at=MORNING + timedelta(minutes=1))
    assert again == first
    assert again.outcome == "settled"
    assert LedgerTransaction.objects.count() == 1
    assert books.of_money() == []


def test_a_number_used_again_for_something_else_is_refused() -> None:
    bill = billed()
    settlement.receive(notice(bill), at=MORNING)
    with pytest.raises(settlement.Inconsistent) as refusal:
        settlement.receive(notice(bill, amount=1), at=MORNING)
    assert refusal.value.payment.amount == 950_000
    assert Payment.objects.count() == 1


def test_late_money_becomes_a_credit() -> None:
    bill = billed(email="ratna@contoh.id")
    over(bill)
    payment = settlement.receive(notice(bill), at=GRACE_ENDS)
    assert payment.outcome == "credit"
    credit = Credit.objects.get(application=bill.application)
    assert (credit.amount, credit.state) == (950_000, "open")
    assert books.balance() == Balance(received=950_000, credits=950_000)
    assert Message.objects.get(kind="payments/credited").context["amount"] == "Rp950.000"


def test_money_in_the_grace_after_a_bill_lapsed_still_settles_it() -> None:
    bill = billed(*FAMILY)
    billing.lapse(bill, at=DEADLINE)
    assert settlement.receive(notice(bill), at=GRACE_ENDS - timedelta(seconds=1)).outcome == "settled"
    assert Bill.objects.get(pk=bill.pk).state == "settled"
    assert states(bill.application) == ["confirmed"] * 3
    assert stages(bill.application) == {"visit"}
    assert books.of_money() == books.of_places() == []


def test_money_for_the_old_bill_is_a_credit_once_there_is_a_new_one() -> None:
    bill = billed()
    billing.lapse(bill, at=DEADLINE)
    billing.issue(Application.objects.get(pk=bill.application_id), by=None, at=DEADLINE)
    assert settlement.receive(notice(bill), at=DEADLINE).outcome == "credit"


def test_the_old_bill_is_not_settled_by_places_taken_after_it() -> None:
    bill = billed()
    over(bill)
    booking.hold(Application.objects.get(pk=bill.application_id), hour(1, start=10).pk, by=None, at=GRACE_ENDS)
    assert settlement.receive(notice(bill), at=GRACE_ENDS).outcome == "credit"


def test_money_past_the_deadline_still_settles_while_the_place_is_kept() -> None:
    bill = billed()
    assert settlement.receive(notice(bill), at=DEADLINE + timedelta(minutes=1)).outcome == "settled"


def test_money_that_comes_after_the_hour_itself_is_a_credit() -> None:
    slot = hour(1)
    bill = billed(slot=slot)
    assert settlement.receive(notice(bill), at=slot.ends_at).outcome == "credit"


def test_a_bill_paid_twice_is_a_fee_and_a_credit() -> None:
    bill = billed()
    settlement.receive(notice(bill), at=MORNING)
    assert settlement.receive(notice(bill, number="2"), at=MORNING).outcome == "credit"
    assert books.balance() == Balance(received=1_900_000, fees=950_000, credits=950_000)
    assert books.of_money() == []


def test_too_little_money_is_a_credit_and_the_bill_stays_due() -> None:
    bill = billed()
    assert settlement.receive(notice(bill, amount=949_999), at=MORNING).outcome == "credit"
    assert Bill.objects.get(pk=bill.pk).state == "due"
    assert states(bill.application) == ["held"]
    assert books.balance() == Balance(received=949_999, credits=949_999)


def test_too_much_money_settles_and_the_rest_is_a_credit() -> None:
    bill = billed()
    assert settlement.receive(notice(bill, amount=1_000_000), at=MORNING).outcome == "settled"
    assert Credit.objects.get().amount == 50_000
    assert books.balance() == Balance(received=1_000_000, fees=950_000, credits=50_000)
    assert books.of_money() == []


def test_money_for_a_bill_called_off_is_a_credit() -> None:
    bill = billed()
    billing.void(bill, by=None, at=MORNING, why="")
    assert settlement.receive(notice(bill), at=MORNING).outcome == "credit"


def test_money_for_a_bill_whose_places_are_gone_is_a_credit() -> None:
    bill = billed()
    booking.release(bill.application, by=None, at=MORNING, why="")
    assert settlement.receive(notice(bill), at=MORNING).outcome == "credit"
    assert books.of_money() == []


def test_money_for_a_code_nobody_has_waits_as_a_question() -> None:
    nobodys = Bill(code="820260102999999", amount=650_000)
    payment = settlement.receive(notice(nobodys), at=MORNING)
    assert (payment.outcome, payment.bill) == ("question", None)
    assert books.balance() == Balance(received=650_000, questions=650_000)
    assert settlement.receive(notice(nobodys), at=MORNING) == payment
    assert Entry.objects.filter(act="question.open").count() == 1
    assert books.of_money() == []


def late_credit() -> Application:
    """Ratna's file, whose late Rp950.000 became a credit."""
    bill = billed()
    over(bill)
    settlement.receive(notice(bill), at=GRACE_ENDS)
    return Application.objects.get(pk=bill.application_id)


def test_a_credit_that_suffices_pays_the_next_bill_by_itself() -> None:
    application = late_credit()
    bill = bill_of(application, slot=hour(1, start=10), at=DEADLINE)
    assert bill.state == "settled"
    assert states(application) == ["expired", "confirmed"]
    credit = Credit.objects.get()
    assert (credit.state, credit.used_for) == ("used", bill)
    assert books.balance() == Balance(received=950_000, fees=950_000)
    assert books.of_money() == []


def test_what_is_left_of_a_credit_stays_one() -> None:
    application = late_credit()
    application.people.update(years=5)
    bill_of(Application.objects.get(pk=application.pk), slot=hour(1, start=10), at=DEADLINE)
    assert [(credit.amount, credit.state) for credit in Credit.objects.order_by("pk")] == [
        (950_000, "used"),
        (300_000, "open"),
    ]
    assert books.of_money() == []


def test_a_credit_that_does_not_suffice_is_not_touched() -> None:
    bill = billed()
    settlement.receive(notice(bill, amount=100_000), at=MORNING)
    over(bill)
    again = bill_of(Application.objects.get(pk=bill.application_id), slot=hour(1, start=10), at=DEADLINE)
    assert again.state == "due"
    assert Credit.objects.get().state == "open"


@pytest.mark.parametrize("email", ["", "ratna@contoh.id"])
def test_a_payment_is_twelve_statements(email: str) -> None:
    bill = billed(email=email)
    with CaptureQueriesContext(connection) as asked:
        settlement.receive(notice(bill), at=MORNING)
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) <= 12


def _credit_in_one_file_and_a_bill_in_another(*, owned: bool) -> Bill:
    late = billed()
    if not owned:
        Application.objects.update(owner=None)
        late.application.owner = None
    over(late)
    settlement.receive(notice(late, at=DEADLINE), at=GRACE_ENDS)
    other = file(stranger(1))
    if not owned:
        Application.objects.update(owner=None)
        other.owner = None
    return bill_of(other, slot=hour(start=10), at=DEADLINE)


def test_a_credit_follows_its_owner_into_another_file() -> None:
    assert _credit_in_one_file_and_a_bill_in_another(owned=True).state == "settled"
    assert Credit.objects.get().state == "used"
    assert books.of_money() == []


def test_without_an_owner_a_credit_stays_with_its_file() -> None:
    assert _credit_in_one_file_and_a_bill_in_another(owned=False).state == "due"
    assert Credit.objects.get().state == "open"


def test_what_is_left_of_a_credit_is_in_the_trail() -> None:
    late = billed()
    over(late)
    settlement.receive(notice(late, amount=2_000_000, at=DEADLINE), at=GRACE_ENDS)
    bill_of(file(stranger(1)), slot=hour(start=10), at=DEADLINE)
    left = Credit.objects.get(state="open")
    assert Entry.objects.filter(act="credit.open", record_id=left.pk).exists()
