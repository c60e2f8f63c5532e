"""What came for a bill of a unit is at the desk of its office's treasurer: day, credits, refunds, exports."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.core.clock import now
from mpaspor.gateways.payout.port import Account
from mpaspor.stages.payments import billing, refunding, settlement
from mpaspor.stages.payments.models import Bill, Credit
from tests import people
from tests.cases import office_day
from tests.web.backoffice.asking import page, refused
from tests.web.backoffice.test_money import exported, receipt
from tests.web.backoffice.test_reconciliation import ACTS, DAY, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice() -> Bill:
    """Ratna's bill at the unit, paid twice."""
    application = office_day.held(people.RATNA)
    application.office = people.unit()
    application.save()
    bill = billing.issue(application, by=None, at=now() - office_day.DAYS_BEFORE)
    for number in ("A" * 16, "B" * 16):
        settlement.receive(receipt(bill, number=number, reference=number[:12]), at=now())
    return bill


def test_the_day_shows_the_units_money_and_what_became_of_it(ariani: Client, twice: Bill) -> None:
    told = page(ariani, DAY)
    assert "1.900.000" in told
    assert "Dibayar dua kali Rp950.000" in told
    lines = exported(ariani, f"/office/money/day.csv?on={TODAY}").splitlines()
    assert [twice.code in line for line in lines] == [False, True, True]


def test_credits_and_refunds_of_a_unit_are_listed_and_opened(ariani: Client, twice: Bill) -> None:
    credit = Credit.objects.get()
    assert f'href="/office/money/credits/{credit.pk}"' in page(ariani, "/office/money/credits")
    assert twice.code in page(ariani, f"/office/money/credits/{credit.pk}")
    refund = refunding.request(credit, Account("014", "1234567890", "Ratna"), by=None, at=now())
    assert f'href="/office/money/refunds/{refund.pk}"' in page(ariani, "/office/money/refunds")
    assert page(ariani, f"/office/money/refunds/{refund.pk}")


@pytest.mark.usefixtures("twice")
def test_a_treasurer_posted_at_the_unit_has_no_day_to_sign(client_of: Callable[[User], Client]) -> None:
    there = client_of(people.officer("Bendahara MPP", Role.TREASURER, office=people.unit()))
    assert "Uang sebuah unit ada di buku kantornya." in refused(there, f"{ACTS}/signature", 409)
