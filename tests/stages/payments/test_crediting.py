"""Money that is with us already pays the next bill: all of it, or nothing is touched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import crediting, settlement
from mpaspor.stages.payments.models import Bill, Credit
from tests import books, people
from tests.stages.appointments.scene import MORNING, file, hour, states
from tests.stages.payments.scene import DEADLINE, GRACE_ENDS, bill_of, billed, notice, over

pytestmark = pytest.mark.django_db
LATER = DEADLINE + timedelta(minutes=30)


def credit_of(amount: int | None = None) -> Credit:
    """Money of Ratna's that came after her bill was closed."""
    bill = billed()
    over(bill)
    settlement.receive(notice(bill, amount=amount), at=GRACE_ENDS)
    return Credit.objects.get()


def test_what_is_open_is_offered_with_what_it_covers_and_what_is_left() -> None:
    credit = credit_of(1_000_000)
    offer = crediting.offered(credit.application)
    assert (offer.total, offer.credits) == (1_000_000, (credit,))
    assert offer.covers(950_000)
    assert (offer.left(950_000), offer.lacking(950_000)) == (50_000, 0)
    assert not offer.covers(1_000_001)
    assert (offer.left(1_300_000), offer.lacking(1_300_000)) == (1_000_000, 300_000)


def test_a_credit_follows_its_owner_into_another_file() -> None:
    credit_of()
    assert crediting.offered(file(people.BAGUS)).total == 950_000
    assert crediting.offered(Application.objects.create(
        reference="SUPA-RMAN", owner=people.suparman(), created_at=MORNING, changed_at=MORNING
    )).total == 0  # fmt: skip


def test_money_that_comes_for_an_old_code_pays_the_new_bill_at_one_press() -> None:
    old = billed()
    over(old)
    again = bill_of(Application.objects.get(pk=old.application_id), slot=hour(start=10), at=GRACE_ENDS)
    settlement.receive(notice(old), at=LATER)
    crediting.use(again, by=people.ratna(), at=LATER)
    assert Bill.objects.get(pk=again.pk).state == "settled"
    assert states(again.application)[-1] == "confirmed"
    assert Credit.objects.get().used_for_id == again.pk
    assert books.balance().fees == 950_000
    assert books.of_money() == []


def test_what_is_more_than_the_bill_stays_hers() -> None:
    old = billed()
    over(old)
    again = bill_of(Application.objects.get(pk=old.application_id), slot=hour(start=10), at=GRACE_ENDS)
    settlement.receive(notice(old, amount=1_000_000), at=LATER)
    crediting.use(again, by=people.ratna(), at=LATER)
    assert list(Credit.objects.order_by("pk").values_list("amount", "state", "reason")) == [
        (1_000_000, "used", "late"),
        (50_000, "open", "rest"),
    ]
    assert books.of_money() == []


def test_too_little_touches_nothing() -> None:
    bill = billed()
    settlement.receive(notice(bill, amount=900_000), at=MORNING)
    with pytest.raises(crediting.NotEnough):
        crediting.use(bill, by=people.ratna(), at=MORNING)
    assert Bill.objects.get(pk=bill.pk).state == "due"
    assert Credit.objects.get().state == "open"


def test_a_bill_that_waits_for_nothing_takes_nothing() -> None:
    bill = billed()
    settlement.receive(notice(bill), at=MORNING)
    settlement.receive(notice(bill, number="2"), at=MORNING)
    with pytest.raises(crediting.NotDue):
        crediting.use(bill, by=people.ratna(), at=MORNING)
    assert Credit.objects.get().state == "open"
