"""What can be guessed from what the file already holds, so that it need only be looked at, never typed again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mpaspor.stages.applications import nik, questions
from mpaspor.stages.applications.models import Applicant, Relation


def of(applicant: Applicant, family: Sequence[Applicant]) -> dict[str, Any]:
    """Values to begin a form with, by question; only for questions the person has not answered."""
    others = {one.relation: one for one in reversed(family) if one.order != applicant.order}
    guessed: dict[str, Any] = {}
    if applicant.nik and not nik.problem(applicant.nik):
        guessed["sex"] = "M" if not nik.disagreements(applicant.nik, None, "M") else "F"
    if applicant.relation == Relation.CHILD:
        guessed |= _parents([others.get(Relation.SELF), others.get(Relation.SPOUSE)])
    if applicant.relation == Relation.SELF:
        guessed |= _parents([others.get(Relation.PARENT)]) | _spouse(others.get(Relation.SPOUSE))
    if applicant.relation == Relation.SPOUSE:
        guessed |= _spouse(others.get(Relation.SELF))
    answered = questions.known(applicant)
    return {name: value for name, value in guessed.items() if value and name not in answered}


def _parents(found: Sequence[Applicant | None]) -> dict[str, Any]:
    guessed: dict[str, Any] = {}
    for parent in found:
        if parent and parent.sex:
            role = "father" if parent.sex == "M" else "mother"
            guessed |= {f"{role}_name": parent.full_name, f"{role}_nik": parent.nik, f"{role}_citizenship": "wni"}
    here = {name for name in ("father_name", "mother_name") if name in guessed}
    if len(here) == 2:
        guessed |= {"parents_status": "married", "accompanied_by": "both"}
    return guessed


def _spouse(spouse: Applicant | None) -> dict[str, Any]:
    return {"spouse_name": spouse.full_name, "spouse_citizenship": "wni"} if spouse else {}
