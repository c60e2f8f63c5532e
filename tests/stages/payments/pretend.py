"""A treasury in memory, for stories in which only its answers matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mpaspor.gateways import treasury as gateway
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.snap import moments
from mpaspor.gateways.treasury.port import CodeTaken, Item, NoSuchBill, Receipt, State, TreasuryBill
from mpaspor.stages.payments.models import Bill


class PretendTreasury:
    """It knows the bills it was told of; `on_question` is what happens while it is asked about one."""

    def __init__(self) -> None:
        self.bills: dict[str, TreasuryBill] = {}
        self.items: dict[str, list[Item]] = {}
        self.away = False
        self.asked: list[str] = []
        self.on_question: Callable[[str], object] = lambda _code: None

    def create_bill(
        self, reference: str, payer: str, items: Sequence[Item], *, expires_at: datetime, code: str
    ) -> TreasuryBill:
        self._must_be_there()
        amount = sum(item.amount for item in items)
        known = self.bills.setdefault(code, TreasuryBill(code, reference, amount, State.UNPAID, expires_at))
        if (known.reference, known.amount) != (reference, amount):
            raise CodeTaken(code)
        self.items[code] = list(items)
        return known

    def get_bill(self, billing_code: str) -> TreasuryBill:
        self.asked.append(billing_code)
        self.on_question(billing_code)
        return self._bill(billing_code)

    def extend_bill(self, billing_code: str, *, expires_at: datetime) -> TreasuryBill:
        return self._put(replace(self._bill(billing_code), expires_at=expires_at))

    def void_bill(self, billing_code: str) -> TreasuryBill:
        bill = self._bill(billing_code)
        return self._put(replace(bill, state=State.VOID)) if bill.state == State.UNPAID else bill

    def knows(self, bill: Bill, state: State = State.UNPAID) -> TreasuryBill:
        """It was told of the bill, and sees it so."""
        return self._put(TreasuryBill(bill.code, bill.application.reference, bill.amount, state, bill.expires_at))

    def takes(self, bill: Bill, *, amount: int | None = None, number: int = 1, at: datetime | None = None) -> Receipt:
        """Somebody pays the bill there; each number is another payment."""
        known = self.bills.get(bill.code) or self.knows(bill)
        paid_at = at or datetime(2026, 1, 2, 1, 30, tzinfo=UTC)
        receipt = Receipt(
            billing_code=bill.code,
            ntpn=f"NTPN{number:012}",
            ntb=f"{number:012}",
            stan=f"{number:06}",
            channel="6011",
            amount=bill.amount if amount is None else amount,
            paid_at=paid_at,
            settled_on=moments.day(paid_at),
        )
        self._put(replace(known, state=State.PAID, receipts=(*known.receipts, receipt)))
        return receipt

    def _bill(self, code: str) -> TreasuryBill:
        self._must_be_there()
        if code not in self.bills:
            raise NoSuchBill(code)
        return self.bills[code]

    def _put(self, bill: TreasuryBill) -> TreasuryBill:
        self.bills[bill.billing_code] = bill
        return bill

    def _must_be_there(self) -> None:
        if self.away:
            raise Unavailable("no answer")


def install(monkeypatch: pytest.MonkeyPatch) -> PretendTreasury:
    """In place of the treasury named in the settings."""
    pretend = PretendTreasury()
    monkeypatch.setattr(gateway, "treasury", lambda: pretend)
    return pretend
