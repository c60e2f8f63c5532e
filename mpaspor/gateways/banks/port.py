"""What we ask a bank, and what it tells us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mpaspor.gateways.link import Check


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


class Bank(Protocol):
    """A bank. Both raise or report `link.Unavailable`."""

    def status(self, billing_code: str, *, at: datetime) -> PaymentNotice | None:
        """The first payment of this bill in the bank's books, or None. Raises `Unavailable`."""
        ...

    def check(self) -> Check:
        """Whether it answers us and accepts our signature."""
        ...
