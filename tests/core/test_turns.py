from __future__ import annotations

import pytest

from mpaspor.core import turns


def test_each_has_its_turn() -> None:
    seen: list[int] = []
    assert turns.each([1, 2, 3], seen.append) == 3
    assert seen == [1, 2, 3]
    assert turns.each([], seen.append) == 0


def test_one_that_goes_wrong_keeps_no_other_waiting_and_is_told() -> None:
    seen: list[int] = []

    def stumble(number: int) -> None:
        if number % 2:
            raise LookupError(number)
        seen.append(number)

    with pytest.raises(ExceptionGroup, match="2 went wrong, 2 did not") as problem:
        turns.each([1, 2, 3, 4], stumble)
    assert seen == [2, 4]
    assert [str(one) for one in problem.value.exceptions] == ["1", "3"]


def test_an_answer_that_is_none_goes_wrong_and_ends_no_round() -> None:
    asked: list[int] = []

    def ask(number: int) -> None:
        asked.append(number)
        raise KeyError(number) if number % 3 else LookupError

    with pytest.raises(ExceptionGroup, match="4 went wrong, 0 did not"):
        turns.each([1, 2, 3, 4, 5, 6], ask, silence=LookupError, answer=KeyError)
    assert asked == [1, 2, 3, 4, 5, 6]


def test_three_silences_in_a_row_end_the_round() -> None:
    asked: list[int] = []

    def ask(number: int) -> None:
        asked.append(number)
        if number != 3:
            raise TimeoutError

    assert turns.each([1, 2, 3, 4, 5, 6, 7], ask, silence=TimeoutError) == 1
    assert asked == [1, 2, 3, 4, 5, 6]
