"""Ratna's receipt on paper: hers alone, of a paid bill alone, linked where she looks for it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mpaspor.core.clock import now
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.payments.models import Bill
from mpaspor.web.portal import visits
from tests import factories
from tests.stages.appointments.scene import hour
from tests.stages.payments.scene import bill_of, notice

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12


@pytest.fixture
def bill(ratna: object) -> Bill:
    slot = hour(8)
    return bill_of(factories.family(office=slot.office), slot=slot)


@pytest.fixture
def paid(bill: Bill) -> Bill:
    settlement.receive(notice(bill), at=now())
    return Bill.objects.get(pk=bill.pk)


def address(bill: Bill, page: str = "receipt.pdf") -> str:
    return f"/applications/{bill.application.reference}/bills/{bill.code}/{page}"


def test_she_saves_her_receipt_from_the_bill_and_from_the_proof(phone: Client, paid: Bill) -> None:
    for page in ("bill", "proof"):
        answer = phone.get(f"/applications/{paid.application.reference}/{page}")
        assert address(paid) in answer.content.decode(), page
    with CaptureQueriesContext(connection) as statements:
        answer = phone.get(address(paid))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert len(statements) <= MOST_STATEMENTS


def test_the_proof_carries_the_receipt_too(phone: Client, paid: Bill) -> None:
    with CaptureQueriesContext(connection) as statements:
        answer = phone.get(f"/applications/{paid.application.reference}/proof.pdf")
    assert answer.content.startswith(b"%PDF")
    assert len(statements) <= MOST_STATEMENTS + 2


def test_a_bill_nobody_paid_has_none(phone: Client, bill: Bill) -> None:
    assert phone.get(address(bill)).status_code == 404


def test_nobody_else_gets_it(stranger: Client, phone: Client, paid: Bill) -> None:
    assert stranger.get(address(paid)).status_code == 404
    assert Client().get(address(paid)).status_code == 302
    for code in ("820260102999999", "%00", "x" * 300):
        assert phone.get(address(paid).replace(paid.code, code)).status_code == 404


def test_a_family_with_a_bill_each_has_a_receipt_each_and_one_proof(phone: Client) -> None:
    slot = hour(8)
    application = factories.family(office=slot.office)
    booking.hold(application, slot.pk, by=None, at=now())
    bills = billing.issue_each(application, by=application.owner, at=now())
    for number, bill in enumerate(bills):
        settlement.receive(notice(bill, number=str(number)), at=now())
    page = phone.get(f"/applications/{application.reference}/proof").content.decode()
    assert "Rp2.550.000" in page
    for bill in bills:
        assert address(bill) in page
        assert phone.get(address(bill)).content.startswith(b"%PDF")
    assert phone.get(f"/applications/{application.reference}/proof.pdf").content.startswith(b"%PDF")


def test_what_was_paid_before_for_another_day_is_not_added(paid: Bill) -> None:
    earlier = Bill.objects.create(
        application=paid.application, code="820251201000001", amount=1, state="settled", issued_at=paid.issued_at,
        expires_at=paid.expires_at, settled_at=paid.settled_at,
    )  # fmt: skip
    Bill.objects.filter(pk=earlier.pk).update(id=paid.pk - 1)
    assert visits.settled(paid.application) == [paid]
