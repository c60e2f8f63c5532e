"""A day as they tell it, held against the day as we have it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.payments import books, matching, reconciling, settlement, statements
from mpaspor.stages.payments.models import Bill, Credit, Difference, Payment, Question, Statement, StatementLine
from mpaspor.stages.payments.reconciling import Channel, NoReason, NotATask
from mpaspor.stages.payments.statement_files import Line
from tests import books as proofs
from tests import people
from tests.stages.appointments.scene import MORNING
from tests.stages.payments.scene import billed, notice

pytestmark = pytest.mark.django_db

ON = MORNING.date()
LATER = MORNING + timedelta(days=1)


def line(bill: Bill, *, number: str = "1", amount: int | None = None, code: str = "") -> Line:
    """The bank's line for the payment that `notice` tells of."""
    told = notice(bill, number=number, amount=amount)
    return Line(told.request_id, code or told.code, told.amount, told.channel, told.reference, told.paid_at)


def listed(*lines: Line, source: str = "CONTOH", days: int = 0) -> Statement:
    """Their list of the day, or of a later one, matched."""
    at = LATER + timedelta(days=days)
    statement = statements.keep(source, ON + timedelta(days=days), lines, by=None, at=at)
    matching.match(statement, at=at)
    matching.look_again(at=at)
    return statement


def paid(number: str = "1") -> Bill:
    bill = billed() if number == "1" else billed(people.SUPARMAN, slot=Slot.objects.get())
    settlement.receive(notice(bill, number=number), at=MORNING)
    return bill


def only() -> Difference:
    return reconciling.tasks("all").get()


def test_a_day_that_is_alike_has_nothing_to_explain() -> None:
    bill = paid()
    assert (reconciling.day("all", ON).unlisted, reconciling.day("all", ON).theirs) == (950_000, 0)
    listed(line(bill))
    found = reconciling.day(people.denpasar(), ON)
    assert found.channels == [Channel("CONTOH", "6011", 1, 950_000, 950_000)]
    assert (found.theirs, found.fees, found.unexplained, found.matched, found.differences) == (
        950_000,
        950_000,
        0,
        1,
        [],
    )
    assert found.awaited == ["TREASURY"]
    assert reconciling.day(people.jayapura(), ON).channels == []


def test_the_same_list_twice_is_one_and_a_longer_one_of_the_day_counts_instead() -> None:
    bill = paid()
    first = listed(line(bill))
    assert listed(line(bill)) == first
    other = paid("2")
    longer = listed(line(bill), line(other, number="2"))
    assert statements.latest(ON).get() == longer
    assert reconciling.day("all", ON).theirs == 1_900_000
    assert StatementLine.objects.filter(payment=None).count() == 0


def test_money_only_they_have_is_noted_from_their_list_and_pays_the_bill() -> None:
    bill = billed()
    listed(line(bill))
    bill.refresh_from_db()
    assert bill.state == "settled"
    found = only()
    assert (found.kind, found.state, found.payment) == ("missing_here", "explained", Payment.objects.get())
    assert Payment.objects.get().booked_on == ON
    assert books.unexplained().amount == 0
    assert list(Entry.objects.filter(record="difference").order_by("id").values_list("act", flat=True)) == [
        "difference.open", "difference.explained",
    ]  # fmt: skip
    assert proofs.of_money() == []


def test_late_money_on_a_list_is_a_credit_and_money_for_no_code_a_question() -> None:
    bill = paid()
    listed(line(bill), line(bill, number="2"), line(bill, number="3", code="820260102999999"))
    assert Credit.objects.get().reason == "double"
    assert Question.objects.get().state == "open"
    assert set(reconciling.tasks("all").values_list("state", flat=True)) == {"explained"}
    found = reconciling.day("all", ON)
    assert (found.fees, found.credits, found.questions, found.unexplained) == (950_000, 950_000, 950_000, 0)
    assert reconciling.day(None, ON).questions == 950_000


def test_what_their_list_lacks_is_looked_for_in_the_next_before_it_is_a_task() -> None:
    bill = paid()
    listed()
    found = only()
    assert (found.kind, found.state, found.amount, found.waits) == ("missing_there", "open", -950_000, True)
    assert reconciling.day("all", ON).in_transit == 950_000
    with pytest.raises(NotATask):
        reconciling.explain(found, "Bank lupa.", by=people.ariani(), at=LATER)
    listed(line(bill), days=1)
    assert only().state == "explained"
    today, next_day = reconciling.day("all", ON), reconciling.day("all", ON + timedelta(days=1))
    assert (today.in_transit, today.unexplained) == (950_000, 0)
    assert (next_day.theirs, next_day.earlier, next_day.received, next_day.unexplained) == (950_000, 950_000, 0, 0)


def test_what_the_next_list_lacks_as_well_is_somebodys_task() -> None:
    paid()
    listed()
    listed(days=1)
    found = only()
    assert not found.waits
    reconciling.take(found, by=people.ariani(), at=LATER)
    with pytest.raises(NoReason):
        reconciling.explain(found, " ", by=people.ariani(), at=LATER)
    reconciling.explain(found, "Bank memasukkannya dua hari kemudian.", by=people.ariani(), at=LATER)
    found = only()
    assert (found.state, found.why, found.taken_by) == (
        "explained", "Bank memasukkannya dua hari kemudian.", people.ariani(),
    )  # fmt: skip
    assert reconciling.age(found, now() + timedelta(days=9)) == 0
    with pytest.raises(NotATask):
        reconciling.explain(found, "Lagi.", by=people.ariani(), at=LATER)


@pytest.mark.parametrize(("amount", "code", "by"), [(900_000, "", -50_000), (None, "820260102999999", 0)])
def test_another_amount_or_code_is_a_task(amount: int | None, code: str, by: int) -> None:
    listed(line(paid(), amount=amount, code=code))
    found = only()
    assert (found.kind, found.state, found.amount) == ("differing", "open", by)
    assert reconciling.day("all", ON).unexplained == by
    assert books.unexplained().told == abs(by)
    reconciling.explain(found, "Salah ketik di bank, sudah dibetulkan.", by=people.ariani(), at=LATER)
    today = reconciling.day("all", ON)
    assert (today.unexplained, today.explained, books.unexplained().amount) == (0, by, 0)


def test_a_wrong_amount_that_a_later_list_puts_right_needs_nobody() -> None:
    bill = paid()
    listed(line(bill, amount=900_000))
    listed(line(bill))
    assert only().state == "explained"
    assert reconciling.day("all", ON).explained == 0
