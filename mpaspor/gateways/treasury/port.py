"""What we ask of the state treasury: bills it lets people pay anywhere, and its word on which are paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from mpaspor.gateways.link import Check, Unavailable


class CodeTaken(Exception):
    """The treasury has a bill of somebody else's under this code: propose another one."""


class BillRefused(Exception):
    """The treasury will not have this bill, or not change it; the message is its reason."""


class NoSuchBill(Exception):
    """The treasury knows no bill under this code."""


class UnreadableAnswer(Unavailable):
    """It answered about this bill with what cannot be read; about another one it may be understood."""


class State(StrEnum):
    """How the treasury sees a bill. PAYING: a channel has begun to take the money; neither let it lapse nor void it."""

    UNPAID = "UNPAID"
    PAYING = "PAYING"
    PAID = "PAID"
    EXPIRED = "EXPIRED"
    VOID = "VOID"


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a bill: its tariff's code, in words, how many, whole rupiah each."""

    code: str
    name: str
    volume: int
    unit_amount: int

    @property
    def amount(self) -> int:
        """Of the row."""
        return self.volume * self.unit_amount


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that reached the treasury.

    NTPN: 16 upper-case letters and digits, unique for ever; the channel's own NTB, commonly 12, and STAN, commonly 6
    or none; the moment in UTC, and the day it is booked on.
    """

    billing_code: str
    ntpn: str
    ntb: str
    stan: str
    channel: str
    amount: int
    paid_at: datetime
    settled_on: date


@dataclass(frozen=True, slots=True)
class TreasuryBill:
    """A bill in the treasury's books, with everything that was paid on it, oldest first: one receipt, as a rule."""

    billing_code: str
    reference: str
    amount: int
    state: State
    expires_at: datetime
    receipts: tuple[Receipt, ...] = ()

    @property
    def receipt(self) -> Receipt | None:
        """The first payment, the one that paid the bill."""
        return self.receipts[0] if self.receipts else None


class Treasury(Protocol):
    """The treasury. All raise or report `link.Unavailable`; after that nothing is known: ask again, the same."""

    def create_bill(
        self, reference: str, payer: str, items: Sequence[Item], *, expires_at: datetime, code: str
    ) -> TreasuryBill:
        """Make a bill under the 15 digits we propose. The same again is the same bill.

        Raises `CodeTaken`, `BillRefused`, `Unavailable`.
        """
        ...

    def get_bill(self, billing_code: str) -> TreasuryBill:
        """The bill as it stands now. Raises `NoSuchBill`, `Unavailable`, `UnreadableAnswer`."""
        ...

    def extend_bill(self, billing_code: str, *, expires_at: datetime) -> TreasuryBill:
        """Let it be paid until later, also when its time is over. Raises `BillRefused` (paid, void), `NoSuchBill`."""
        ...

    def void_bill(self, billing_code: str) -> TreasuryBill:
        """Take it back. A bill that is paid or being paid stays as it is: look at the state. Raises `NoSuchBill`."""
        ...

    def day_file(self, day: date) -> tuple[Receipt, ...]:
        """All payments booked on a day. Raises `Unavailable`."""
        ...

    def check(self) -> Check:
        """Whether it answers us and accepts our signature."""
        ...
