"""What we ask of the acquirer: a code to scan for one bill, and whether it was paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from mpaspor.gateways.link import Check


class QrRefused(Exception):
    """The acquirer will not do it; the message is its code and reason."""


class NoSuchQr(Exception):
    """The acquirer knows no code under this reference."""


class State(StrEnum):
    """The standard's latestTransactionStatus."""

    SUCCESS = "00"
    INITIATED = "01"
    PAYING = "02"
    PENDING = "03"
    REFUNDED = "04"
    CANCELLED = "05"
    FAILED = "06"
    NOT_FOUND = "07"


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code that is out: our reference, the acquirer's, the text of the picture, until when it is taken."""

    reference: str
    acquirer_reference: str
    content: str
    amount: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class QrStatus:
    """What became of a code. Only SUCCESS is money: then amount and moment are there.

    `rrn` is the payment's own number, or where the acquirer names none its number of the code.
    """

    reference: str
    acquirer_reference: str
    state: State
    amount: int | None = None
    paid_at: datetime | None = None
    rrn: str = ""
    issuer: str = ""


class Acquirer(Protocol):
    """The acquirer. All raise or report `link.Unavailable`; after that nothing is known."""

    def generate(self, reference: str, amount: int, *, expires_at: datetime) -> QrCode:
        """Service 47. The same reference and amount again is the same code. Raises `QrRefused`, `Unavailable`."""
        ...

    def query(self, reference: str, *, acquirer_reference: str = "") -> QrStatus:
        """Service 51. Raises `NoSuchQr`, `Unavailable`."""
        ...

    def cancel(self, reference: str, *, acquirer_reference: str = "", reason: str = "") -> QrStatus:
        """Service 77. A code that is paid stays so: look at the state. Raises `NoSuchQr`, `Unavailable`."""
        ...

    def check(self) -> Check:
        """Whether it answers us, gives us a token and accepts our signature."""
        ...
