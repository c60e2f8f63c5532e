"""Which papers a person brings, as the matrix says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpaspor.core.clock import now
from mpaspor.stages.applications import filing, landing, questions, requirements
from mpaspor.stages.applications.models import Applicant, Application
from tests import factories, people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 2)


def kinds(applicant: Applicant, *, required: bool = True) -> list[str]:
    return [paper.kind for paper in requirements.papers_for(applicant, TODAY) if paper.required or not required]


def child(**changes: Any) -> Applicant:
    """Kirana alone, filed for by somebody who is not in the file."""
    return factories.answered(people.KIRANA, relation="child", **changes)


def test_a_new_adult_brings_three_papers() -> None:
    assert kinds(factories.answered()) == ["ktp", "kk", "birth_proof"]


def test_an_old_passport_of_after_2009_makes_two_papers_enough() -> None:
    assert kinds(factories.answered(ever_held="yes")) == ["ktp", "old_passport"]


@pytest.mark.parametrize("changes", [{"old_issued_on": date(2009, 12, 1)}, {"old_issued_in": "abroad"}])
def test_an_older_one_or_one_from_abroad_needs_the_whole_list(changes: dict[str, Any]) -> None:
    held = {"ever_held": "yes", "old_expires_on": date(2014, 12, 1), "old_issued_on": date(2010, 1, 1), **changes}
    assert kinds(factories.answered(**held)) == [
        "ktp",
        "kk",
        "birth_proof",
        "old_passport",
    ]


def test_a_child_comes_with_the_papers_of_its_parents() -> None:
    assert kinds(child()) == ["parent_ktp", "kk", "birth_certificate", "parents_marriage", "parents_statement"]
    assert "parent_passport" in kinds(child(), required=False)


def test_a_child_that_held_one_brings_it() -> None:
    assert "old_passport" in kinds(child(ever_held="yes"))


def test_a_child_of_one_parent_brings_what_stands_for_the_other() -> None:
    assert "power_of_attorney" in kinds(child(accompanied_by="mother"))
    assert "custody" in kinds(child(accompanied_by="mother", parents_status="divorced"))
    assert "power_of_attorney" not in kinds(child(accompanied_by="mother", parents_status="widowed"))
    assert "parents_marriage" not in kinds(child(parents_status="unmarried"))


def test_a_guardian_shows_the_ruling() -> None:
    assert "custody" in kinds(child(accompanied_by="guardian", guardian_name="Made", guardian_basis="12/Pdt.P/2025"))


@pytest.mark.parametrize(
    ("answer", "paper"),
    [({"citizenship": "naturalised"}, "naturalisation"), ({"name_changed": "yes"}, "name_change")],
)
def test_what_changed_in_a_life_is_shown(answer: dict[str, Any], paper: str) -> None:
    assert paper in kinds(factories.answered(**answer))


@pytest.mark.parametrize(
    ("condition", "paper"),
    [("lost", "police_report"), ("damaged", "damaged_passport"), ("changed", "change_basis")],
)
def test_what_is_done_at_the_desk_begins_with_its_reason(condition: str, paper: str) -> None:
    assert kinds(factories.answered(ever_held="yes", condition=condition))[0] == paper
    assert kinds(child(ever_held="yes", condition=condition))[0] == paper


def test_a_family_brings_what_it_shares_once() -> None:
    first, second, third = factories.family().people.all()
    assert kinds(first) == ["ktp", "kk", "birth_proof"]
    assert kinds(second) == ["ktp", "birth_proof"]
    assert kinds(third) == ["birth_certificate", "parents_marriage", "parents_statement"]
    lent = {paper.kind: paper.lent_by for paper in requirements.papers_for(third, TODAY) if paper.lent_by}
    assert lent == {"parent_ktp": "Ratna Wulandari", "kk": "Ratna Wulandari"}


def test_who_does_not_bring_a_paper_cannot_lend_it() -> None:
    """A parent who replaces a passport shows no family card; the child then shows it."""
    application = factories.family()
    filing.reopen(application, by=None, at=now())
    first, second, third = application.people.all()
    for parent, person in ((first, people.RATNA), (second, people.BAGUS)):
        parent.application = application
        factories.answer(parent, person, relation=parent.relation, ever_held="yes")
    assert "kk" not in kinds(first)
    assert "kk" in kinds(third)


def test_brothers_and_sisters_show_the_marriage_of_their_parents_once() -> None:
    one, other = (Applicant(application=Application(), order=n, relation="child", kk=people.KK) for n in (1, 2))
    for each in (one, other):
        landing.put(each, {"birth_on": people.KIRANA.birth_on, "full_name": f"Anak {each.order}"}, TODAY)
    lent = {paper.kind: paper.lent_by for paper in requirements.papers_for(other, TODAY, [one, other])}
    assert (lent["parents_marriage"], lent["parent_ktp"], lent["birth_certificate"]) == ("Anak 1", "Anak 1", "")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_answered_some_paper_is_asked_for_and_each_has_its_words(data: st.DataObject) -> None:
    given_answers = {
        question.name: data.draw(st.sampled_from([None, *(value for value, _ in question.choices)]), question.name)
        for question in questions.QUESTIONS
        if question.choices
    }
    given_answers["birth_on"] = data.draw(st.none() | st.dates(date(1910, 1, 1), TODAY), "birth_on")
    given_answers["old_issued_on"] = data.draw(st.none() | st.dates(date(1990, 1, 1), TODAY), "old_issued_on")
    applicant = Applicant(application=Application(), order=1)
    landing.put(applicant, given_answers, TODAY)
    papers = requirements.papers_for(applicant, TODAY)
    assert any(paper.required for paper in papers)
    assert len({paper.kind for paper in papers}) == len(papers)
    assert all(str(paper.label) and str(paper.why) for paper in papers)


def test_every_paper_of_the_matrix_has_a_label_a_reason_and_its_condition() -> None:
    named = {kind for line in requirements.MATRIX.values() for kind in line}
    conditional = {kind for line in requirements.MATRIX.values() for kind, need in line.items() if need == "when"}
    assert named == set(requirements.LABELS) == set(requirements.WHYS)
    assert conditional == set(requirements.WHENS)
