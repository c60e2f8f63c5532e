"""Where answers land on the record: columns that other stages need, `answers` for the rest; and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mpaspor.stages.applications import choices as c
from mpaspor.stages.applications import questions, register, validity
from mpaspor.stages.applications.models import Applicant, Service

_EMPTY: dict[str, Any] = {"birth_on": None, "years": None}
# The registry compared these: with another value its answer says nothing any more.
_COMPARED = frozenset({"nik", "kk", "full_name", "birth_place", "birth_on", "sex"})


def put(applicant: Applicant, values: Mapping[str, Any], on: date) -> list[str]:
    """Set answers on the record in memory and draw the conclusions; the names of those that changed."""
    before = questions.known(applicant)
    answers = dict(applicant.answers)
    for name, value in values.items():
        empty = value in ("", None)
        if name in questions.COLUMNS:
            setattr(applicant, name, _EMPTY.get(name, "") if empty else value)
        elif empty:
            answers.pop(name, None)
        else:
            answers[name] = value.isoformat() if isinstance(value, date) else value
    applicant.answers = answers
    conclude(applicant, on)
    after = questions.known(applicant)
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if _COMPARED.intersection(changed):
        forget_population(applicant)
    applicant.steps_done = steps_done(applicant, on)
    return changed


def conclude(applicant: Applicant, on: date) -> None:
    """What nobody needs to be asked: the service, having been married, the years of a child, the key of the NIK."""
    answers = applicant.answers
    if answers.get("ever_held") == c.NO:
        applicant.service = Service.NEW
    else:
        applicant.service = answers.get("condition", "") if answers.get("ever_held") == c.YES else ""
    # Permenkumham 18/2022 says "or married"; who was married stays of age.
    asked = validity.age_group(applicant, on) != "small"
    applicant.married = asked and answers.get("civil_status") in ("married", "divorced", "widowed")
    if applicant.birth_on and not validity.is_adult(applicant, on):
        allowed = validity.years_allowed(applicant, on)
        applicant.years = applicant.years if applicant.years in allowed else allowed[0]
    applicant.person_key = register.person_key(applicant.nik) if applicant.nik else None


def forget_population(applicant: Applicant) -> None:
    applicant.population_state = Applicant.Population.UNCHECKED
    applicant.population_answer = {}
    applicant.population_asked_at = None


def steps_done(applicant: Applicant, on: date) -> list[str]:
    """Steps in which nothing is open. Who it is comes first: later questions depend on it."""
    asked_steps = [step for step in questions.STEPS if step != "papers"]
    open_steps = {question.step for question in questions.still_open(applicant, on)}
    if "who" in open_steps:
        return []
    return [step for step in asked_steps if step not in open_steps]
