"""Making bills and closing them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mpaspor.audit.models import Entry
from mpaspor.audit.states import StateChanged
from mpaspor.core import references
from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.payments.models import Bill, BillItem
from tests import books
from tests.stages.appointments.scene import FAMILY, MORNING, file, hour, stages, states, stranger, taken
from tests.stages.payments.scene import DEADLINE, GRACE_ENDS, bill_of, billed, notice, over

pytestmark = pytest.mark.django_db


def test_a_bill_has_fifteen_digits_its_lines_and_a_deadline() -> None:
    bill = billed(*FAMILY)
    assert len(bill.code) == 15
    assert bill.code.startswith("820260102")
    assert (bill.amount, bill.state, bill.expires_at) == (2_550_000, "due", DEADLINE)
    items = BillItem.objects.filter(bill=bill).order_by("applicant__order").values_list("tariff__code", "amount")
    assert list(items) == [("electronic_10", 950_000), ("electronic_10", 950_000), ("electronic_5", 650_000)]
    assert stages(bill.application) == {"payment"}


def test_the_bill_can_be_paid_as_long_as_the_places_wait_and_no_longer() -> None:
    application = file()
    booking.hold(application, hour(1).pk, by=None, at=MORNING)
    bill = billing.issue(application, by=None, at=MORNING + timedelta(minutes=90))
    [place] = booking.active(application)
    assert place.held_until == bill.expires_at == MORNING + timedelta(minutes=120)


def test_nobody_pays_before_there_is_a_place() -> None:
    with pytest.raises(billing.NoPlaceHeld):
        billing.issue(file(), by=None, at=MORNING)


def test_a_hold_that_has_ended_is_not_billed() -> None:
    application = file()
    booking.hold(application, hour(1).pk, by=None, at=MORNING)
    with pytest.raises(billing.NoPlaceHeld):
        billing.issue(application, by=None, at=DEADLINE)


def test_a_bill_whose_places_are_gone_lapses_all_the_same() -> None:
    bill = billed()
    booking.release(bill.application, by=None, at=MORNING, why="")
    billing.lapse(bill, at=DEADLINE)
    assert Bill.objects.get(pk=bill.pk).state == "lapsed"


def test_a_second_bill_is_the_first_one() -> None:
    bill = billed()
    with pytest.raises(billing.BillDue) as refusal:
        billing.issue(bill.application, by=None, at=MORNING)
    assert refusal.value.bill == bill
    assert Bill.objects.count() == 1
    assert billing.due(bill.application) == billing.latest(bill.application) == bill


def test_a_code_somebody_has_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["820260102000001", "820260102000001", "820260102000002"])
    monkeypatch.setattr(references, "new_billing_code", lambda _day: next(codes))
    assert billed(stranger(1)).code == "820260102000001"
    assert billed(stranger(2), slot=hour(1, start=10)).code == "820260102000002"


def test_a_day_without_a_free_code_is_an_error_and_no_bill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "new_billing_code", lambda _day: "820260102000001")
    billed(stranger(1))
    with pytest.raises(billing.NoCodeLeft):
        billed(stranger(2), slot=hour(1, start=10))
    assert Bill.objects.count() == 1


def test_what_costs_nothing_is_settled_at_once() -> None:
    application = file(kind="ordinary")
    person = application.people.all()[0]
    person.years, person.answers = 5, {"purpose": "migrant_work"}
    person.save()
    bill = bill_of(application)
    assert (bill.amount, bill.state) == (0, "settled")
    assert states(application) == ["confirmed"]
    assert stages(application) == {"visit"}
    assert books.of_money() == []


def test_a_bill_that_lapses_frees_the_place_and_keeps_the_form() -> None:
    slot = hour(3)
    bill = billed(*FAMILY, slot=slot, email="ratna@contoh.id")
    over(bill)
    assert Bill.objects.get(pk=bill.pk).state == "lapsed"
    assert states(bill.application) == ["expired"] * 3
    assert taken(slot) == 0
    assert stages(bill.application) == {"application"}
    assert Application.objects.get(pk=bill.application_id).state == "ready"
    assert Message.objects.filter(kind="payments/lapsed").count() == 1


def test_after_a_lapse_a_new_place_and_a_new_bill_can_be_had() -> None:
    bill = billed()
    over(bill)
    application = Application.objects.get(pk=bill.application_id)
    again = bill_of(application, slot=hour(1, start=10), at=GRACE_ENDS)
    assert again.state == "due"
    assert again.code != bill.code


def test_a_bill_called_off_keeps_the_places_until_they_are_given_up() -> None:
    bill = billed(email="ratna@contoh.id")
    billing.void(bill, by=bill.application.owner, at=MORNING, why="another office")
    assert states(bill.application) == ["held"]
    assert stages(bill.application) == {"appointment"}
    assert Message.objects.filter(kind="payments/voided").count() == 1
    booking.release(bill.application, by=bill.application.owner, at=MORNING, why="another office")
    assert stages(bill.application) == {"application"}


def test_what_is_settled_does_not_lapse() -> None:
    bill = billed()
    seen_before = Bill.objects.select_related("application").get(pk=bill.pk)
    settlement.receive(notice(bill), at=MORNING)
    with pytest.raises(StateChanged):
        billing.lapse(seen_before, at=DEADLINE)
    assert states(bill.application) == ["confirmed"]


def test_a_bill_is_told_by_letter_with_all_that_is_needed() -> None:
    bill = billed(email="ratna@contoh.id")
    letter = Message.objects.get(kind="payments/issued")
    assert letter.context["amount"] == "Rp950.000"
    assert letter.context["code"].replace(" ", "") == bill.code
    assert letter.context["deadline"] == "Jumat 2 Januari 2026, 11.00 WITA"
    assert letter.context["when"] == "Senin 5 Januari 2026, 09.00 WITA"


def test_a_bill_and_its_end_stand_in_the_trail() -> None:
    bill = billed()
    billing.lapse(bill, at=DEADLINE)
    acts = Entry.objects.filter(record="bill", record_id=bill.pk).order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["bill.due", "bill.lapsed"]


def test_the_bank_shows_the_name_on_the_file() -> None:
    bill = billed()
    assert bill.payer == "RATNA WULANDARI"
    bill.application.contact_name = "Bagus Pramono"
    assert bill.payer == "BAGUS PRAMONO"


@pytest.mark.parametrize("email", ["", "ratna@contoh.id"])
def test_a_bill_is_nine_statements(email: str) -> None:
    application = file(email=email)
    booking.hold(application, hour(1).pk, by=None, at=MORNING)
    with CaptureQueriesContext(connection) as asked:
        billing.issue(application, by=None, at=MORNING)
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) <= 9
    assert Applicant.objects.get(application=application).stage == "payment"
