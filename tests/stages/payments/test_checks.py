"""Before anybody is asked for money: what can have changed since the file was complete is looked at again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mpaspor.core.clock import now
from mpaspor.stages.applications import register
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import billing, checks
from mpaspor.stages.payments.models import Bill
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def held(application: Application) -> Application:
    booking.hold(application, office_day.slot(people.denpasar(), hour=13).pk, by=application.owner, at=now())
    return Application.objects.prefetch_related("people").select_related("office").get(pk=application.pk)


def codes(application: Application) -> list[tuple[str, str]]:
    with pytest.raises(billing.NotEligible) as refusal:
        billing.issue(application, by=None, at=now())
    assert not Bill.objects.exists()
    return [(problem.step, problem.code) for problem in refusal.value.problems]


def a_passport_of_before(person: Applicant) -> None:
    register.enter_earlier(
        nik=person.nik,
        full_name=person.full_name,
        birth_on=person.birth_on or date(1990, 1, 1),
        number="B1234567",
        kind="ordinary",
        office_name="Denpasar",
        issued_on=date(2019, 1, 1),
        expires_on=date(2024, 1, 1),
    )


def test_a_file_in_which_nothing_changed_is_billed_without_a_statement_more() -> None:
    application = held(factories.family())
    with CaptureQueriesContext(connection) as asked:
        billing.issue(application, by=None, at=now())
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) <= 9


def test_a_passport_that_came_into_the_register_meanwhile_is_found() -> None:
    application = held(factories.ready())
    a_passport_of_before(application.people.all()[0])
    assert ("service", "held_before") in codes(application)
    assert [place.state for place in booking.active(application)] == ["held"]


def test_who_replaces_a_passport_is_expected_to_have_one() -> None:
    application = factories.ready()
    application.people.update(service="expired")
    application = held(application)
    a_passport_of_before(application.people.all()[0])
    assert billing.issue(application, by=None, at=now()).state == "due"


@pytest.mark.parametrize("state", ["not_found", "inactive", "deceased"])
def test_a_late_answer_of_the_population_registry_is_heeded(state: str) -> None:
    application = held(factories.ready())
    application.people.update(population_state=state)
    assert ("identity", f"population_{state}") in codes(Application.objects.get(pk=application.pk))


def test_ten_years_are_not_billed_to_somebody_who_may_have_five() -> None:
    application = held(factories.family())
    application.people.filter(order=3).update(years=10)
    assert ("service", "years_not_allowed") in codes(Application.objects.get(pk=application.pk))


def test_who_came_of_age_meanwhile_needs_the_papers_of_an_adult() -> None:
    application = held(factories.family())
    birthday = now().date().replace(year=now().date().year - 17)
    application.people.filter(order=3).update(birth_on=birthday)
    Application.objects.filter(pk=application.pk).update(ready_at=now() - timedelta(days=1))
    assert ("papers", "paper_missing") in codes(Application.objects.get(pk=application.pk))


def test_only_those_who_are_billed_are_looked_at() -> None:
    application = held(factories.family())
    application.people.filter(order=3).update(population_state="deceased")
    fresh = Application.objects.get(pk=application.pk)
    problems = codes(fresh)
    assert {step for step, _ in problems} == {"identity"}


def test_what_was_checked_can_be_told() -> None:
    application = held(factories.family())
    told = {(one.code, one.sure): len(one.people) for one in checks.made(application, at=now())}
    assert told[("age", True)] == told[("papers", True)] == 3
    assert sum(count for (code, _), count in told.items() if code == "population") == 3


def of(application: Application, code: str) -> list[tuple[bool, list[str]]]:
    """Of whom it was sure, and of whom not."""
    fresh = Application.objects.get(pk=application.pk)
    return [
        (one.sure, [person.full_name for person in one.people])
        for one in checks.made(fresh, at=now())
        if one.code == code
    ]


def test_an_old_passport_is_looked_up_and_not_believed() -> None:
    application = held(factories.family())
    application.people.update(service="expired")
    ratna, bagus, kirana = application.people.order_by("order")
    a_passport_of_before(ratna)
    assert of(application, "replacing") == [(True, [ratna.full_name]), (False, [bagus.full_name, kirana.full_name])]
    assert of(application, "new") == []


def test_the_passport_of_another_name_under_her_number_is_not_hers_for_sure() -> None:
    application = held(factories.ready())
    ratna = application.people.get()
    a_passport_of_before(ratna)
    application.people.update(service="full", full_name="Nama Lain")
    assert of(application, "replacing") == [(False, ["Nama Lain"])]


def test_papers_are_called_complete_when_they_are() -> None:
    application = held(factories.family())
    ratna, bagus, kirana = application.people.order_by("order")
    assert of(application, "papers") == [(True, [ratna.full_name, bagus.full_name, kirana.full_name])]
    bagus.documents.all().delete()
    assert of(application, "papers") == [(True, [ratna.full_name, kirana.full_name]), (False, [bagus.full_name])]


def test_what_was_checked_costs_at_most_two_statements(django_assert_max_num_queries: Callable[..., object]) -> None:
    application = held(factories.family())
    with django_assert_max_num_queries(2):  # type: ignore[attr-defined]
        checks.made(application, at=now())
