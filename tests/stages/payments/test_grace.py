"""After a bill lapsed: its places wait a little, one new bill is one press, and then they are free."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import billing, deadlines, settlement
from mpaspor.stages.payments.models import Bill
from tests import books
from tests.stages.appointments.scene import FAMILY, MORNING, hour, stages, states, stranger, taken
from tests.stages.payments.scene import DEADLINE, GRACE_ENDS, billed, notice

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def again(bill: Bill, at: datetime) -> Bill:
    return billing.issue(Application.objects.get(pk=bill.application_id), by=None, at=at)


def test_the_places_wait_for_the_grace_and_no_longer() -> None:
    slot = hour(8)
    bill = billed(*FAMILY, slot=slot)
    billing.lapse(bill, at=DEADLINE)
    assert stages(bill.application) == {"appointment"}
    deadlines.end_forgotten(at=GRACE_ENDS - MINUTE)
    assert taken(slot) == 3
    deadlines.end_forgotten(at=GRACE_ENDS)
    assert taken(slot) == 0
    assert stages(bill.application) == {"application"}
    assert books.of_places() == []


def test_the_letter_says_until_when_the_place_waits() -> None:
    bill = billed(email="ratna@contoh.id")
    billing.lapse(bill, at=DEADLINE)
    assert Message.objects.get(kind="payments/lapsed").context["kept"] == "11.15 WITA"


def test_a_new_bill_in_the_grace_has_minutes_of_its_own() -> None:
    bill = billed(*FAMILY)
    billing.lapse(bill, at=DEADLINE)
    new = again(bill, DEADLINE + 5 * MINUTE)
    assert new.code != bill.code
    assert new.expires_at == DEADLINE + 35 * MINUTE
    assert {place.held_until for place in booking.active(bill.application)} == {new.expires_at}
    settlement.receive(notice(new), at=new.expires_at - MINUTE)
    assert states(bill.application) == ["confirmed"] * 3


def test_there_is_no_second_grace() -> None:
    slot = hour(1)
    bill = billed(slot=slot, email="ratna@contoh.id")
    billing.lapse(bill, at=DEADLINE)
    new = again(bill, DEADLINE)
    billing.lapse(new, at=new.expires_at)
    assert taken(slot) == 0
    assert [letter.context["kept"] for letter in Message.objects.filter(kind="payments/lapsed").order_by("pk")] == [
        "11.15 WITA", ""
    ]  # fmt: skip
    with pytest.raises(billing.NoPlaceHeld):
        again(bill, new.expires_at)


def test_calling_the_new_bill_off_wins_no_time() -> None:
    bill = billed()
    billing.lapse(bill, at=DEADLINE)
    new = again(bill, DEADLINE)
    billing.void(new, by=None, at=DEADLINE + 20 * MINUTE, why="")
    assert again(bill, DEADLINE + 20 * MINUTE).expires_at == new.expires_at


def test_a_grace_does_not_reach_past_the_hour_itself() -> None:
    slot = hour(8)
    near = slot.starts_at - 5 * MINUTE
    bill = billed(slot=slot, at=MORNING)
    Bill.objects.filter(pk=bill.pk).update(expires_at=near)
    bill.refresh_from_db()
    billing.lapse(bill, at=near)
    assert billing.payable_until(Bill.objects.get(pk=bill.pk)) == slot.starts_at


def test_once_the_hour_has_begun_there_is_none() -> None:
    slot = hour(8)
    bill = billed(slot=slot)
    billing.lapse(bill, at=slot.starts_at)
    assert taken(slot) == 0


def test_until_when_a_bank_that_was_shown_it_may_pay() -> None:
    bill = billed()
    assert billing.payable_until(bill) == GRACE_ENDS
    billing.lapse(bill, at=DEADLINE)
    assert billing.payable_until(Bill.objects.get(pk=bill.pk)) == GRACE_ENDS
    again(bill, DEADLINE)
    assert billing.payable_until(Bill.objects.get(pk=bill.pk)) is None


def test_a_place_given_up_in_the_grace_is_free_and_nothing_pays_for_it() -> None:
    bill = billed()
    billing.lapse(bill, at=DEADLINE)
    booking.release(Application.objects.get(pk=bill.application_id), by=None, at=DEADLINE, why="")
    assert billing.payable_until(Bill.objects.get(pk=bill.pk)) is None
    assert settlement.receive(notice(bill), at=DEADLINE).outcome == "credit"


def test_of_many_that_lapse_together_each_has_its_own_grace() -> None:
    first, second = billed(stranger(1)), billed(stranger(2), slot=hour(1, start=10))
    billing.lapse(first, at=DEADLINE)
    new = again(first, DEADLINE)
    later = new.expires_at
    billing.lapse_many([new.pk, second.pk], at=later)
    assert (states(first.application), states(second.application)) == (["expired"], ["held"])
    assert billing.payable_until(Bill.objects.get(pk=second.pk)) == later + 15 * MINUTE
