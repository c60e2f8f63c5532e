"""What banks that speak the standard tell us, and what we ask them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from mpaspor.gateways.link import Check
from mpaspor.gateways.snap import codes
from mpaspor.gateways.snap.codes import Case


@dataclass(frozen=True, slots=True)
class Partner:
    """A bank, as its calls are judged: keys and secrets in use (during a change two of each), its own number.

    `service_id` is its eight characters, padded on the left. `expired` is what it wants to hear of a bill whose time is
    over. No `networks` means any address.
    """

    code: str
    client_key: str
    public_keys: tuple[str, ...]
    secrets: tuple[str, ...]
    service_id: str
    expired: Case = codes.EXPIRED_BILL
    networks: tuple[str, ...] = ()
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """A bank's word that a bill was paid: whole rupiah, the moment in UTC, the bank's own numbers.

    `payment_request_id` names the payment within `partner`; the same id again is the same payment told again.
    """

    payment_request_id: str
    billing_code: str
    amount: int
    channel: str
    paid_at: datetime
    reference: str
    partner: str


class BillState(StrEnum):
    """What a bank hears about a bill."""

    DUE = "due"
    PAID = "paid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill, as a bank is shown it. `place` is the office; names and texts are cut to what the standard allows."""

    code: str
    state: BillState
    amount: int
    payer: str
    expires_at: datetime
    place: str = ""
    name: str = "PASPOR"
    english: str = "Passport"
    indonesia: str = "Paspor"


class PaymentState(StrEnum):
    """What the bank says of a payment."""

    PAID = "00"
    REFUSED = "01"
    UNCLEAR = "02"


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """A payment in the bank's books. Only PAID is money taken."""

    state: PaymentState
    notice: PaymentNotice


class Bank(Protocol):
    """A bank. All raise or report `link.Unavailable`; silence and nonsense never mean "not paid"."""

    def status(
        self, billing_code: str, *, inquiry_request_id: str = "", payment_request_id: str = ""
    ) -> PaymentStatus | None:
        """Service 26: that payment of this bill, or the first; None = the bank has none. Raises `Unavailable`."""
        ...

    def report(self, day: date) -> tuple[PaymentStatus, ...]:
        """Service 35: all payments of a day of the bank's calendar. Raises `Unavailable`."""
        ...

    def check(self) -> Check:
        """Whether it answers us, gives us a token and accepts our signature."""
        ...
