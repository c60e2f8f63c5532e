"""The pretend bank's books: what it took, and what became of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from mpaspor.gateways.book import Book
from mpaspor.gateways.snap import moments
from mpaspor.gateways.snap.port import PaymentState


@dataclass(frozen=True, slots=True)
class Taken:
    """One payment. As long as nobody refused it the money is taken."""

    request_id: str
    service_id: str
    billing_code: str
    amount: int
    channel: str
    paid_at: datetime
    reference: str
    state: PaymentState = PaymentState.PAID

    def to_json(self) -> dict[str, Any]:
        """As it stands in the file."""
        return {
            "request_id": self.request_id,
            "service_id": self.service_id,
            "billing_code": self.billing_code,
            "amount": self.amount,
            "channel": self.channel,
            "paid_at": self.paid_at.astimezone(UTC).isoformat(),
            "reference": self.reference,
            "state": self.state.value,
        }


def of(content: Mapping[str, Any]) -> Taken:
    """The same, read back."""
    paid_at, state = datetime.fromisoformat(content["paid_at"]), PaymentState(content["state"])
    return Taken(**{**content, "paid_at": paid_at, "state": state})


class BankBooks:
    """Payments by number, in the order they were taken; what is written last about a number counts."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._taken: dict[str, Taken] = {}
        self._by_bill: dict[str, list[str]] = {}
        for entry in book.entries:
            self._keep(of(entry))

    def take(self, taken: Taken) -> Taken:
        """Write it down; a number that is there already is the payment it was."""
        with self._lock:
            if known := self._taken.get(taken.request_id):
                return known
            self._book.write(taken.to_json())
            self._keep(taken)
            return taken

    def close(self, taken: Taken, state: PaymentState) -> None:
        """What became of it; a payment once told stays told."""
        with self._lock:
            if self._taken[taken.request_id].state != state:
                self._book.write(replace(taken, state=state).to_json())
                self._keep(replace(taken, state=state))

    def find(self, request_id: str) -> Taken | None:
        """By the bank's number."""
        return self._taken.get(request_id)

    def of_bill(self, billing_code: str) -> list[Taken]:
        """Oldest first, those that were refused last."""
        found = [self._taken[number] for number in self._by_bill.get(billing_code, [])]
        return sorted(found, key=lambda taken: taken.state != PaymentState.PAID)

    def of_day(self, day: date) -> list[Taken]:
        """In the order they were taken, by the banks' calendar."""
        with self._lock:
            every = list(self._taken.values())
        return [taken for taken in every if moments.day(taken.paid_at) == day]

    def _keep(self, taken: Taken) -> None:
        if taken.request_id not in self._taken:
            self._by_bill.setdefault(taken.billing_code, []).append(taken.request_id)
        self._taken[taken.request_id] = taken
