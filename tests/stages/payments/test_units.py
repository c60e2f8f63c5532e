"""The money of a unit is in the books of its office: on its day, in its differences, closed by its treasurers."""

from __future__ import annotations

import pytest

from mpaspor.stages.payments import closing, matching, reconciling, settlement, statements
from mpaspor.stages.payments.models import Bill, BookDay, Difference, LedgerTransaction
from mpaspor.stages.payments.statement_files import Line
from tests import people
from tests.stages.appointments.scene import MORNING, file, hour
from tests.stages.payments.scene import bill_of, notice
from tests.stages.payments.test_closing import LATER, ON

pytestmark = pytest.mark.django_db


def of_a_unit() -> Bill:
    """A bill for a place at the unit."""
    application = file(people.RATNA)
    application.office = people.unit()
    application.save()
    return bill_of(application, slot=hour(8, office=people.unit()))


def test_a_units_money_is_on_its_offices_day() -> None:
    bill = of_a_unit()
    settlement.receive(notice(bill), at=MORNING)
    assert LedgerTransaction.objects.get().office == people.denpasar()
    assert reconciling.day(people.denpasar(), ON).fees == 950_000
    assert reconciling.day(people.unit(), ON).payments == 0


@pytest.mark.parametrize("received", [True, False])
def test_a_difference_of_a_units_bill_is_its_offices(received: bool) -> None:
    bill = of_a_unit()
    told = notice(bill)
    if received:
        settlement.receive(told, at=MORNING)
    lines = [] if received else [Line("NTP1", bill.code, bill.amount, "POST", "", MORNING)]
    source = "CONTOH" if received else "POST"
    matching.match(statements.keep(source, ON, lines, by=None, at=LATER), at=LATER)
    assert Difference.objects.get().office == people.denpasar()


def test_no_unit_has_a_day_of_its_own() -> None:
    with pytest.raises(closing.OfAUnit):
        closing.sign(people.unit(), ON, by=people.ariani(), at=LATER)
    assert not BookDay.objects.exists()
