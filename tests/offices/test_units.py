"""A unit of an office: days, hours and places of its own; the file, the decision and the book are the office's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from mpaspor.cases import enrolment
from mpaspor.core.clock import now
from mpaspor.offices import nearby, policy
from mpaspor.offices.models import Office, Rule
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.decisions.models import Decision
from tests import factories, people
from tests.cases import office_day
from tests.stages.appointments.scene import MORNING, hour

pytestmark = pytest.mark.django_db
KEY, TODAY = "office.passport_kinds", date(2026, 1, 2)


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    policy.forget()
    yield
    policy.forget()


def rule(value: list[str], office: Office | None) -> None:
    Rule.objects.create(key=KEY, value=value, office=office, valid_from=TODAY, source="a test")
    policy.forget()


def test_a_units_own_rule_beats_its_offices_and_that_the_nations() -> None:
    office, unit = people.denpasar(), people.unit()
    rule(["ordinary"], office)
    assert policy.value(KEY, on=TODAY, office_id=unit.pk) == ["ordinary"]
    rule(["electronic"], unit)
    assert policy.value(KEY, on=TODAY, office_id=unit.pk) == ["electronic"]
    assert policy.value(KEY, on=TODAY, office_id=office.pk) == ["ordinary"]
    assert len(policy.value(KEY, on=TODAY, office_id=people.jayapura().pk)) == 2


def test_a_unit_goes_by_its_own_name_and_its_office_is_its_seat() -> None:
    unit = people.unit()
    assert (unit.full_name, unit.seat) == ("MPP Denpasar", people.denpasar())
    assert (people.denpasar().full_name, people.denpasar().seat) == ("Kantor Imigrasi Denpasar", people.denpasar())


def test_nothing_is_a_unit_of_itself() -> None:
    office = people.denpasar()
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.filter(pk=office.pk).update(parent=office)


def test_a_unit_is_near_its_office() -> None:
    unit = people.unit()
    assert [near.office for near in nearby.nearest(people.denpasar(), 5)] == [unit]


def test_a_place_at_a_unit_is_seen_by_its_office_and_by_no_other() -> None:
    unit = people.unit()
    application = factories.ready()
    booking.hold(application, hour(2, office=unit).pk, by=application.owner, at=MORNING)
    assert list(Application.objects.at(unit)) == [application]
    assert list(Application.objects.at(people.denpasar())) == [application]
    assert not Application.objects.at(people.jayapura()).exists()


def test_who_was_seen_at_a_unit_is_decided_on_at_its_office() -> None:
    visit = office_day.captured()
    visit.office = people.unit()
    visit.save(update_fields=["office"])
    enrolment.finish(visit, by=people.komang(), at=now())
    assert Decision.objects.get().office == people.denpasar()
