"""How long the calls of banks are kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mpaspor.stages.payments import calls
from mpaspor.stages.payments.models import BankPartner, PartnerCall, SeenExternalId
from tests.stages.appointments.scene import MORNING
from tests.web.callbacks import banks

pytestmark = pytest.mark.django_db


def call(partner: BankPartner | None, at: datetime) -> PartnerCall:
    return PartnerCall.objects.create(
        partner=partner, service="24", asked="POST", answered="{}", response_code="2002400", milliseconds=1, at=at
    )


def test_calls_of_banks_are_kept_ten_years_and_noise_a_month() -> None:
    bank = banks.known()
    ten_years_ago = MORNING.replace(year=2016)
    kept = [call(bank, ten_years_ago), call(None, MORNING - timedelta(days=29))]
    call(bank, ten_years_ago - timedelta(days=10))
    call(None, MORNING - timedelta(days=31))
    calls.forget_old(at=MORNING)
    assert list(PartnerCall.objects.order_by("id")) == kept


def test_numbers_of_calls_are_kept_some_days() -> None:
    bank = banks.known()
    for day in (29, 30, 31):
        SeenExternalId.objects.create(partner=bank, on=date(2025, 12, day), external_id="1")
    calls.forget_old(at=MORNING)
    assert [seen.on.day for seen in SeenExternalId.objects.order_by("on")] == [30, 31]
