"""Nobody is asked what does not concern them, and nothing is asked twice."""

from __future__ import annotations

from datetime import date

import pytest

from mpaspor.core.clock import now
from mpaspor.stages.applications import filing, proposals, questions
from tests import factories, people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 2)


def names_asked(applicant: object, step: str) -> set[str]:
    return {question.name for question in questions.asked(applicant, step, TODAY)}  # type: ignore[arg-type]


def test_a_beginner_is_asked_who_she_is_and_not_yet_about_a_marriage() -> None:
    applicant = factories.draft().people.get()
    assert names_asked(applicant, "who") == {"relation", "full_name", "birth_on"}


def test_a_grown_up_is_asked_about_marriage_and_a_child_is_not() -> None:
    grown_up = factories.answered(people.SUPARMAN)
    assert "civil_status" in names_asked(grown_up, "who")
    child = factories.family().people.get(order=3)
    assert "civil_status" not in names_asked(child, "who")


def test_who_never_held_a_passport_is_not_asked_about_it() -> None:
    applicant = factories.answered(ever_held="no")
    assert names_asked(applicant, "service").isdisjoint({"condition", "old_number", "old_issued_on"})


def test_a_lost_passport_needs_no_dates() -> None:
    applicant = factories.answered(ever_held="yes", condition="lost")
    assert "condition" in names_asked(applicant, "service")
    assert "old_issued_on" not in names_asked(applicant, "service")


def test_only_the_married_are_asked_about_a_spouse() -> None:
    assert "spouse_name" in names_asked(factories.answered(people.RATNA), "details")
    assert "spouse_name" not in names_asked(factories.answered(people.SUPARMAN), "details")


def test_a_condition_on_a_question_that_is_not_asked_never_holds() -> None:
    """An old answer, from before a birth date was corrected, must not bring up the guardian of a grown-up."""
    applicant = factories.answered(people.SUPARMAN)
    applicant.answers["accompanied_by"] = "guardian"
    assert "guardian_name" not in names_asked(applicant, "details")


def test_a_child_is_not_offered_ten_years() -> None:
    child = factories.family().people.get(order=3)
    years = questions.named("years")
    assert [value for value, _words in questions.choices(years, child, TODAY)] == [5]


def test_only_the_first_person_can_be_oneself() -> None:
    first, second, _ = factories.family().people.all()
    relation = questions.named("relation")
    assert "self" in dict(questions.choices(relation, first, TODAY))
    assert "self" not in dict(questions.choices(relation, second, TODAY))


def test_answers_given_for_all_are_recognised() -> None:
    first, second, _ = factories.family().people.all()
    assert questions.inherited(questions.named("address"), second, first)
    assert not questions.inherited(questions.named("birth_place"), second, first)
    assert not questions.inherited(questions.named("address"), first, first)


def test_what_is_told_is_what_was_asked_and_answered() -> None:
    applicant = factories.answered(ever_held="no")
    told = {question.name: value for question, value in questions.told(applicant, TODAY)}
    assert told["birth_on"] == people.RATNA.birth_on
    assert told["years"] == 10
    assert "condition" not in told


def test_the_parents_in_the_file_are_proposed_for_their_child() -> None:
    application = factories.family()
    extra = filing.add_person  # a second child, after the file is a draft again
    filing.reopen(application, by=None, at=now())
    child = extra(application, "child", by=None, at=now())
    guessed = proposals.of(child, list(application.people.all()))
    assert guessed["mother_name"] == "Ratna Wulandari"
    assert guessed["father_nik"] == people.BAGUS.nik
    assert guessed["accompanied_by"] == "both"


def test_the_sex_is_proposed_from_the_nik() -> None:
    applicant = factories.draft().people.get()
    applicant.nik = people.BAGUS.nik
    assert proposals.of(applicant, [applicant]) == {"sex": "M"}
    applicant.nik = people.RATNA.nik
    assert proposals.of(applicant, [applicant]) == {"sex": "F"}


def test_spouses_are_proposed_to_each_other() -> None:
    first, second, _ = factories.family().people.all()
    del first.answers["spouse_name"]
    del second.answers["spouse_name"]
    assert proposals.of(first, [first, second])["spouse_name"] == "Bagus Pramono"
    assert proposals.of(second, [first, second])["spouse_name"] == "Ratna Wulandari"
