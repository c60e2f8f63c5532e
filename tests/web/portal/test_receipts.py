"""Ratna's receipt on paper: hers alone, of a paid bill alone, linked where she looks for it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mpaspor.core.clock import now
from mpaspor.stages.payments import settlement
from mpaspor.stages.payments.models import Bill
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
