"""Files in the middle of a grace, or with a bill for each of a family, are as sound as any other."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mpaspor.audit import seals
from mpaspor.cases import invariants
from mpaspor.core.clock import now
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.ledger import sealing
from mpaspor.stages.payments import billing, deadlines, settlement
from mpaspor.stages.payments.models import Bill
from tests import factories, people
from tests.cases import office_day
from tests.stages.payments.scene import notice

pytestmark = pytest.mark.django_db


def family() -> Application:
    application = factories.family()
    booking.hold(application, office_day.slot(people.denpasar(), hour=13).pk, by=application.owner, at=now())
    return Application.objects.get(pk=application.pk)


def found(at: datetime) -> list[invariants.Finding]:
    seals.seal(at)
    sealing.seal(at)
    return invariants.check(at)


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def test_each_step_of_a_grace_is_sound() -> None:
    application = family()
    bill = billing.issue(application, by=None, at=now())
    billing.extend(bill, at=bill.expires_at)
    assert found(bill.expires_at) == []
    billing.lapse(bill, at=bill.expires_at)
    assert found(bill.expires_at) == []
    again = billing.issue(fresh(application), by=None, at=bill.expires_at)
    assert found(bill.expires_at) == []
    settlement.receive(notice(bill), at=bill.expires_at)
    billing.lapse(again, at=again.expires_at)
    assert found(again.expires_at) == []


def test_a_bill_settled_in_its_grace_is_sound() -> None:
    bill = billing.issue(family(), by=None, at=now())
    billing.lapse(bill, at=bill.expires_at)
    settlement.receive(notice(bill), at=bill.expires_at)
    assert Bill.objects.get(pk=bill.pk).state == "settled"
    assert found(bill.expires_at) == []


def test_each_step_of_a_family_with_a_bill_each_is_sound() -> None:
    application = family()
    ratna, bagus, kirana = billing.issue_each(application, by=None, at=now())
    assert found(now()) == []
    settlement.receive(notice(bagus, number="2"), at=now())
    end = ratna.expires_at
    billing.lapse(ratna, at=end)
    assert found(end) == []
    deadlines.end_forgotten(at=end + timedelta(minutes=15))
    settlement.receive(notice(kirana, number="3"), at=end)
    assert found(end) == []
    again = fresh(application)
    booking.hold(again, booking.active(again)[0].slot_id, by=None, at=end)
    billing.issue_each(again, by=None, at=end)
    assert found(end) == []
