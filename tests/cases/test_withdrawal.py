from __future__ import annotations

import pytest

from mpaspor.cases import invariants, withdrawal
from mpaspor.core.clock import now
from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.payments import billing
from mpaspor.stages.payments.models import Bill
from mpaspor.stages.visits.models import Visit
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def _withdraw(application: Application) -> None:
    withdrawal.withdraw(application, by=people.ratna(), at=now(), why="berubah rencana")
    assert {(one.stage, one.close_reason) for one in Applicant.objects.all()} == {("closed", "withdrawn")}
    # The letters of the days before wait for a worker that no test has.
    assert {finding.check for finding in invariants.check(now())} <= {"messages_accounted_for"}


def test_a_draft_can_be_taken_back() -> None:
    _withdraw(factories.draft())


def test_a_held_place_without_a_bill_is_free_again() -> None:
    _withdraw(office_day.held())
    assert Slot.objects.get().taken == 0


def test_a_held_place_is_free_again_and_its_bill_void() -> None:
    application = office_day.held(people.RATNA, people.BAGUS, email="ratna@contoh.id")
    billing.issue(application, by=None, at=now() - office_day.DAYS_BEFORE)
    # As a page holds it, with people read before.
    _withdraw(Application.objects.prefetch_related("people").get())
    assert (Bill.objects.get().state, Slot.objects.get().taken) == ("void", 0)
    assert set(Appointment.objects.values_list("state", flat=True)) == {"released"}
    assert Message.objects.filter(kind="cases/withdrawn").count() == 1


def test_a_paid_place_is_free_again_and_the_fee_is_kept() -> None:
    _withdraw(office_day.paid())
    assert (Bill.objects.get().state, Slot.objects.get().taken) == ("settled", 0)


def test_whoever_is_in_the_middle_of_the_visit_leaves() -> None:
    _withdraw(office_day.captured().applicant.application)
    assert Visit.objects.get().state == "left"


def test_after_the_fingers_it_is_too_late() -> None:
    decision = office_day.enrolled(people.RATNA, people.BAGUS)
    with pytest.raises(withdrawal.TooLate):
        withdrawal.withdraw(decision.applicant.application, by=people.ratna(), at=now())
    assert not Applicant.objects.filter(stage="closed").exists()


def test_what_is_closed_stays_closed() -> None:
    application = factories.ready()
    _withdraw(application)
    with pytest.raises(withdrawal.AlreadyClosed):
        withdrawal.withdraw(application, by=people.ratna(), at=now())


def test_the_button_is_shown_while_it_would_work() -> None:
    application = factories.ready()
    assert withdrawal.possible(list(application.people.all()))
    _withdraw(application)
    assert not withdrawal.possible(list(application.people.all()))
    decision = office_day.enrolled(people.SUPARMAN)
    assert not withdrawal.possible([decision.applicant])
