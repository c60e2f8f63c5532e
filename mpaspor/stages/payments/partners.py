"""The banks that call us by the national standard: as their calls are judged, and as we ask them.

A bank we have no address of is not asked: what it has not told us, or we have refused, it gives back to the payer.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from mpaspor.gateways import snap
from mpaspor.gateways.snap import accounts, codes
from mpaspor.gateways.snap.port import Bank, Partner, PaymentState, PaymentStatus
from mpaspor.offices import policy
from mpaspor.stages.payments import ledger, notices
from mpaspor.stages.payments.models import BankPartner, Bill
from mpaspor.stages.payments.notices import Word

# A changed partner reaches every process within this many seconds.
FRESH_FOR_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class VirtualAccount:
    """At which bank a bill can be paid directly: there its number is `prefix` and the billing code."""

    bank: str
    prefix: str


@dataclass(frozen=True, slots=True)
class _Known:
    """All partners at a moment of this process's own count."""

    by_client: Mapping[str, Partner]
    keys: Mapping[str, int]
    accounts: tuple[VirtualAccount, ...]
    read_at: float


_known = _Known({}, {}, (), -FRESH_FOR_SECONDS)


def of_client(client_key: str) -> Partner | None:
    """By the name it asks for a token with; nobody is found who is not in the table."""
    return _fresh().by_client.get(client_key)


def key_of(code: str) -> int | None:
    """The number of its row, by its X-PARTNER-ID."""
    return _fresh().keys.get(code)


def skew_seconds(at: datetime) -> int:
    """By how much the clock of whoever calls us may differ from ours."""
    return policy.number("snap.skew_seconds", on=ledger.day(at))


def virtual_accounts() -> tuple[VirtualAccount, ...]:
    """Of the banks that may call us now, by name."""
    return _fresh().accounts


def word(bill: Bill) -> Word:
    """What the banks that were shown the bill say of it (service 26). Raises `Unavailable`."""
    shown = bill.shown.values("partner")
    found = [status for row in _asked().filter(code__in=shown) if (status := _bank(row).status(bill.code))]
    paid = [notices.of_bank(status.notice) for status in found if status.state == PaymentState.PAID]
    return Word(tuple(paid), in_flight=any(status.state == PaymentState.UNCLEAR for status in found))


def report(code: str, on: date) -> tuple[PaymentStatus, ...]:
    """All payments of a day of the banks' calendar at one bank that can be asked (service 35). Raises `Unavailable`."""
    return _bank(_asked().get(code=code)).report(on)


def asked() -> list[str]:
    """The banks we ask, by their names in our books."""
    return list(_asked().values_list("code", flat=True))


def forget() -> None:
    """Read the table again at the next question (after a change in this process)."""
    global _known  # noqa: PLW0603 - one cache per process
    _known = _Known({}, {}, (), -FRESH_FOR_SECONDS)


def judged(row: BankPartner) -> Partner:
    """The row as its calls are judged."""
    return Partner(
        code=row.code,
        client_key=row.client_key,
        public_keys=tuple(row.public_keys),
        secrets=tuple(row.secrets),
        service_id=row.service_id.rjust(accounts.WIDTH),
        expired=codes.case_of(row.expired_code),
        networks=tuple(row.networks),
        is_active=row.is_active,
    )


def _fresh() -> _Known:
    global _known  # noqa: PLW0603 - one cache per process
    if time.monotonic() - _known.read_at > FRESH_FOR_SECONDS:
        rows = list(BankPartner.objects.all())
        by_client = {row.client_key: judged(row) for row in rows}
        active = sorted((row for row in rows if row.is_active), key=lambda row: row.name)
        accounts = tuple(VirtualAccount(row.name, row.service_id.strip()) for row in active)
        _known = _Known(by_client, {row.code: row.pk for row in rows}, accounts, time.monotonic())
    return _known


def _asked() -> QuerySet[BankPartner]:
    """Not those that were shut out: what they say is nobody's word."""
    return BankPartner.objects.filter(is_active=True).exclude(url="").order_by("code")


def _bank(row: BankPartner) -> Bank:
    return snap.bank_at(
        row.url,
        code=row.code,
        service_id=row.service_id,
        client_key=row.our_client_key,
        partner_id=row.our_partner_id,
        secret=row.our_secret,
    )
