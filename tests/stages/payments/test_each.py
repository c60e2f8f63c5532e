"""One bill each: everybody's place depends on her own bill, and nobody is billed in both ways."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.audit.states import ForbiddenMove, StateChanged
from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments import billing, deadlines, settlement
from mpaspor.stages.payments.models import Bill, Credit
from tests import books
from tests.stages.appointments.scene import FAMILY, MORNING, file, hour, states, taken
from tests.stages.payments.scene import DEADLINE, GRACE_ENDS, notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def family() -> Application:
    """Ratna, Bagus and Kirana with places this morning."""
    application = file(*FAMILY, email="ratna@contoh.id")
    booking.hold(application, hour(8).pk, by=None, at=MORNING)
    return application


def stages(application: Application) -> list[str]:
    return list(Applicant.objects.filter(application=application).order_by("order").values_list("stage", flat=True))


def places(application: Application) -> list[str]:
    rows = Appointment.objects.filter(application=application).order_by("applicant__order")
    return list(rows.values_list("state", flat=True))


def test_everybody_has_a_code_and_a_sum_of_her_own(family: Application) -> None:
    bills = billing.issue_each(family, by=None, at=MORNING)
    assert [(bill.applicant.full_name, bill.amount) for bill in bills if bill.applicant] == [
        ("Ratna Wulandari", 950_000),
        ("Bagus Pramono", 950_000),
        ("Kirana Pramono", 650_000),
    ]
    assert len({bill.code for bill in bills}) == 3
    assert [bill.items.count() for bill in bills] == [1, 1, 1]
    assert [bill.payer for bill in bills] == ["RATNA WULANDARI", "BAGUS PRAMONO", "KIRANA PRAMONO"]
    assert [letter.context["person"] for letter in Message.objects.order_by("pk")] == [
        "Ratna Wulandari", "Bagus Pramono", "Kirana Pramono"
    ]  # fmt: skip


def test_one_bill_for_all_is_parted_and_ends_when_it_would_have(family: Application) -> None:
    together = billing.issue(family, by=None, at=MORNING)
    later = MORNING + timedelta(minutes=30)
    bills = billing.part(together, by=None, at=later)
    assert [bill.amount for bill in bills] == [950_000, 950_000, 650_000]
    assert {bill.expires_at for bill in bills} == {together.expires_at}
    assert Bill.objects.get(pk=together.pk).state == "void"
    assert not Message.objects.filter(kind="payments/voided").exists()
    assert (places(family), stages(family)) == (["held"] * 3, ["payment"] * 3)
    settlement.receive(notice(together), at=later)
    assert Credit.objects.get().reason == "late"
    assert books.of_money() == books.of_places() == []


def test_a_bill_that_is_paid_is_not_parted(family: Application) -> None:
    together = billing.issue(family, by=None, at=MORNING)
    settlement.receive(notice(together), at=MORNING)
    with pytest.raises(ForbiddenMove):
        billing.part(Bill.objects.get(pk=together.pk), by=None, at=MORNING)
    stale = Bill.objects.get(pk=together.pk)
    stale.state = "due"
    with pytest.raises(StateChanged):
        billing.part(stale, by=None, at=MORNING)
    assert places(family) == ["confirmed"] * 3


def test_a_paid_bill_makes_only_her_place_certain(family: Application) -> None:
    ratna, *_ = billing.issue_each(family, by=None, at=MORNING)
    settlement.receive(notice(ratna), at=MORNING)
    assert places(family) == ["confirmed", "held", "held"]
    assert stages(family) == ["visit", "payment", "payment"]
    assert books.of_money() == []


def test_a_lapsed_bill_frees_only_her_place(family: Application) -> None:
    slot = booking.active(family)[0].slot
    ratna, bagus, kirana = billing.issue_each(family, by=None, at=MORNING)
    for bill in (bagus, kirana):
        settlement.receive(notice(bill, number=str(bill.pk)), at=MORNING)
    billing.lapse(ratna, at=DEADLINE)
    assert stages(family) == ["appointment", "visit", "visit"]
    deadlines.end_forgotten(at=GRACE_ENDS)
    assert places(family) == ["expired", "confirmed", "confirmed"]
    assert stages(family) == ["application", "visit", "visit"]
    assert taken(slot) == 2
    assert books.of_places() == []


def test_the_grace_of_one_leaves_the_bill_of_another_in_peace(family: Application) -> None:
    """While the treasury is away a bill stays due past its end; its place is not freed with a sister's."""
    ratna, bagus, _ = billing.issue_each(family, by=None, at=MORNING)
    billing.lapse(ratna, at=DEADLINE)
    deadlines.end_forgotten(at=GRACE_ENDS)
    assert places(family) == ["expired", "held", "held"]
    assert Bill.objects.get(pk=bagus.pk).state == "due"


def test_in_her_grace_she_gets_a_new_bill_and_the_others_keep_theirs(family: Application) -> None:
    ratna, bagus, _ = billing.issue_each(family, by=None, at=MORNING)
    Bill.objects.filter(pk=ratna.pk).update(issued_at=MORNING - timedelta(hours=1), expires_at=MORNING)
    Appointment.objects.filter(applicant=ratna.applicant).update(held_at=MORNING - timedelta(hours=1))
    billing.lapse(Bill.objects.get(pk=ratna.pk), at=MORNING)
    fresh = Application.objects.get(pk=family.pk)
    [again] = billing.issue_each(fresh, by=None, at=MORNING)
    assert (again.applicant_id, again.expires_at) == (ratna.applicant_id, MORNING + timedelta(minutes=30))
    assert Bill.objects.get(pk=bagus.pk).state == "due"
    assert Bill.objects.filter(state="due").count() == 3


def test_what_costs_one_of_them_nothing_is_settled_at_once(family: Application) -> None:
    bagus = family.people.all()[1]
    bagus.passport_kind, bagus.years, bagus.answers = "ordinary", 5, {"purpose": "migrant_work"}
    bagus.save()
    bills = billing.issue_each(family, by=None, at=MORNING)
    assert [bill.state for bill in bills] == ["due", "settled", "due"]
    assert places(family) == ["held", "confirmed", "held"]


def test_money_for_one_that_is_paid_already_is_a_credit(family: Application) -> None:
    ratna, *_ = billing.issue_each(family, by=None, at=MORNING)
    settlement.receive(notice(ratna), at=MORNING)
    settlement.receive(notice(ratna, number="2"), at=MORNING)
    assert Credit.objects.get().reason == "double"
    assert states(family).count("confirmed") == 1


def test_asked_for_again_each_keeps_the_code_she_has(family: Application) -> None:
    billing.issue_each(family, by=None, at=MORNING)
    with pytest.raises(billing.BillDue) as refusal:
        billing.issue_each(family, by=None, at=MORNING)
    assert refusal.value.bill in Bill.objects.all()
    assert Bill.objects.count() == 3


def test_nobody_is_billed_alone_and_with_the_others(family: Application) -> None:
    together = billing.issue(family, by=None, at=MORNING)
    with pytest.raises(billing.BillDue) as refusal:
        billing.issue_each(family, by=None, at=MORNING)
    assert refusal.value.bill == together
    billing.void(together, by=None, at=MORNING, why="one each")
    billing.issue_each(family, by=None, at=MORNING)
    with pytest.raises(billing.BillDue):
        billing.issue(Application.objects.get(pk=family.pk), by=None, at=MORNING)
    assert [bill.applicant_id is None for bill in billing.all_due(family)] == [False, False, False]


def left_over(family: Application) -> Application:
    """Bagus and Kirana paid; Ratna's bill lapsed, and so did its grace."""
    ratna, bagus, kirana = billing.issue_each(family, by=None, at=MORNING)
    for bill in (bagus, kirana):
        settlement.receive(notice(bill, number=str(bill.pk)), at=MORNING)
    billing.lapse(ratna, at=DEADLINE)
    deadlines.end_forgotten(at=GRACE_ENDS)
    return Application.objects.prefetch_related("people").get(pk=family.pk)


def test_who_is_left_over_joins_the_others_in_their_hour(family: Application) -> None:
    theirs = booking.active(family)[0].slot
    again = left_over(family)
    [place] = booking.hold(again, theirs.pk, by=None, at=GRACE_ENDS)
    [bill] = billing.issue_each(again, by=None, at=GRACE_ENDS)
    assert (place.applicant_id, bill.amount) == (bill.applicant_id, 950_000)
    settlement.receive(notice(bill), at=GRACE_ENDS)
    assert stages(family) == ["visit", "visit", "visit"]
    assert taken(theirs) == 3
    assert books.of_places() == books.of_money() == []


def test_who_is_left_over_does_not_come_at_another_hour(family: Application) -> None:
    again = left_over(family)
    with pytest.raises(booking.PersonHasPlace):
        booking.hold(again, hour(8, start=10).pk, by=None, at=GRACE_ENDS)
    assert stages(family) == ["application", "visit", "visit"]


def test_while_one_of_them_still_has_to_pay_nobody_joins(family: Application) -> None:
    slot = booking.active(family)[0].slot
    ratna, *_ = billing.issue_each(family, by=None, at=MORNING)
    billing.lapse(ratna, at=DEADLINE)
    deadlines.end_forgotten(at=GRACE_ENDS)
    fresh = Application.objects.prefetch_related("people").get(pk=family.pk)
    assert len(booking.hold(fresh, slot.pk, by=None, at=GRACE_ENDS)) == 2
    assert stages(family) == ["application", "payment", "payment"]
