"""Lists held against ours twice at once, and days closed while money comes."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mpaspor.stages.payments import books, closing, matching, settlement, statements
from mpaspor.stages.payments.models import Bill, BookDay, Difference, LedgerTransaction, Payment, StatementLine
from mpaspor.stages.payments.statement_files import Line
from tests import books as proofs
from tests import people
from tests.stages.appointments import racing
from tests.stages.appointments.scene import MORNING
from tests.stages.payments.scene import billed, notice

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ON = MORNING.date()
LATER = MORNING + timedelta(days=1)


def line(bill: Bill, number: str) -> Line:
    told = notice(bill, number=number)
    return Line(told.request_id, told.code, told.amount, told.channel, told.reference, told.paid_at)


def the_same_list_is_held_against_ours_three_times_at_once() -> list[Any]:
    """One payment only they have, one that differs, one of ours they lack."""
    bill = billed()
    settlement.receive(notice(bill, number="ours"), at=MORNING)
    settlement.receive(notice(bill, number="differs", amount=5_000), at=MORNING)
    lines = [line(bill, "theirs"), line(bill, "differs")]

    def take() -> None:
        matching.match(statements.keep("CONTOH", ON, lines, by=None, at=LATER), at=LATER)

    return racing.at_once([take] * 3)


def kinds() -> list[tuple[str, str]]:
    return sorted(Difference.objects.values_list("kind", "state"))


def test_a_list_held_against_ours_three_times_at_once_is_taken_once() -> None:
    answers = the_same_list_is_held_against_ours_three_times_at_once()
    assert answers == [None, None, None]
    assert kinds() == [("differing", "open"), ("missing_here", "explained"), ("missing_there", "open")]
    assert (Payment.objects.count(), StatementLine.objects.count()) == (3, 2)
    assert proofs.of_money() == []


def test_without_its_lock_the_same_list_is_taken_by_several(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what holds above is the lock on a line, and behind it the database's own key."""

    ours = matching._ours  # noqa: SLF001 - looked up between the question whether it is taken and the taking

    def slowly(line: StatementLine) -> Payment | None:
        time.sleep(0.5)
        return ours(line)

    monkeypatch.setattr(matching, "_locked", lambda pk: StatementLine.objects.select_related("statement").get(pk=pk))
    monkeypatch.setattr(matching, "_ours", slowly)
    answers = the_same_list_is_held_against_ours_three_times_at_once()
    assert any(isinstance(answer, IntegrityError) for answer in answers)


def signed() -> Bill:
    """A day of Denpasar's, signed."""
    bill = billed()
    settlement.receive(notice(bill), at=MORNING)
    for source, lines in (("CONTOH", [line(bill, "1")]), ("TREASURY", [])):
        matching.match(statements.keep(source, ON, lines, by=None, at=LATER), at=LATER)
    closing.sign(people.denpasar(), ON, by=people.ariani(), at=LATER)
    return bill


def money_comes_while_the_day_is_closed(*, first: str) -> list[Any]:
    bill, office, by = signed(), people.denpasar(), people.second_treasurer()

    def pay() -> Any:
        return settlement.receive(notice(bill, number="2"), at=MORNING)

    def close() -> Any:
        return closing.close(office, ON, by=by, at=LATER)

    return racing.before_it_ends(*((pay, close) if first == "money" else (close, pay)))


def the_closed_day_is_as_signed() -> bool:
    record = BookDay.objects.get()
    return bool(record.balance == books.trial(on=ON, whose=people.denpasar()).total.balance._asdict())


def test_a_day_is_not_closed_over_money_that_is_being_noted() -> None:
    answers = money_comes_while_the_day_is_closed(first="money")
    assert isinstance(answers[1], closing.Moved)
    assert BookDay.objects.get().state == "signed"
    assert proofs.of_money() == []


def test_money_that_comes_while_the_day_is_closed_belongs_to_the_next() -> None:
    answers = money_comes_while_the_day_is_closed(first="closing")
    assert answers[1].outcome == "credit"
    assert LedgerTransaction.objects.latest("id").on == ON + timedelta(days=1)
    assert the_closed_day_is_as_signed()
    assert proofs.of_money() == []


def test_without_taking_turns_a_closed_day_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: whoever closes waits for nobody, and the money is written into the day it closed."""
    monkeypatch.setattr(closing, "_lock", lambda _office, _on: None)
    bill, office, by = signed(), people.denpasar(), people.second_treasurer()

    def pay() -> Any:
        with transaction.atomic():
            payment = settlement.receive(notice(bill, number="2"), at=MORNING)
            time.sleep(2)
        return payment

    def close() -> Any:
        time.sleep(0.5)
        return closing.close(office, ON, by=by, at=LATER)

    answers = racing.at_once([pay, close])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert not the_closed_day_is_as_signed()
    assert [found.check for found in proofs.of_money()] == ["closed_days_are_as_signed"]


def nobodys(number: str) -> Payment:
    """Money for a code nobody has: the centre's."""
    return settlement.receive(notice(Bill(code="820260102999999", amount=500_000), number=number), at=MORNING)


def money_comes_while_the_centre_closes(*, first: str) -> list[Any]:
    """Of no office, as the day is that is closed."""
    paid = nobodys("1")
    told = Line(paid.request_id, paid.code, paid.amount, paid.channel, paid.reference, paid.paid_at)
    for source, lines in (("CONTOH", [told]), ("TREASURY", [])):
        matching.match(statements.keep(source, ON, lines, by=None, at=LATER), at=LATER)
    closing.sign(None, ON, by=people.hendra(), at=LATER)
    by = people.yuliana()

    def pay() -> Any:
        return nobodys("2")

    def close() -> Any:
        return closing.close(None, ON, by=by, at=LATER)

    return racing.before_it_ends(*((pay, close) if first == "money" else (close, pay)))


def test_a_day_of_the_centre_is_not_closed_over_money_that_is_being_noted() -> None:
    answers = money_comes_while_the_centre_closes(first="money")
    assert isinstance(answers[1], closing.Moved)
    assert BookDay.objects.get().state == "signed"
    assert proofs.of_money() == []


def test_money_of_no_office_that_comes_while_the_centre_closes_belongs_to_the_next_day() -> None:
    answers = money_comes_while_the_centre_closes(first="closing")
    assert answers[1].outcome == "question"
    assert LedgerTransaction.objects.latest("id").on == ON + timedelta(days=1)
    assert BookDay.objects.get().state == "closed"
    assert proofs.of_money() == []
