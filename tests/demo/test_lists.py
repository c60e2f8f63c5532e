"""What the town paid before it was made stands on a list, so that its first morning begins with nothing open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.demo import lists
from mpaspor.stages.payments import reconciling, settlement
from mpaspor.stages.payments.models import Difference, Statement
from tests.stages.appointments.scene import MORNING
from tests.stages.payments.scene import billed, notice

pytestmark = pytest.mark.django_db


def test_days_before_today_are_listed_and_alike() -> None:
    bill = billed()
    settlement.receive(notice(bill), at=MORNING)
    settlement.receive(notice(bill, number="2", at=MORNING + timedelta(days=1)), at=MORNING + timedelta(days=1))
    lists.keep(MORNING + timedelta(days=1))
    assert [(one.source, one.on, one.count) for one in Statement.objects.all()] == [("CONTOH", MORNING.date(), 1)]
    assert reconciling.day("all", MORNING.date()).matched == 1
    assert not Difference.objects.exists()
