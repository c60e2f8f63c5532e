"""The treasury's bills, receipts and notices as they travel. Nothing is read that does not hold together.

What the treasury offers partners is not public; this is our own form of its known fields, kept in this one package.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from mpaspor.gateways.snap import codes, moments, reading
from mpaspor.gateways.treasury.port import Item, Receipt, State, TreasuryBill

BILLS, DAYS = "/bills", "/days"
NOTICE_PATH = "/callbacks/treasury/notice"
CODE = re.compile(r"[0-9]{15}")
_NTPN = re.compile(r"[0-9A-Z]{16}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Unreadable(Exception):
    """A field lacks or holds something else; the message names it."""


def write_item(item: Item) -> dict[str, Any]:
    """A row of a bill."""
    return {
        "tariffCode": item.code,
        "description": item.name,
        "volume": item.volume,
        "unitAmount": reading.write_amount(item.unit_amount),
        "amount": reading.write_amount(item.amount),
    }


def write_bill(bill: TreasuryBill) -> dict[str, Any]:
    """A bill with its receipts."""
    return {
        "billingCode": bill.billing_code,
        "reference": bill.reference,
        "amount": reading.write_amount(bill.amount),
        "status": bill.state.value,
        "expiresAt": moments.write(bill.expires_at),
        "receipts": [write_receipt(receipt) for receipt in bill.receipts],
    }


def read_bill(content: Mapping[str, Any]) -> TreasuryBill:
    """Raises `Unreadable`."""
    receipts = content.get("receipts")
    if not isinstance(receipts, list) or not all(isinstance(one, dict) for one in receipts):
        raise Unreadable("receipts")
    try:
        bill = TreasuryBill(
            billing_code=_text(content, "billingCode", CODE),
            reference=_text(content, "reference"),
            amount=_amount(content),
            state=State(_text(content, "status")),
            expires_at=moments.read(_text(content, "expiresAt")),
            receipts=tuple(read_receipt(one) for one in receipts),
        )
    except (ValueError, moments.NoMoment) as error:
        raise Unreadable(str(error)) from error
    _check_receipts(bill)
    return bill


def write_receipt(receipt: Receipt) -> dict[str, Any]:
    """A receipt; the same fields are the body of a notice."""
    return {
        "billingCode": receipt.billing_code,
        "ntpn": receipt.ntpn,
        "ntb": receipt.ntb,
        "stan": receipt.stan,
        "channel": receipt.channel,
        "amount": reading.write_amount(receipt.amount),
        "paidAt": moments.write(receipt.paid_at),
        "settledOn": receipt.settled_on.isoformat(),
    }


def read_receipt(content: Mapping[str, Any]) -> Receipt:
    """Raises `Unreadable`."""
    try:
        return Receipt(
            billing_code=_text(content, "billingCode", CODE),
            ntpn=_text(content, "ntpn", _NTPN),
            # The channels' own numbers are commonly 12 and 6 long; money is not left lying because one is not.
            ntb=_text(content, "ntb"),
            stan=_text(content, "stan", is_needed=False),
            channel=_text(content, "channel"),
            amount=_amount(content),
            paid_at=moments.read(_text(content, "paidAt")),
            settled_on=date.fromisoformat(_text(content, "settledOn", _DAY)),
        )
    except (ValueError, moments.NoMoment) as error:
        raise Unreadable(str(error)) from error


def _check_receipts(bill: TreasuryBill) -> None:
    if (bill.state == State.PAID) != bool(bill.receipts):
        raise Unreadable("status")
    if any(receipt.billing_code != bill.billing_code for receipt in bill.receipts):
        raise Unreadable("receipts")


def _text(
    content: Mapping[str, Any], name: str, pattern: re.Pattern[str] | None = None, *, is_needed: bool = True
) -> str:
    try:
        text = reading.text(content, name, longest=64, pattern=pattern)
    except codes.Refused as refused:
        raise Unreadable(name) from refused
    if is_needed and not text:
        raise Unreadable(name)
    return text


def _amount(content: Mapping[str, Any]) -> int:
    try:
        amount = reading.amount(content, "amount")
    except codes.Refused as refused:
        raise Unreadable("amount") from refused
    if amount is None or not amount.rupiah:
        raise Unreadable("amount")
    return amount.rupiah
