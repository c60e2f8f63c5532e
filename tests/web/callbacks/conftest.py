"""A bank that is known, a bill it may ask about, and both services asked about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mpaspor.offices import policy
from mpaspor.stages.payments import partners
from mpaspor.stages.payments.models import Bill
from tests.gateways.independent_snap import Ask, IndependentBank
from tests.stages.payments.scene import billed
from tests.web.callbacks import banks


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    partners.forget()
    yield
    partners.forget()
    policy.forget()


@pytest.fixture
def bill(db: None) -> Bill:
    return billed()


@pytest.fixture
def bank(db: None) -> IndependentBank:
    banks.known()
    return banks.calling()


@pytest.fixture(params=["24", "25"])
def service(request: pytest.FixtureRequest, bank: IndependentBank, bill: Bill) -> tuple[str, Ask]:
    """Both transaction services, asked about the same bill."""
    if request.param == "24":
        return "24", lambda **changes: bank.inquire(bill.code, **changes)
    return "25", lambda **changes: bank.pay(bill.code, bill.amount, **changes)
