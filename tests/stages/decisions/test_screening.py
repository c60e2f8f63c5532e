from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from mpaspor.audit.models import Entry
from mpaspor.audit.trail import of_application
from mpaspor.core.clock import now
from mpaspor.gateways import link, watchlist
from mpaspor.gateways.watchlist.port import Answer, Person
from mpaspor.notifications.models import Message
from mpaspor.offices.models import ClosedDay
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.decisions import jobs, screening
from mpaspor.stages.decisions.models import Decision
from tests import people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


class List:
    """A watchlist that answers as told, and notes whom it was asked about."""

    def __init__(self, answer: Callable[[Person], Answer]) -> None:
        self.answer, self.asked = answer, []  # type: tuple[Callable[[Person], Answer], list[Person]]

    def screen(self, person: Person) -> Answer:
        self.asked.append(person)
        return self.answer(person)


def _with(monkeypatch: pytest.MonkeyPatch, answer: Callable[[Person], Answer]) -> List:
    listed = List(answer)
    monkeypatch.setattr(watchlist, "watchlist", lambda: listed)
    return listed


def _away(_person: Person) -> Answer:
    raise link.Unavailable


def test_a_decision_begins_with_the_day_the_book_is_promised_for() -> None:
    decision = office_day.enrolled(email="ratna@contoh.id")
    # Friday, then Monday to Thursday.
    assert (decision.state, decision.due_on) == ("screening", date(2026, 1, 8))
    assert Applicant.objects.get().stage == "decision"
    assert Message.objects.get(kind="decisions/opened").context["day"] == "Kamis 8 Januari 2026"


def test_a_holiday_moves_the_day() -> None:
    ClosedDay.objects.create(on=date(2026, 1, 6), kind="holiday", reason="Libur", reason_en="Holiday")
    assert office_day.enrolled().due_on == date(2026, 1, 9)


def test_the_list_is_asked_with_least_data(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = _with(monkeypatch, lambda _person: Answer())
    decision = office_day.enrolled()
    jobs.screen(decision.pk)
    [asked] = listed.asked
    assert (asked.full_name, asked.nik, asked.father_name) == (decision.applicant.full_name, None, None)


def test_a_clear_answer_lets_one_decide() -> None:
    decision = office_day.to_decide()
    assert (decision.state, decision.needs_two, decision.watchlist["state"]) == ("ready", False, "clear")


def test_somebody_alike_lets_two_decide() -> None:
    decision = office_day.to_decide(answer=office_day.somebody_alike())
    decision.refresh_from_db()
    assert (decision.needs_two, decision.watchlist["candidates"][0]["name"]) == (True, "RATNA WULANDARI")


def test_the_trail_is_the_same_whatever_the_answer() -> None:
    told = []
    for person, answer in ((people.RATNA, Answer()), (people.SUPARMAN, office_day.somebody_alike())):
        decision = office_day.to_decide(person, answer=answer)
        entry = Entry.objects.get(record="decision", record_id=decision.pk, act="decision.ready")
        told.append((entry.act, entry.kind, entry.why, entry.old, entry.new, entry.by))
    assert told[0] == told[1]


def test_a_look_at_the_answer_is_in_the_trail_without_it() -> None:
    decision = office_day.to_decide(answer=office_day.somebody_alike())
    assert screening.look(decision, by=people.pertiwi(), at=now())["state"] == "similar"
    entry = Entry.objects.get(act="decision.evidence")
    assert (entry.kind, entry.by, entry.old, entry.new) == ("seen", people.pertiwi(), {}, {})
    assert entry not in of_application(decision.applicant.application_id)


def test_while_the_list_is_away_the_decision_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    decision = office_day.enrolled()
    _with(monkeypatch, _away)
    jobs.screen_waiting(0)
    decision.refresh_from_db()
    assert decision.state == Decision.State.SCREENING


def test_what_waits_is_asked_every_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    office_day.enrolled()
    _with(monkeypatch, lambda _person: Answer())
    jobs.screen_waiting(0)
    assert Decision.objects.get().state == Decision.State.READY


def test_a_job_that_runs_twice_asks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    decision = office_day.enrolled()
    listed = _with(monkeypatch, lambda _person: Answer())
    jobs.screen(decision.pk)
    jobs.screen(decision.pk)
    assert len(listed.asked) == 1


def test_somebody_the_list_cannot_answer_about_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = office_day.enrolled(), office_day.enrolled(people.SUPARMAN)

    def stumble(person: Person) -> Answer:
        return _away(person) if person.full_name == first.applicant.full_name else Answer()

    _with(monkeypatch, stumble)
    jobs.screen_waiting(0)
    assert [Decision.objects.get(pk=one.pk).state for one in (first, second)] == ["screening", "ready"]
