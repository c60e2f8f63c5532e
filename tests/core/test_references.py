from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from mpaspor.core import references

fresh = some.builds(references.new_reference)


def test_a_new_reference_is_two_fours_and_valid() -> None:
    for _ in range(200):
        reference = references.new_reference()
        assert len(reference) == 9
        assert reference[4] == "-"
        assert references.is_valid(reference)


def test_the_example_people_know_is_valid() -> None:
    assert references.is_valid("7KQ2-M9XD")


def test_people_type_it_as_they_like() -> None:
    for typed in ("7kq2m9xd", " 7KQ2 M9XD ", "7kq2\u2013m9xd", "7-K-Q-2-M-9-X-D", "7KQ2.M9XD"):
        assert references.normalise(typed) == "7KQ2-M9XD"
        assert references.is_valid(typed)


def test_a_five_read_as_an_s_and_a_v_as_a_u_are_put_right() -> None:
    assert references.normalise("skq2-m9xu") == "5KQ2-M9XV"


def test_what_is_no_reference_stays_what_was_typed() -> None:
    assert references.normalise(" halo ") == "HALO"
    for typed in ("", "halo", "7KQ2-M9X", "7KQ2-M9XDD", "7KQ2-M9X0", "\u0667KQ2-M9XD", "2222-2222"):
        assert not references.is_valid(typed)


@given(fresh, some.integers(0, 7), some.sampled_from(references.ALPHABET))
def test_one_wrong_character_is_always_caught(reference: str, place: int, other: str) -> None:
    plain = reference.replace("-", "")
    wrong = plain[:place] + other + plain[place + 1 :]
    assert references.is_valid(wrong) == (wrong == plain)


@given(fresh, some.integers(0, 7), some.integers(0, 7))
def test_two_swapped_characters_are_always_caught(reference: str, one: int, other: int) -> None:
    plain = list(reference.replace("-", ""))
    plain[one], plain[other] = plain[other], plain[one]
    wrong = "".join(plain)
    assert references.is_valid(wrong) == (wrong == reference.replace("-", ""))


@given(some.text(max_size=20))
def test_any_text_may_be_asked_about(text: str) -> None:
    assert references.normalise(references.normalise(text)) == references.normalise(text)
    references.is_valid(text)


@given(some.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_a_billing_code_has_fifteen_digits_and_its_day(day: date) -> None:
    code = references.new_billing_code(day)
    assert len(code) == 15
    assert code.isdigit()
    assert code.startswith(f"8{day:%Y%m%d}")


def test_billing_codes_of_one_day_do_not_follow_each_other() -> None:
    codes = [int(references.new_billing_code(date(2026, 1, 8))) for _ in range(20)]
    assert codes != sorted(codes)
