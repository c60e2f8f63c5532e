"""Each wrong answer is refused with a sentence that says how to put it right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mpaspor.stages.applications import answers, questions
from mpaspor.stages.applications.models import Applicant
from tests import factories, people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 2)


@pytest.fixture
def applicant() -> Applicant:
    return factories.answered(ever_held="yes")


def refused(applicant: Applicant, name: str, value: Any) -> str:
    """The code of what is wrong, "" if nothing is."""
    wrong = answers.wrong(applicant, questions.named(name).step, {name: value}, TODAY)
    for each in wrong.values():
        assert str(each.message)
    return wrong[name].code if name in wrong else ""


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("full_name", "", "empty"),
        ("full_name", "  ", "empty"),
        ("full_name", "!!", "empty"),
        ("full_name", "Ratna 2", "digits"),
        ("full_name", "Ратна", "script"),
        ("full_name", "A" * 61, "too_long"),
        ("full_name", "A" * 500, "too_long"),
        ("full_name", 7, "type"),
        ("relation", "neighbour", "choice"),
        ("birth_on", "1990-07-05", "type"),
        ("birth_on", date(2052, 1, 1), "future"),
        ("birth_on", date(1900, 1, 1), "too_old"),
        ("ever_held", "perhaps", "choice"),
        ("ever_held", "", "empty"),
        ("old_issued_on", date(2052, 9, 1), "future"),
        ("old_issued_on", date(1989, 9, 1), "before_birth"),
        ("old_expires_on", date(2020, 1, 1), "before_issue"),
        ("old_expires_on", date(2040, 1, 1), "too_far"),
        ("old_number", "A" * 10, "too_long"),
        ("departure_on", TODAY, "past"),
        ("years", 7, "years"),
        ("years", "many", "type"),
        ("relation", ["self"], "type"),
        ("nik", 5171054507900002, "type"),
        ("passport_kind", "diplomatic", "choice"),
        ("nik", "517105450790000", "length"),
        ("nik", "51710545079O0002", "digits"),
        ("nik", "9971054507900002", "province"),
        ("kk", "51710523011500", "length"),
        ("kk", "5171052301150O07", "length"),
        ("postcode", "8023", "length"),
        ("phone", "08", "phone"),
        ("phone", "no phone", "phone"),
        ("address", "x" * 301, "too_long"),
        ("province", "00", "choice"),
    ],
)
def test_what_cannot_be_is_refused(applicant: Applicant, name: str, value: Any, code: str) -> None:
    assert refused(applicant, name, value) == code


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("full_name", "Suparman"),
        ("full_name", "M. Firman"),
        ("nik", "5171 0545 0790 0002"),
        ("phone", "0812 3456 7890"),
        ("phone", "+65 6123 4567"),
        ("postcode", ""),
        ("departure_on", ""),
        ("departure_on", date(2026, 3, 1)),
        ("years", "10"),
        ("old_expires_on", date(2030, 11, 1)),
    ],
)
def test_what_can_be_is_taken(applicant: Applicant, name: str, value: Any) -> None:
    assert refused(applicant, name, value) == ""


def test_a_year_with_turned_digits_gets_a_proposal(applicant: Applicant) -> None:
    wrong = answers.wrong(applicant, "service", {"old_issued_on": date(2052, 9, 1)}, TODAY)["old_issued_on"]
    assert str(wrong.message) == "Tulis tahun sampai 2026. Mungkin maksud Anda 2025?"
    assert str(wrong.summary) == "Tahun terbit belum mungkin"


def test_a_year_that_turned_would_still_be_to_come_gets_none(applicant: Applicant) -> None:
    wrong = answers.wrong(applicant, "service", {"old_issued_on": date(2099, 9, 1)}, TODAY)["old_issued_on"]
    assert str(wrong.message) == "Tulis tahun sampai 2026."


def test_a_child_who_asks_for_ten_years_is_told_why_not() -> None:
    child = factories.family().people.get(order=3)
    wrong = answers.wrong(child, "service", {"years": 10}, TODAY)["years"]
    assert "17 tahun" in str(wrong.message)


def test_a_married_sixteen_year_old_may_ask_for_ten() -> None:
    young = people.Person("Ni Luh", "F", date(2009, 3, 1), "Negara", "5101014103090001", "married")
    assert factories.answered(young, years=10).years == 10


def test_a_question_of_another_step_is_unknown_here(applicant: Applicant) -> None:
    assert answers.wrong(applicant, "who", {"nik": people.RATNA.nik}, TODAY)["nik"].code == "unknown"
    assert answers.wrong(applicant, "who", {"shoe_size": "42"}, TODAY)["shoe_size"].code == "unknown"


def test_questions_not_asked_are_passed_over(applicant: Applicant) -> None:
    kept = answers.accept(applicant, "service", {"ever_held": "no", "old_issued_on": date(2052, 1, 1)}, TODAY)
    assert kept == {"ever_held": "no"}


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("nik", "5171.0545-0790 0002", "5171054507900002"),
        ("phone", "0812-3456-7890", "+6281234567890"),
        ("full_name", "  Ratna   Wulandari ", "Ratna Wulandari"),
        ("address", "Jl. Melati 4 \r\n\n  Sumerta", "Jl. Melati 4\nSumerta"),
        ("old_number", "c1234567", "C1234567"),
        ("years", "5", 5),
        ("phone", "not a number ", "not a number"),
    ],
)
def test_answers_are_kept_tidy(name: str, typed: str, kept: object) -> None:
    assert answers.tidy(questions.named(name), typed) == kept
