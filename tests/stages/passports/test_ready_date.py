from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mpaspor.core.clock import now
from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.decisions import adjudication
from mpaspor.stages.passports import printing, ready_date
from mpaspor.stages.passports.models import Passport
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db

FRIDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY = date(2026, 1, 2), *(date(2026, 1, day) for day in (5, 6, 7, 8))


def _prints_a_day(count: int) -> None:
    Rule.objects.create(key="print.per_day", office=people.denpasar(), value=count, valid_from=FRIDAY, source="test")
    policy.forget()


@pytest.fixture(autouse=True)
def _fresh_policy() -> object:
    policy.forget()
    yield
    policy.forget()


def test_a_book_is_printed_in_its_turn_and_ready_the_working_day_after() -> None:
    estimate = ready_date.estimate(office_day.queued(), now())
    assert (estimate.day, estimate.ahead, estimate.per_day, estimate.due_on) == (MONDAY, 0, 120, THURSDAY)
    assert not estimate.late


def test_those_ahead_are_printed_first() -> None:
    _prints_a_day(1)
    for number in (1, 2):
        office_day.queued(factories.somebody(number))
    estimate = ready_date.estimate(office_day.queued(), now())
    assert (estimate.ahead, estimate.day) == (2, WEDNESDAY)


def test_the_line_of_another_office_does_not_matter() -> None:
    office_day.queued(factories.somebody(1))
    Passport.objects.update(office=people.jayapura())
    assert ready_date.estimate(office_day.queued(), now()).ahead == 0


def test_a_long_line_is_later_than_the_rule_and_says_so() -> None:
    _prints_a_day(1)
    for number in range(1, 5):
        office_day.queued(factories.somebody(number))
    estimate = ready_date.estimate(office_day.queued(), now())
    assert (estimate.day, estimate.late) == (date(2026, 1, 9), True)


def test_after_closing_hour_the_day_does_not_count_any_more() -> None:
    passport = office_day.queued()
    assert ready_date.estimate(passport, datetime(2026, 1, 2, 8, 1, tzinfo=UTC)).day == TUESDAY


def test_a_printed_book_is_ready_as_soon_as_somebody_looks() -> None:
    assert ready_date.estimate(office_day.printed(), now()).day == FRIDAY


def test_a_ready_book_has_been_ready_since() -> None:
    assert ready_date.estimate(office_day.ready(), now() + timedelta(days=3)).day == FRIDAY


def test_a_spoiled_book_is_estimated_anew() -> None:
    passport = office_day.printed()
    printing.spoil(passport, "jatuh", by=None, at=now())
    assert ready_date.estimate(passport, now() + timedelta(days=4)).day == WEDNESDAY


def test_before_the_decision_the_rules_day_is_promised() -> None:
    assert ready_date.estimate(office_day.to_decide(), now()).day == THURSDAY


def test_when_the_rules_day_has_gone_by_the_date_is_still_true() -> None:
    decision = office_day.to_decide()
    assert ready_date.estimate(decision, now() + timedelta(days=12)).day == date(2026, 1, 15)


def test_while_papers_are_wanted_there_is_no_day() -> None:
    decision = office_day.to_decide()
    adjudication.want_papers(decision, ["kk"], "", by=people.pertiwi(), at=now())
    assert ready_date.estimate(decision, now()).day is None
