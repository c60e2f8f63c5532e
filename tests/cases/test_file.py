from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from mpaspor.cases import file
from mpaspor.core.clock import now
from mpaspor.stages.applications.models import Application
from mpaspor.stages.decisions import adjudication
from mpaspor.stages.payments import billing
from mpaspor.stages.visits import queue
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 6


def _read(application: Application) -> file.File:
    return file.read(Application.objects.select_related("office").get(pk=application.pk))


def test_the_whole_file_of_a_family_is_read_in_six_statements() -> None:
    passport = office_day.ready(people.RATNA, people.BAGUS, people.KIRANA)
    application, komang = Application.objects.select_related("office").get(), people.komang()
    with CaptureQueriesContext(connection) as asked:
        case = file.read(application)
        ratna = case.person(passport.applicant_id)
        assert (ratna.visit, ratna.interview, ratna.capture) != (None, None, None)
        assert ratna.interview
        assert (ratna.interview.by, len(ratna.fingers)) == (komang, 10)
        assert ratna.passport == passport
        assert [person.applicant.full_name for person in case.people][1:] == ["Bagus Pramono", "Kirana Pramono"]
        assert case.people[1].visit
        assert case.people[1].visit.office.name == "Denpasar"
        assert case.bill
    assert len(asked) <= MOST_STATEMENTS


def test_the_watchlists_answer_is_not_read_with_the_file() -> None:
    decision = office_day.to_decide(answer=office_day.somebody_alike())
    case = _read(decision.applicant.application)
    read = case.people[0].decision
    assert read
    assert "watchlist" in read.get_deferred_fields()


def test_a_draft_is_a_file_too(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    application = factories.draft()
    with django_assert_num_queries(5):
        case = file.read(application)
        assert (case.bill, case.people[0].standing) == (None, ("application", "draft"))


def test_everybody_stands_where_their_own_records_say() -> None:
    ratna, bagus, _kirana = office_day.here(people.RATNA, people.BAGUS, people.KIRANA)
    queue.call(ratna, "3", by=None, at=now())
    queue.leave(bagus, "", by=None, at=now())
    case = _read(ratna.applicant.application)
    assert [person.standing for person in case.people] == [("visit", "called"), ("visit", "left"), ("visit", "waiting")]


def test_a_place_that_is_not_paid_stands_as_its_bill() -> None:
    application = office_day.held()
    assert _read(application).people[0].standing == ("appointment", "held")
    billing.issue(application, by=application.owner, at=now() - office_day.DAYS_BEFORE)
    assert _read(application).people[0].standing == ("bill", "due")


def test_whoever_is_refused_stands_as_refused() -> None:
    decision = office_day.to_decide()
    adjudication.refuse(decision, "data_mismatch", "Nama berbeda.", by=people.pertiwi(), at=now())
    assert _read(decision.applicant.application).people[0].standing == ("decision", "refused")
