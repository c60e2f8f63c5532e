"""How each bill is told of. The stories take turns; those of bills that are over are told late."""

from __future__ import annotations

from collections.abc import Iterator

from bench.callbacks.bank import Call
from bench.callbacks.bills import AMOUNT, Bills

# Calls of ten bills, one of them over.
CALLS_OF_TEN = 21


def calls(bills: Bills) -> Iterator[Call]:
    """Rivals and repeats stand side by side, so that they are under way at once."""
    for number in bills.numbers:
        yield from _story(bills.code(number), bills.is_over(number), number % 9)


def _story(code: str, is_over: bool, turn: int) -> Iterator[Call]:  # noqa: FBT001 - the bill's own fact
    first, second = f"{code}-1", f"{code}-2"
    if is_over:
        yield Call(code, first)
        yield Call(code, first, is_advice=True)
        return
    if turn in (0, 1, 2):  # told twice: again, or as advice
        yield Call(code, first)
        yield Call(code, first, is_advice=turn == 1)
    elif turn == 3:  # the advice overtakes the payment
        yield Call(code, first, is_advice=True)
        yield Call(code, first)
    elif turn == 4:  # a wrong amount, then the right one under another number
        yield Call(code, first, AMOUNT - 50_000)
        yield Call(code, second)
    elif turn == 5:  # an impostor is quicker than the bank
        yield Call(code, f"{code}-0", is_forged=True)
        yield Call(code, first)
    elif turn == 6:  # two at once, for one bill
        yield Call(code, first)
        yield Call(code, second)
    elif turn == 7:  # the same number used for another amount
        yield Call(code, first)
        yield Call(code, first, AMOUNT + 1)
        yield Call(code, first, is_advice=True)
    else:
        yield Call(code, first)
        yield Call(code, second, AMOUNT * 2)
