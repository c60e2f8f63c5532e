"""Whatever they tell, whenever, and however they change their mind: each day adds up, and nothing is noted twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mpaspor.stages.payments import books, matching, reconciling, settlement, statements
from mpaspor.stages.payments.models import Difference, Payment, Via
from mpaspor.stages.payments.notices import Notice
from mpaspor.stages.payments.statement_files import Line
from tests.stages.appointments.scene import MORNING

pytestmark = pytest.mark.django_db
ON = MORNING.date()
NUMBERS = ["A", "B", "C"]
# A payment told to us: its number, and the day it is booked on.
noted = st.dictionaries(st.sampled_from(NUMBERS), st.integers(0, 1))
# A list: its day, and the amount of each number on it (100 is what we note).
a_list = st.tuples(st.integers(0, 1), st.dictionaries(st.sampled_from(NUMBERS), st.sampled_from([100, 100, 120])))


def note(number: str, day: int) -> None:
    """Nobody's code: no file is needed for money that waits as a question."""
    on = ON + timedelta(days=day)
    told = Notice(Via.BANK, "CONTOH", number, "820260102999999", 100, "6011", number, MORNING, booked_on=on)
    settlement.receive(told, at=MORNING)


def tell(day: int, amounts: dict[str, int], minute: int) -> None:
    """Their list of a day, a minute after the last one; once more, as the worker would."""
    at = MORNING + timedelta(days=2, minutes=minute)
    lines = [Line(number, "820260102999999", amount, "6011", number, MORNING) for number, amount in amounts.items()]
    for _ in range(2):
        matching.match(statements.keep("CONTOH", ON + timedelta(days=day), lines, by=None, at=at), at=at)
        matching.look_again(at=at)


@settings(max_examples=20, deadline=None)
@example({"A": 0}, [(1, {"A": 120, "B": 100}), (1, {}), (1, {"A": 120, "B": 100})])
@given(noted, st.lists(a_list, max_size=5))
def test_each_day_adds_up_and_what_nobody_explained_is_open(ours: dict[str, int], lists: list[Any]) -> None:
    with transaction.atomic():
        for number, day in ours.items():
            note(number, day)
        for minute, (day, amounts) in enumerate(lists):
            tell(day, amounts, minute)
        for day in (0, 1):
            found = reconciling.day("all", ON + timedelta(days=day))
            assert found.explained == 0
            assert (
                found.theirs - found.earlier + found.in_transit + found.unlisted == found.received + found.unexplained
            )
        told = {number for _, amounts in lists for number in amounts}
        assert set(Payment.objects.values_list("request_id", flat=True)) == set(ours) | told
        still_open = Difference.objects.filter(state="open").exclude(kind="missing_there")
        assert books.unexplained().told == sum(abs(one.amount) for one in still_open)
        assert books.rebuild() == []
        transaction.set_rollback(True)
