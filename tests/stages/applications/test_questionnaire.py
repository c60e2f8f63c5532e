"""The form as data holds together."""

from __future__ import annotations

import pytest

from mpaspor.stages.applications import questions
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.applications.questionnaire import BY_NAME, PARTS, QUESTIONS, STEPS, Question

FACTS = {"adult": {"yes", "no"}, "age_group": {"small", "young", "adult"}}
KINDS = {"choice", "select", "yes_no", "name", "text", "long", "date", "month", "nik", "kk", "phone", "postcode"}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_has_a_place_words_and_a_known_kind(question: Question) -> None:
    assert question.step in STEPS
    assert question.part in PARTS
    assert question.kind in KINDS
    assert str(question.label)
    assert bool(question.choices) == (question.kind in ("choice", "select", "yes_no"))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_condition_waits_only_for_answers_given_before(question: Question) -> None:
    order = [(each.step, each.part) for each in QUESTIONS]
    for name, allowed in question.when:
        if name in FACTS:
            assert set(allowed) <= FACTS[name]
        else:
            source = BY_NAME[name]
            assert order.index((source.step, source.part)) < order.index((question.step, question.part))
            assert set(allowed) <= {value for value, _words in source.choices}


def test_no_two_questions_share_a_name() -> None:
    assert len(BY_NAME) == len(QUESTIONS)


def test_a_part_lies_in_one_step_and_in_one_piece() -> None:
    seen: list[tuple[str, str]] = []
    for question in QUESTIONS:
        if not seen or seen[-1] != (question.step, question.part):
            seen.append((question.step, question.part))
    assert len(seen) == len(set(seen)) == len({part for _step, part in seen})


def test_columns_hold_what_their_questions_allow() -> None:
    for name in questions.COLUMNS:
        field = Applicant._meta.get_field(name)
        longest = getattr(field, "max_length", None)
        question = questions.named(name)
        if longest and not question.choices and question.kind not in questions.DATES:
            assert question.longest <= longest
        if longest and question.choices:
            assert all(len(str(value)) <= longest for value, _words in question.choices)
