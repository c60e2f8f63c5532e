"""The treasury's file of a day: one line per payment, and at the end how many and how much."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from mpaspor.gateways.snap import moments, reading
from mpaspor.gateways.treasury import wire
from mpaspor.gateways.treasury.port import Receipt

COLUMNS = ("billingCode", "ntpn", "ntb", "stan", "channel", "amount", "paidAt", "settledOn")
_END = "END"
_CURRENCY = "IDR"


class MalformedFile(Exception):
    """The file cannot be trusted; the message says where: "line 3: ntpn"."""


def write(receipts: Iterable[Receipt]) -> bytes:
    """UTF-8, comma, one header line, one line at the end: END,<count>,<sum>."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    count, total = 0, 0
    for receipt in receipts:
        writer.writerow(_row(receipt))
        count, total = count + 1, total + receipt.amount
    writer.writerow((_END, count, f"{total}.00"))
    return out.getvalue().encode()


def read(content: bytes) -> tuple[Receipt, ...]:
    """All of it or nothing: a file cut short lacks its last line. Raises `MalformedFile`."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise MalformedFile(f"not a table: {error}") from error
    if not rows or tuple(rows[0]) != COLUMNS:
        raise MalformedFile("line 1: not the columns")
    receipts = tuple(_receipt(row, line) for line, row in enumerate(rows[1:-1], start=2))
    _check_end(rows[-1], receipts)
    return receipts


def _row(receipt: Receipt) -> tuple[str, ...]:
    return (
        receipt.billing_code,
        receipt.ntpn,
        receipt.ntb,
        receipt.stan,
        receipt.channel,
        reading.write_amount(receipt.amount)["value"],
        moments.write(receipt.paid_at),
        receipt.settled_on.isoformat(),
    )


def _receipt(row: Sequence[str], line: int) -> Receipt:
    if len(row) != len(COLUMNS):
        raise MalformedFile(f"line {line}: {len(row)} columns")
    content: dict[str, object] = dict(zip(COLUMNS, row, strict=True))
    content["amount"] = {"value": content["amount"], "currency": _CURRENCY}
    try:
        return wire.read_receipt(content)
    except wire.Unreadable as unreadable:
        raise MalformedFile(f"line {line}: {unreadable}") from unreadable


def _check_end(row: Sequence[str], receipts: Sequence[Receipt]) -> None:
    total = sum(receipt.amount for receipt in receipts)
    if tuple(row) != (_END, str(len(receipts)), f"{total}.00"):
        raise MalformedFile("the last line does not sum up the others")
