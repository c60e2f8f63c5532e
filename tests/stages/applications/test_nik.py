from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from mpaspor.stages.applications import nik

TODAY = date(2026, 1, 2)


def test_a_nik_tells_province_sex_and_birth_date() -> None:
    read = nik.read("3174011708900001", TODAY)
    assert (read.province_name, read.sex, read.birth_on) == ("DKI Jakarta", "M", date(1990, 8, 17))
    assert nik.read("3174015708900002", TODAY).sex == "F"


def test_it_is_read_as_people_write_it() -> None:
    assert nik.read(" 317401.170890-0001 ", TODAY).number == "3174011708900001"


def test_a_year_is_the_latest_that_is_not_to_come() -> None:
    assert nik.read("3174010201260001", TODAY).birth_on == date(2026, 1, 2)
    assert nik.read("3174010301260001", TODAY).birth_on == date(1926, 1, 3)
    assert nik.read("3174012902000001", TODAY).birth_on == date(2000, 2, 29)


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("31740117089000", "length"),
        ("", "digits"),
        ("317401170890000A", "digits"),
        ("\u0663174011708900001"[:16], "digits"),
        ("1111111111111111", "same"),
        ("2074011708900001", "province"),
        ("3100011708900001", "region"),
        ("3174001708900001", "region"),
        ("3174013113900001", "date"),
        ("3174013002900001", "date"),
        ("3174010008900001", "date"),
        ("3174014008900001", "date"),
        ("3174017208900001", "date"),
        ("3174012902010001", "date"),
        ("3174011708900000", "sequence"),
    ],
)
def test_what_cannot_be_a_nik_says_why(number: str, problem: str) -> None:
    assert nik.problem(number) == problem
    with pytest.raises(nik.InvalidNik) as refusal:
        nik.read(number, TODAY)
    assert refusal.value.problem == problem


def test_the_reason_is_a_sentence_for_the_person() -> None:
    with translation.override("id"):
        assert str(nik.InvalidNik("length")) == "NIK berisi 16 angka. Hitung lagi angka di KTP Anda."


def test_a_nik_from_a_province_that_is_gone_is_still_a_nik() -> None:
    assert nik.read("5401011708700001", TODAY).province_name == "Timor Timur"


def test_a_corrected_birth_date_or_sex_is_a_question_not_an_error() -> None:
    assert nik.disagreements("3174011708900001", date(1990, 8, 17), "M") == []
    assert nik.disagreements("3174011708900001", date(1990, 8, 18), "M") == ["birth_on"]
    assert nik.disagreements("3174011708900001", date(1991, 8, 17), "F") == ["birth_on", "sex"]
    assert nik.disagreements("3174015708900001", None, "") == []


@given(
    some.sampled_from(sorted(nik.PROVINCES)),
    some.dates(min_value=date(1926, 1, 3), max_value=TODAY),
    some.sampled_from("MF"),
    some.integers(1, 9999),
)
def test_every_nik_that_could_be_given_reads_back(province: str, birth_on: date, sex: str, sequence: int) -> None:
    day = birth_on.day + (40 if sex == "F" else 0)
    number = f"{province}0101{day:02}{birth_on:%m%y}{sequence:04}"
    read = nik.read(number, TODAY)
    assert (read.province, read.sex, read.birth_on) == (province, sex, birth_on)
    assert nik.disagreements(number, birth_on, sex) == []


@given(some.text(max_size=20) | some.text(alphabet="0123456789", min_size=16, max_size=16))
def test_any_text_is_a_nik_or_has_one_problem(text: str) -> None:
    if nik.problem(text) is None:
        assert nik.read(text, TODAY).birth_on.year >= 1900
    else:
        with pytest.raises(nik.InvalidNik):
            nik.read(text, TODAY)
