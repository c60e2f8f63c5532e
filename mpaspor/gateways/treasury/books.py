"""The pretend treasury's books: bills, what was paid on them, and what it has yet to tell."""

from __future__ import annotations

import secrets
import string
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from mpaspor.gateways.book import Book
from mpaspor.gateways.snap import moments
from mpaspor.gateways.treasury import wire
from mpaspor.gateways.treasury.port import Receipt, State, TreasuryBill

_LETTERS = string.ascii_uppercase + string.digits


class TreasuryBooks:
    """Each entry of the file is a bill as it became; the last one counts.

    UNPAID in the file may be EXPIRED by now: which moment is now, the caller says.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._bills: dict[str, TreasuryBill] = {}
        self._payers: dict[str, str] = {}
        for entry in book.entries:
            self._bills[entry["billingCode"]] = wire.read_bill(entry)
            self._payers[entry["billingCode"]] = entry.get("payer", "")

    def find(self, code: str, *, at: datetime) -> TreasuryBill | None:
        """The bill as it stands at a moment."""
        bill = self._bills.get(code)
        if bill and bill.state == State.UNPAID and bill.expires_at <= at:
            return replace(bill, state=State.EXPIRED)
        return bill

    def payer(self, code: str) -> str:
        """Whose bill."""
        return self._payers.get(code, "")

    def create(self, bill: TreasuryBill, payer: str) -> TreasuryBill:
        """A new bill, or the one that is there under its code."""
        with self._lock:
            if known := self._bills.get(bill.billing_code):
                return known
            self._payers[bill.billing_code] = payer
            return self._write(bill)

    def change(self, bill: TreasuryBill, **values: Any) -> TreasuryBill:
        """The bill with other values, unless somebody was quicker: then as he left it."""
        with self._lock:
            now = self._bills[bill.billing_code]
            if (now.receipts, now.expires_at) != (bill.receipts, bill.expires_at):
                return now
            return self._write(replace(now, **values))

    def pay(self, code: str, amount: int, *, channel: str, paid_at: datetime) -> Receipt:
        """Money for a bill, whatever its state: who may pay is the counter's to say."""
        receipt = Receipt(
            billing_code=code,
            ntpn="".join(secrets.choice(_LETTERS) for _ in range(16)),
            ntb=f"{secrets.randbelow(10**12):012}",
            stan=f"{secrets.randbelow(10**6):06}",
            channel=channel,
            amount=amount,
            paid_at=paid_at.replace(microsecond=0),
            settled_on=moments.day(paid_at),
        )
        with self._lock:
            bill = self._bills[code]
            self._write(replace(bill, state=State.PAID, receipts=(*bill.receipts, receipt)))
        return receipt

    def of_day(self, day: date) -> list[Receipt]:
        """What was booked on a day, oldest first."""
        with self._lock:
            bills = list(self._bills.values())
        found = [receipt for bill in bills for receipt in bill.receipts if receipt.settled_on == day]
        return sorted(found, key=lambda receipt: (receipt.paid_at, receipt.ntpn))

    def _write(self, bill: TreasuryBill) -> TreasuryBill:
        entry: Mapping[str, Any] = {**wire.write_bill(bill), "payer": self._payers.get(bill.billing_code, "")}
        self._book.write(entry)
        self._bills[bill.billing_code] = bill
        return bill
