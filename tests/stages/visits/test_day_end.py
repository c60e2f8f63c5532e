from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from mpaspor.core.clock import now
from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.visits import day_end, queue
from mpaspor.stages.visits.models import Visit
from tests import people
from tests.cases import office_day

pytestmark = pytest.mark.django_db

# Midnight in Denpasar after the morning every test begins with.
MIDNIGHT = timedelta(hours=15)


def test_who_did_not_come_has_missed_the_place_and_the_file_is_closed() -> None:
    office_day.paid(people.RATNA, people.BAGUS, email="ratna@contoh.id")
    assert day_end.close(now() + MIDNIGHT) == 1
    assert set(Appointment.objects.values_list("state", flat=True)) == {"missed"}
    assert set(Applicant.objects.values_list("stage", "close_reason")) == {("closed", "missed")}
    assert Message.objects.filter(kind="visits/missed").count() == 1


def test_the_day_is_not_over_before_the_offices_midnight() -> None:
    office_day.paid()
    assert day_end.close(now() + MIDNIGHT - timedelta(minutes=1)) == 0


def test_who_was_not_done_has_left_and_may_come_back() -> None:
    office_day.called(email="ratna@contoh.id")
    assert day_end.close(now() + MIDNIGHT) == 1
    assert Visit.objects.get().state == Visit.State.LEFT
    assert Message.objects.filter(kind="visits/left").count() == 1
    assert Applicant.objects.get().stage == "visit"


def test_who_does_not_come_back_in_time_is_closed() -> None:
    visit = office_day.called()
    queue.leave(visit, "", by=None, at=now())
    assert day_end.close(now() + MIDNIGHT + timedelta(days=6)) == 0
    assert day_end.close(now() + MIDNIGHT + timedelta(days=7)) == 1
    assert (Applicant.objects.get().stage, Applicant.objects.get().close_reason) == ("closed", "incomplete")


def test_closing_a_day_twice_changes_nothing_more() -> None:
    office_day.paid()
    day_end.close(now() + MIDNIGHT)
    assert day_end.close(now() + MIDNIGHT) == 0


def test_whoever_was_enrolled_is_left_alone() -> None:
    office_day.enrolled()
    assert day_end.close(now() + MIDNIGHT) == 0


def test_a_file_that_goes_wrong_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = office_day.paid(), office_day.paid(people.SUPARMAN, hour=10)
    miss = booking.miss

    def stumble(places: Sequence[Appointment], **facts: Any) -> None:
        if places[0].application_id == first.pk:
            raise LookupError(first.reference)
        miss(places, **facts)

    monkeypatch.setattr(booking, "miss", stumble)
    with pytest.raises(ExceptionGroup):
        day_end.close(now() + MIDNIGHT)
    assert [Applicant.objects.get(application=file).stage for file in (first, second)] == ["visit", "closed"]
