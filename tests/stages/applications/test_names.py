from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mpaspor.stages.applications import names


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ai'nun", "AINUN"),
        ("Ai\u2019nun", "AINUN"),
        ("M. Firman", "M FIRMAN"),
        ("M.Firman", "M FIRMAN"),
        ("Nur-Aini", "NURAINI"),
        ("  ratna   wulandari ", "RATNA WULANDARI"),
        ("Suparman", "SUPARMAN"),
        ("José Peña", "JOSE PENA"),
        ("A\u030angstro\u0308m", "AANGSTROEM"),
        ("Łukasz Strauß", "LUKASZ STRAUSS"),
        ("", ""),
    ],
)
def test_a_name_is_printed_without_marks(typed: str, printed: str) -> None:
    assert names.tidy(typed) == printed


@given(some.text(max_size=80))
def test_tidying_twice_changes_nothing(name: str) -> None:
    assert names.tidy(names.tidy(name)) == names.tidy(name)


def test_one_word_is_a_name() -> None:
    assert names.problems("Suparman") == []
    assert names.warnings("Suparman") == []


@pytest.mark.parametrize(
    ("name", "problem"), [(" . ", "empty"), ("Budi 2", "digits"), ("\u674e\u660e", "script"), ("A" * 61, "too_long")]
)
def test_what_must_be_put_right_is_named(name: str, problem: str) -> None:
    assert names.problems(name) == [problem]


def test_a_name_longer_than_the_page_is_agreed_with_the_officer() -> None:
    assert names.warnings("A" * 34) == []
    assert names.warnings("A" * 35) == ["page_limit"]
    assert names.problems("A" * 35) == []


@pytest.mark.parametrize("name", ["Hj. Siti Aminah", "Dr. Budi Santoso", "Budi Santoso, S.H."])
def test_a_title_is_asked_about(name: str) -> None:
    assert names.warnings(name) == ["title"]


def test_case_accents_marks_and_spaces_do_not_tell_people_apart() -> None:
    assert names.same_name("Nur Aini", "NUR-AINI")
    assert names.same_name("José", "jose")
    assert not names.same_name("Ratna Wulandari", "Ratna Wulandri")
