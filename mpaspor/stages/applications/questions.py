"""Which questions a person is asked, which are still open, and what is known already.

Answers live in columns where other stages need them and in `answers` otherwise; here they are one mapping by name.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from mpaspor.stages.applications import choices as c
from mpaspor.stages.applications import validity
from mpaspor.stages.applications.models import Applicant, Relation
from mpaspor.stages.applications.questionnaire import BY_NAME, PARTS, QUESTIONS, SHARED, STEPS, Condition, Question

__all__ = [
    "COLUMNS", "PARTS", "QUESTIONS", "SHARED", "STEPS", "Question",
    "asked", "asked_in_all", "choices", "inherited", "known", "named", "of_step", "open_in", "still_open", "told",
]  # fmt: skip

COLUMNS = ("relation", "full_name", "birth_on", "passport_kind", "years", "nik", "kk", "sex", "birth_place")
DATES = ("date", "month")


def named(name: str) -> Question:
    return BY_NAME[name]


def of_step(step: str) -> list[Question]:
    """Every question of the step, whether asked of this person or not."""
    return [question for question in QUESTIONS if question.step == step]


def known(applicant: Applicant) -> dict[str, Any]:
    """What the person has answered: dates as `date`, years as `int`, the rest as text. No answer, no entry."""
    told_values = {name: getattr(applicant, name) for name in COLUMNS}
    for name, value in applicant.answers.items():
        if name in BY_NAME:
            told_values[name] = date.fromisoformat(value) if value and BY_NAME[name].kind in DATES else value
    return {name: value for name, value in told_values.items() if value not in ("", None)}


def asked_in_all(applicant: Applicant, on: date) -> list[Question]:
    """Every question this person is asked, in order. An answer to a question not asked asks for nothing further."""
    values = known(applicant)
    facts: dict[str, Any] = {
        "adult": _adult(applicant, on),
        "age_group": validity.age_group(applicant, on),
    }
    found = []
    for question in QUESTIONS:
        if _applies(question.when, facts):
            found.append(question)
            facts[question.name] = values.get(question.name)
    return found


def asked(applicant: Applicant, step: str, on: date) -> list[Question]:
    return [question for question in asked_in_all(applicant, on) if question.step == step]


def open_in(applicant: Applicant, step: str, on: date) -> list[Question]:
    """What must be answered in the step and is not."""
    return [question for question in still_open(applicant, on) if question.step == step]


def still_open(applicant: Applicant, on: date) -> list[Question]:
    """The same for all steps."""
    values = known(applicant)
    return [each for each in asked_in_all(applicant, on) if each.required and each.name not in values]


def told(applicant: Applicant, on: date) -> list[tuple[Question, Any]]:
    """Questions asked and answered, for those who read the file."""
    values = known(applicant)
    return [(each, values[each.name]) for each in asked_in_all(applicant, on) if each.name in values]


def choices(question: Question, applicant: Applicant, on: date) -> tuple[tuple[Any, Any], ...]:
    """The choices this person has: no ten years for a child, one "myself" in a file."""
    if question.name == "years":
        allowed = validity.years_allowed(applicant, on)
        return tuple(pair for pair in c.YEARS if pair[0] in allowed)
    if question.name == "relation" and applicant.order > 1:
        return tuple(pair for pair in c.RELATION if pair[0] != Relation.SELF)
    return question.choices


def inherited(question: Question, applicant: Applicant, first: Applicant) -> bool:
    """Whether the answer is the one the first person of the file gave for all."""
    if not question.shared or applicant.order == first.order:
        return False
    value = known(applicant).get(question.name)
    return value is not None and value == known(first).get(question.name)


def _adult(applicant: Applicant, on: date) -> str:
    if applicant.birth_on is None:
        return ""
    return c.YES if validity.is_adult(applicant, on) else c.NO


def _applies(when: Condition, facts: dict[str, Any]) -> bool:
    return all(facts.get(name) in allowed for name, allowed in when)
