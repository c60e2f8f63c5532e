"""A file becomes ready when nothing is open and the rules of the day have no objection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.utils import translation

from mpaspor.audit import states
from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.notifications import delivery
from mpaspor.notifications.models import Message
from mpaspor.stages.applications import eligibility, filing, submission
from mpaspor.stages.applications.models import Applicant, Application, Stage
from tests import factories, people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 2)


def open_points(application: Application) -> list[tuple[int, str, str]]:
    return [(one.applicant.order, one.step, one.code) for one in submission.problems(application, TODAY)]


def make_ready(application: Application) -> None:
    submission.make_ready(application, by=people.ratna(), at=now())


def test_one_person_who_answers_everything_and_brings_the_papers_is_ready() -> None:
    application = factories.ready()
    application.refresh_from_db()
    applicant = application.people.get()
    assert (application.state, application.ready_at) == ("ready", now())
    assert (applicant.filed, applicant.stage) == (True, "application")
    assert Entry.objects.filter(act="application.ready", application_id=application.pk).count() == 1


def test_a_family_is_ready_together() -> None:
    application = factories.family()
    assert [one.filed for one in application.people.all()] == [True, True, True]


def test_everything_that_is_open_is_named_in_the_order_of_the_form() -> None:
    application = factories.draft()
    assert open_points(application) == [
        (1, "who", "unanswered"),
        (1, "service", "unanswered"),
        (1, "identity", "unanswered"),
        (1, "details", "unanswered"),
        (1, "papers", "paper_missing"),
        (1, "papers", "paper_missing"),
        (1, "papers", "paper_missing"),
    ]
    with pytest.raises(submission.Incomplete) as refusal:
        make_ready(application)
    assert len(refusal.value.problems) == 7
    assert all(one.words for one in refusal.value.problems)


def test_a_file_is_no_more_complete_than_its_least_complete_person() -> None:
    application = factories.ready()
    filing.add_person(application, "child", by=people.ratna(), at=now())
    assert {order for order, _step, _code in open_points(application)} == {2}
    with pytest.raises(submission.Incomplete):
        make_ready(application)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda one: setattr(one, "population_state", "deceased"), (1, "identity", "population_deceased")),
        (lambda one: setattr(one, "service", "lost"), (1, "service", "desk_lost")),
        (lambda one: setattr(one, "years", 7), (1, "service", "years_not_allowed")),
    ],
)
def test_what_blocks_keeps_the_file_open(change: Callable[[Applicant], None], problem: tuple[int, str, str]) -> None:
    applicant = factories.answered()
    factories.bring_papers(applicant)
    change(applicant)
    applicant.save()
    assert problem in open_points(applicant.application)
    with pytest.raises(submission.Incomplete) as refusal:
        make_ready(applicant.application)
    assert all(one.words for one in refusal.value.problems)


def test_warnings_do_not() -> None:
    assert factories.ready(sex="M", full_name="Ratna", purpose="haj").state == "ready"


def test_a_complete_file_is_not_completed_again() -> None:
    with pytest.raises(submission.NotDraft):
        make_ready(factories.ready())


def test_nor_one_whose_people_have_gone_on() -> None:
    application = factories.ready()
    application.people.get().move(Stage.APPOINTMENT, by=None, at=now())
    with pytest.raises(submission.NotDraft):
        make_ready(application)


def test_a_second_file_of_one_nik_is_refused_kindly() -> None:
    factories.ready()
    with pytest.raises(submission.Incomplete) as refusal:
        factories.ready()
    assert [one.code for one in refusal.value.problems] == ["active_application"]


def test_the_database_has_the_last_word_on_one_file_per_nik(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files are closed in the same instant: neither saw the other when it looked."""
    factories.ready()
    monkeypatch.setattr("mpaspor.stages.applications.eligibility._active", lambda *_: {})
    with pytest.raises(submission.AlreadyApplied):
        factories.ready()


def test_an_answer_that_changes_while_the_form_is_closed_keeps_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    applicant = factories.answered()
    factories.bring_papers(applicant)
    look = eligibility.background

    def slow_look(found: Sequence[Applicant]) -> eligibility.Background:
        other_tab = Applicant.objects.select_related("application").get(pk=applicant.pk)
        filing.save_answers(other_tab, "service", {"ever_held": "yes"}, by=None, at=now())
        return look(found)

    monkeypatch.setattr(eligibility, "background", slow_look)
    with pytest.raises(states.StateChanged):
        make_ready(applicant.application)
    applicant.application.refresh_from_db()
    assert applicant.application.state == "draft"


def test_who_has_an_address_is_told_in_a_message() -> None:
    application = factories.ready(email="ratna@contoh.id")
    message = Message.objects.get(kind="applications/ready")
    mail = delivery.render(message)
    assert mail.subject == f"Permohonan {application.reference} lengkap, tinggal pilih tempat"
    assert "Ratna Wulandari" in mail.body
    assert f"/applications/{application.reference}" in mail.body


@pytest.mark.parametrize("state", ["not_found", "inactive", "deceased"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_message_about_the_nik_names_the_answer(state: str, language: str) -> None:
    context = {"reference": "7KQ2-M9XD", "person": "Ai'nun", "name": "", "state": state, "address": "http://x"}
    with translation.override(language):
        text = render_to_string("mail/applications/population.txt", context)
    assert "Ai'nun" in text


def test_a_whole_application_with_three_papers_takes_few_statements(django_assert_max_num_queries: Any) -> None:
    person, owner = people.RATNA, people.ratna()
    factories.ready(people.SUPARMAN)  # what is read once per process is read now
    with django_assert_max_num_queries(30):
        factories.ready(person, owner=owner)


ONE_PER_PERSON = next(each for each in Applicant._meta.constraints if each.name == "one_active_application_per_person")


def completed_at_once(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two files of Ratna are closed by two people at once; each has looked before either writes."""
    applicants = [factories.answered(), factories.answered()]
    for applicant in applicants:
        factories.bring_papers(applicant)
    both_looked, look, outcomes = threading.Barrier(2, timeout=20), eligibility.background, []

    def look_together(people_of_file: Sequence[Applicant]) -> eligibility.Background:
        seen = look(people_of_file)
        both_looked.wait()
        return seen

    def complete(application: Application) -> None:
        try:
            submission.make_ready(application, by=None, at=now())
            outcomes.append("ready")
        except submission.AlreadyApplied:
            outcomes.append("already applied")
        finally:
            connection.close()

    monkeypatch.setattr(eligibility, "background", look_together)
    threads = [threading.Thread(target=complete, args=[one.application]) for one in applicants]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_files_completed_at_once_one_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert completed_at_once(monkeypatch) == ["already applied", "ready"]
    assert Applicant.objects.filter(filed=True).count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_without_the_constraint_both_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the test above."""
    with connection.schema_editor() as schema:
        schema.remove_constraint(Applicant, ONE_PER_PERSON)
    try:
        assert completed_at_once(monkeypatch) == ["ready", "ready"]
    finally:
        Applicant.objects.update(filed=False)
        with connection.schema_editor() as schema:
            schema.add_constraint(Applicant, ONE_PER_PERSON)
