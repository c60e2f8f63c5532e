"""What we ask a bank, and what it tells us."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from mpaspor.gateways.link import Check
from mpaspor.gateways.snap.port import PaymentNotice

__all__ = ["Bank", "PaymentNotice"]


class Bank(Protocol):
    """A bank. Both raise or report `link.Unavailable`."""

    def status(self, billing_code: str, *, at: datetime) -> PaymentNotice | None:
        """The first payment of this bill in the bank's books, or None. Raises `Unavailable`."""
        ...

    def check(self) -> Check:
        """Whether it answers us and accepts our signature."""
        ...
