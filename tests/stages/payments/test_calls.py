"""How long the calls of banks are kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mpaspor.stages.payments import calls
from mpaspor.stages.payments.models import BankPartner, PartnerCall, SeenExternalId
from tests.stages.appointments.scene import MORNING
from tests.web.callbacks import banks

pytestmark = pytest.mark.django_db


def call(
    partner: BankPartner | None, at: datetime, *, service: str = "24", response_code: str = "2002400"
) -> PartnerCall:
    return PartnerCall.objects.create(
        partner=partner,
        service=service,
        asked="POST",
        answered="{}",
        response_code=response_code,
        milliseconds=1,
        at=at,
    )


def test_calls_of_banks_are_kept_ten_years_and_noise_a_month() -> None:
    bank = banks.known()
    ten_years_ago = MORNING.replace(year=2016)
    kept = [call(bank, ten_years_ago), call(None, MORNING - timedelta(days=29))]
    call(bank, ten_years_ago - timedelta(days=10))
    call(None, MORNING - timedelta(days=31))
    calls.forget_old(at=MORNING)
    assert list(PartnerCall.objects.order_by("id")) == kept


def test_notices_of_acquirer_and_treasury_are_kept_ten_years_and_what_nobody_signed_a_month() -> None:
    bank, years_ago = banks.known(), MORNING.replace(year=2018)
    for partner, service, code in (
        (None, "52", "4005202"), (None, "52", "4015200"), (None, calls.TREASURY, "401"), (bank, "25", "4012500"),
    ):  # fmt: skip
        call(partner, years_ago, service=service, response_code=code)
    kept = [
        call(None, years_ago, service="52", response_code="2005200"),
        call(None, years_ago, service="52", response_code="4045201"),
        call(None, years_ago, service=calls.TREASURY, response_code="200"),
        call(bank, years_ago, response_code="4002401"),
        call(bank, years_ago, response_code="5002400"),
    ]
    calls.forget_old(at=MORNING)
    assert list(PartnerCall.objects.order_by("id")) == kept


def test_numbers_of_calls_are_kept_some_days() -> None:
    bank = banks.known()
    for day in (29, 30, 31):
        SeenExternalId.objects.create(partner=bank, on=date(2025, 12, day), external_id="1")
    calls.forget_old(at=MORNING)
    assert [seen.on.day for seen in SeenExternalId.objects.order_by("on")] == [30, 31]
