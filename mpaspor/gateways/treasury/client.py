"""The treasury over HTTP, each call signed with our private key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.link import Check, Reply, Unavailable
from mpaspor.gateways.snap import moments, reading, sealed
from mpaspor.gateways.treasury import day_files, wire
from mpaspor.gateways.treasury.port import (
    BillRefused,
    CodeTaken,
    Item,
    NoSuchBill,
    Receipt,
    TreasuryBill,
    UnreadableAnswer,
)

# Said by the treasury itself, so that a wrong address is not taken for its word.
NO_SUCH_BILL = "no such bill"
_NO_BILL = "0" * 15


@dataclass(frozen=True, slots=True)
class Access:
    """Our name at the treasury, and the key (PEM) that proves it."""

    client_key: str
    private_key: str = field(repr=False)


class TreasuryClient:
    """Our access to the treasury."""

    def __init__(self, url: str, access: Access, timeout: float) -> None:
        self._link = link.Link(url, timeout)
        self._prefix = urlsplit(url).path.rstrip("/")
        self._access = access

    def create_bill(
        self, reference: str, payer: str, items: Sequence[Item], *, expires_at: datetime, code: str
    ) -> TreasuryBill:
        """Make a bill under our code; the same again is the same bill. Raises `CodeTaken`, `BillRefused`."""
        amount = sum(item.amount for item in items)
        asked = {
            "billingCode": _checked(code),
            "reference": reference,
            "payerName": payer,
            "items": [wire.write_item(item) for item in items],
            "amount": reading.write_amount(amount),
            "expiresAt": moments.write(expires_at),
        }
        reply = self._ask("POST", wire.BILLS, asked)
        if reply.status == HTTPStatus.CONFLICT:
            raise CodeTaken(code)
        bill = _bill(reply, code)
        if (bill.reference, bill.amount) != (reference, amount):
            raise UnreadableAnswer(f"the treasury answered about another bill than {code}")
        return bill

    def get_bill(self, billing_code: str) -> TreasuryBill:
        """The bill as it stands now. Raises `NoSuchBill`, `Unavailable`."""
        return _bill(self._ask("GET", f"{wire.BILLS}/{_checked(billing_code)}"), billing_code)

    def extend_bill(self, billing_code: str, *, expires_at: datetime) -> TreasuryBill:
        """Let it be paid until later. Raises `BillRefused`, `NoSuchBill`, `Unavailable`."""
        path = f"{wire.BILLS}/{_checked(billing_code)}/extension"
        return _bill(self._ask("POST", path, {"expiresAt": moments.write(expires_at)}), billing_code)

    def void_bill(self, billing_code: str) -> TreasuryBill:
        """Take it back; look at the state. Raises `NoSuchBill`, `Unavailable`."""
        return _bill(self._ask("POST", f"{wire.BILLS}/{_checked(billing_code)}/void", {}), billing_code)

    def day_file(self, day: date) -> tuple[Receipt, ...]:
        """All payments booked on a day. Raises `Unavailable`, also when the file does not sum up."""
        reply = self._ask("GET", f"{wire.DAYS}/{day.isoformat()}")
        if reply.status != HTTPStatus.OK:
            raise Unavailable(f"the treasury answered {reply.status}")
        try:
            receipts = day_files.read(reply.content)
        except day_files.MalformedFile as malformed:
            raise Unavailable(f"the treasury's file of {day}: {malformed}") from malformed
        if any(receipt.settled_on != day for receipt in receipts):
            raise Unavailable(f"the treasury's file of {day} holds another day")
        return receipts

    def check(self) -> Check:
        """Ask about a bill nobody has: the right answer, to our signature, is "not found"."""
        return link.check("treasury", self._probe)

    def _probe(self) -> str:
        try:
            self.get_bill(_NO_BILL)
        except NoSuchBill:
            return "answers and accepts our signature"
        raise Unavailable("the treasury knows a bill nobody has")

    def _ask(self, method: str, path: str, content: dict[str, Any] | None = None) -> Reply:
        body = b"" if content is None else link.compact_json(content)
        headers = sealed.headers(
            self._access.private_key,
            client_key=self._access.client_key,
            method=method,
            path=self._prefix + path,
            body=body,
            at=clock.now(),
        )
        return self._link.ask(method, path, body=body, headers=headers)


def _bill(reply: Reply, code: str) -> TreasuryBill:
    if reply.status == HTTPStatus.NOT_FOUND and reply.json().get("error") == NO_SUCH_BILL:
        raise NoSuchBill(code)
    if reply.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        raise BillRefused(str(reply.json().get("error")))
    if reply.status != HTTPStatus.OK:
        raise Unavailable(f"the treasury answered {reply.status}")
    try:
        bill = wire.read_bill(reply.json())
    except wire.Unreadable as unreadable:
        raise UnreadableAnswer(f"the treasury's answer about {code} cannot be read: {unreadable}") from unreadable
    if bill.billing_code != code:
        raise UnreadableAnswer(f"the treasury answered about another bill than {code}")
    return bill


def _checked(code: str) -> str:
    if not wire.CODE.fullmatch(code):
        message = f"not a billing code: {code!r}"
        raise ValueError(message)
    return code
