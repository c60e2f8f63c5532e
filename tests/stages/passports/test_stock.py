from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, transaction

from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.stages.passports import stock
from mpaspor.stages.passports.models import BlankBook
from tests import people
from tests.cases import office_day
from tests.stages.appointments import racing

pytestmark = pytest.mark.django_db


def test_books_are_delivered_with_running_numbers_and_one_line_in_the_trail() -> None:
    stock.deliver(people.denpasar(), "ordinary", "c 7654309", 3, by=people.printer(), at=now())
    assert list(BlankBook.objects.values_list("number", flat=True)) == ["C7654309", "C7654310", "C7654311"]
    assert Entry.objects.get(act="blankbook.delivered").new["count"] == 3


def test_what_remains_is_counted_by_kind() -> None:
    office_day.blanks(3)
    BlankBook.objects.filter(number="X1234567").update(state="spoiled")
    assert stock.remaining(people.denpasar()) == {"ordinary": 0, "electronic": 2}
    assert stock.remaining(people.jayapura()) == {"ordinary": 0, "electronic": 0}


@pytest.mark.parametrize("number", ["", "1234567", "ABC123456", "A12345", "A12345678", "X123456A"])
def test_a_number_of_another_shape_is_refused(number: str) -> None:
    with pytest.raises(stock.BadNumber):
        stock.deliver(people.denpasar(), "ordinary", number, 1, by=None, at=now())


@pytest.mark.parametrize(("first", "count"), [("X1234567", 0), ("X1234567", -1), ("X9999998", 3), ("X1234567", 10**6)])
def test_a_count_that_cannot_be_is_refused(first: str, count: int) -> None:
    with pytest.raises(stock.BadCount):
        stock.deliver(people.denpasar(), "ordinary", first, count, by=None, at=now())


def test_a_number_is_delivered_once() -> None:
    office_day.blanks(2)
    with pytest.raises(stock.NumberTaken) as refusal:
        stock.deliver(people.jayapura(), "electronic", "X1234566", 3, by=None, at=now())
    assert refusal.value.number == "X1234567"
    assert BlankBook.objects.count() == 2


def test_an_empty_safe_is_said() -> None:
    office_day.blanks(1, kind="ordinary")
    with pytest.raises(stock.NoBlanks):
        stock.take(people.denpasar().pk, "electronic")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_printers_at_the_same_moment_take_two_books() -> None:
    office_day.blanks(2)
    office_id = people.denpasar().pk

    def take() -> str:
        try:
            with transaction.atomic():
                return stock.take(office_id, "electronic").number
        finally:
            connection.close()

    with transaction.atomic():
        mine = stock.take(office_id, "electronic").number
        # Still open here: the other must neither wait nor get the same.
        with ThreadPoolExecutor(1) as other:
            theirs = other.submit(take).result(timeout=10)
    assert {mine, theirs} == {"X1234567", "X1234568"}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_delivery_noted_twice_at_once_is_noted_once() -> None:
    office, printer = people.denpasar(), people.printer()
    note = partial(stock.deliver, office, "electronic", "X1234567", 3, by=printer, at=now())
    answers = racing.at_once([note, note])
    assert sorted(type(answer).__name__ for answer in answers) == ["NumberTaken", "list"]
    assert BlankBook.objects.count() == 3
