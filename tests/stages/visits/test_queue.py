from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from mpaspor.audit import states
from mpaspor.core.clock import now
from mpaspor.stages.visits import checkin, queue
from mpaspor.stages.visits.models import Visit
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HERE = [lambda: office_day.here()[0], office_day.called, office_day.examined, office_day.interviewed]


def _come(number: int, *, hour: int, after: int) -> list[Visit]:
    application = office_day.paid(factories.somebody(number), hour=hour)
    return checkin.check_in(application, people.denpasar(), by=None, at=now() + after * MINUTE)


def _line() -> list[queue.Line]:
    return queue.line(people.denpasar(), now().astimezone(people.denpasar().zoneinfo).date())


def test_the_line_follows_the_booked_hour_not_the_arrival() -> None:
    _come(1, hour=10, after=0)
    _come(2, hour=9, after=5)
    _come(3, hour=9, after=2)
    assert [line.ticket for line in _line()] == ["09-02", "09-01", "10-01"]


def test_the_line_is_one_question_to_the_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    office_day.here(people.RATNA, people.BAGUS, people.KIRANA)
    office_day.here(people.SUPARMAN)
    office = people.denpasar()
    with django_assert_num_queries(1):
        lines = queue.line(office, now().date())
        assert [visit.applicant.application.reference for line in lines for visit in line.visits]


def test_a_family_is_one_line_with_the_one_to_act_on_in_front() -> None:
    visits = office_day.here(people.RATNA, people.BAGUS, people.KIRANA)
    queue.call(visits[1], "4", by=people.wayan(), at=now())
    [line] = _line()
    assert line.visit.applicant.full_name == visits[1].applicant.full_name
    assert (line.state, line.counter, len(line.others)) == ("called", "4", 2)


def test_a_line_where_everybody_is_done_is_done() -> None:
    [visit] = office_day.here()
    queue.leave(visit, "pulang", by=None, at=now())
    assert _line()[0].state == Visit.State.LEFT


def test_who_is_expected_and_not_here_is_absent() -> None:
    office_day.paid(people.SUPARMAN)
    office_day.here(people.RATNA)
    absent = queue.absent(people.denpasar(), now().date())
    assert [place.applicant.full_name for place in absent] == ["Suparman"]


def test_waiting_is_counted_until_the_call() -> None:
    [visit] = office_day.here()
    assert _line()[0].waiting_minutes(now() + 8 * MINUTE) == 8
    queue.call(visit, "3", by=None, at=now() + 9 * MINUTE)
    assert _line()[0].waiting_minutes(now() + 30 * MINUTE) == 9


def test_before_the_day_has_a_pace_the_booked_hour_is_all_that_is_predicted() -> None:
    _come(1, hour=9, after=0)
    _come(2, hour=10, after=0)
    lines = _line()
    assert queue.pace(lines) is None
    assert queue.predictions(lines, now()) == {"09-01": now(), "10-01": now() + timedelta(hours=1)}


def test_with_three_calls_the_prediction_follows_the_average() -> None:
    for number, called_after in ((1, 0), (2, 4), (3, 12)):
        [visit] = _come(number, hour=9, after=0)
        queue.call(visit, "3", by=None, at=now() + called_after * MINUTE)
    _come(4, hour=9, after=0)
    _come(5, hour=9, after=1)
    lines = _line()
    assert queue.pace(lines) == 6 * MINUTE
    at = now() + 15 * MINUTE
    assert queue.predictions(lines, at) == {"09-04": at, "09-05": at + 6 * MINUTE}


def test_nobody_is_predicted_before_the_booked_hour() -> None:
    _come(1, hour=10, after=0)
    assert queue.predictions(_line(), now())["10-01"] == now() + timedelta(hours=1)


def test_the_office_is_behind_by_who_waits_longest_after_the_hour() -> None:
    assert queue.behind(_line(), now()) == 0
    _come(1, hour=9, after=0)
    assert queue.behind(_line(), now() + 4 * MINUTE) == 4
    assert queue.behind(_line(), now() - 4 * MINUTE) == 0


def test_called_and_nobody_came_puts_the_ticket_back_in_its_place() -> None:
    visit = office_day.called()
    queue.recall(visit, by=people.wayan(), at=now())
    visit.refresh_from_db()
    assert (visit.state, visit.counter, visit.called_at) == ("waiting", "", None)


def test_two_officers_cannot_call_the_same_person() -> None:
    [visit] = office_day.here()
    stale = Visit.objects.get(pk=visit.pk)
    queue.call(visit, "3", by=people.wayan(), at=now())
    with pytest.raises(states.StateChanged):
        queue.call(stale, "4", by=people.komang(), at=now())


@pytest.mark.parametrize("bring", HERE)
def test_a_number_put_aside_stays_valid(bring: Callable[[], Visit]) -> None:
    visit = bring()
    queue.park(visit, "mencari fotokopi", by=people.wayan(), at=now())
    assert _line()[0].state == Visit.State.PARKED
    queue.resume(visit, by=people.wayan(), at=now())
    assert _line()[0].state == Visit.State.WAITING


@pytest.mark.parametrize("bring", HERE)
def test_whoever_is_here_may_leave(bring: Callable[[], Visit]) -> None:
    visit = bring()
    queue.leave(visit, "pulang", by=people.wayan(), at=now())
    visit.refresh_from_db()
    assert (visit.state, visit.counter) == ("left", "")


def test_whoever_left_checks_in_again_and_is_not_just_put_back() -> None:
    visit = office_day.called()
    queue.leave(visit, "pulang", by=people.wayan(), at=now())
    with pytest.raises(states.ForbiddenMove):
        queue.resume(visit, by=people.wayan(), at=now())


def test_a_number_put_aside_can_leave_too() -> None:
    visit = office_day.called()
    queue.park(visit, "", by=None, at=now())
    queue.leave(visit, "", by=None, at=now())
    assert visit.state == Visit.State.LEFT
