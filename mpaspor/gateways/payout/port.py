"""Money that goes back: to an account somebody named, once per reference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from mpaspor.gateways.link import Check


class DifferentOrder(Exception):
    """The provider has another amount or account under this reference: nothing was sent this time."""


class State(StrEnum):
    """What became of an order. REJECTED: no money moved, and none will under this reference."""

    SENDING = "sending"
    PAID = "paid"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Account:
    """Where to: the bank's three digits, the account's number, the name it should bear."""

    bank: str
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Payout:
    """An order at the provider. `reason` says in the provider's words why it was rejected."""

    reference: str
    state: State
    provider_reference: str = ""
    reason: str = ""
    paid_at: datetime | None = None


class Payer(Protocol):
    """The provider. All raise or report `link.Unavailable`; the order may then have arrived: ask, or send it again."""

    def send(self, reference: str, amount: int, account: Account) -> Payout:
        """Send whole rupiah. The same reference again is the same order, whatever became of it.

        Raises `DifferentOrder`, `Unavailable`.
        """
        ...

    def status(self, reference: str) -> Payout | None:
        """The order under our reference; None = it never arrived. Raises `Unavailable`."""
        ...

    def owner(self, account: Account) -> str | None:
        """The name the account bears; None = there is no such account, or it is closed. Raises `Unavailable`."""
        ...

    def check(self) -> Check:
        """Whether it answers us, gives us a token and accepts our signature."""
        ...
