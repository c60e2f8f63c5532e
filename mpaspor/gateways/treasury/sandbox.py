"""A treasury for money that does not exist: bills for us, a counter for people, signed notices.

Its present moment is the one a signed call of ours was signed at, so that tests may travel; the counter's is `paid_at`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.small_web import Answer, Call, Refused, Route
from mpaspor.gateways.snap import asked, codes, door, moments, reading, sealed
from mpaspor.gateways.treasury import day_files, notices, wire
from mpaspor.gateways.treasury.books import TreasuryBooks
from mpaspor.gateways.treasury.client import NO_SUCH_BILL, Access
from mpaspor.gateways.treasury.counter import BEGINNINGS, NOTICES, PAYMENTS, Delivery
from mpaspor.gateways.treasury.port import Receipt, State, TreasuryBill

_PREFIX = "/treasury"
_PAUSES = (0.2, 0.6)
_CALLBACK_TIMEOUT = 5
_PAYABLE = {State.UNPAID, State.PAYING}


class TreasurySandbox:
    """The treasury. `access` is its name and key towards us, `our_key` the public one it knows us by."""

    def __init__(self, books: TreasuryBooks, access: Access, *, our_key: str, callback_base: str) -> None:
        self._books = books
        self._access = access
        self._our_key = our_key
        self._line = link.Link(callback_base, _CALLBACK_TIMEOUT)

    def routes(self) -> list[Route]:
        """What we and people ask of it."""
        one = f"{_PREFIX}{wire.BILLS}/([0-9]{{15}})"
        return [
            Route("POST", f"{_PREFIX}{wire.BILLS}", self._signed(self.create)),
            Route("GET", one, self._signed(self.show)),
            Route("POST", f"{one}/extension", self._signed(self.extend)),
            Route("POST", f"{one}/void", self._signed(self.void)),
            Route("GET", rf"{_PREFIX}{wire.DAYS}/([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})", self._signed(self.day_file)),
            Route("POST", f"{_PREFIX}{BEGINNINGS}", self.begin),
            Route("POST", f"{_PREFIX}{PAYMENTS}", self.pay),
            Route("POST", f"{_PREFIX}{NOTICES}", self.tell_again),
        ]

    def create(self, call: Call, at: datetime) -> Answer:
        """A bill under the code we propose; the same again is answered as the first time."""
        content = call.json()
        wanted = _wanted(content)
        if wanted.expires_at <= at:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "expiresAt is over")
        bill = self._books.create(wanted, str(content.get("payerName", "")))
        if (bill.reference, bill.amount) != (wanted.reference, wanted.amount):
            raise Refused(HTTPStatus.CONFLICT, "this code is another bill's")
        return Answer(wire.write_bill(bill))

    def show(self, call: Call, at: datetime, code: str) -> Answer:
        """The bill as it stands."""
        del call
        return Answer(wire.write_bill(self._bill(code, at)))

    def extend(self, call: Call, at: datetime, code: str) -> Answer:
        """A later end, for a bill that can still be paid or could."""
        bill = self._bill(code, at)
        if bill.state in (State.PAID, State.VOID):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"the bill is {bill.state}")
        later = _moment(call.json(), "expiresAt")
        if later <= at:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "expiresAt is over")
        self._books.change(bill, expires_at=later)
        return Answer(wire.write_bill(self._bill(code, at)))

    def void(self, call: Call, at: datetime, code: str) -> Answer:
        """Taken back, unless it is paid or being paid."""
        del call
        bill = self._bill(code, at)
        if bill.state in (State.UNPAID, State.EXPIRED):
            bill = self._books.change(bill, state=State.VOID)
        return Answer(wire.write_bill(bill))

    def day_file(self, call: Call, at: datetime, day: str) -> Answer:
        """The file of a day."""
        del call, at
        try:
            return Answer(day_files.write(self._books.of_day(date.fromisoformat(day))))
        except ValueError as error:
            raise Refused(HTTPStatus.BAD_REQUEST, "no such day") from error

    def begin(self, call: Call) -> Answer:
        """A channel starts to take the money: PAYING, until somebody pays."""
        content = call.json()
        bill = self._payable(content)
        return Answer(wire.write_bill(self._books.change(bill, state=State.PAYING)))

    def pay(self, call: Call) -> Answer:
        """Money at the counter; `late` and `again` are channels that looked too early, `hold` forgets the notice."""
        content = call.json()
        bill = self._payable(content)
        amount = asked.whole(content, "amount", bill.amount, least=1, most=10**12)
        if amount != bill.amount and not content.get("force"):
            raise Refused(HTTPStatus.CONFLICT, "the treasury takes the exact amount")
        channel = str(content.get("channel") or "6011")[:16]
        paid_at = asked.moment(content)
        receipt = self._books.pay(bill.billing_code, amount, channel=channel, paid_at=paid_at)
        repeat = asked.whole(content, "repeat", 1, least=1, most=20)
        told = [] if content.get("hold") else [one for _ in range(repeat) for one in self._tell(receipt, content)]
        return self._receipt(receipt, told)

    def tell_again(self, call: Call) -> Answer:
        """The notices of a bill, now: those held back, or once more."""
        content = call.json()
        bill = self._bill(asked.billing_code(content), clock.now())
        if not bill.receipts:
            raise Refused(HTTPStatus.CONFLICT, "nothing was paid")
        told = [one for receipt in bill.receipts for one in self._tell(receipt, content)]
        return self._receipt(bill.receipts[-1], told)

    def _payable(self, content: dict[str, Any]) -> TreasuryBill:
        bill = self._bill(asked.billing_code(content), asked.moment(content))
        may = bill.state in _PAYABLE
        may |= bool(content.get("late")) and bill.state == State.EXPIRED
        may |= bool(content.get("again")) and bill.state == State.PAID
        if not may:
            raise Refused(HTTPStatus.CONFLICT, f"the bill is {bill.state}")
        return bill

    def _bill(self, code: str, at: datetime) -> TreasuryBill:
        bill = self._books.find(code, at=at)
        if bill is None:
            raise Refused(HTTPStatus.NOT_FOUND, NO_SUCH_BILL)
        return bill

    def _tell(self, receipt: Receipt, content: dict[str, Any]) -> list[Delivery]:
        """Send the notice until somebody answers, three times at most."""
        told: list[Delivery] = []
        wrong = bool(content.get("wrong_signature"))
        for pause in (*_PAUSES, None):
            told.append(self._deliver(notices.write(receipt), wrong=wrong))
            if pause is None or (told[-1].status or HTTPStatus.BAD_GATEWAY) < HTTPStatus.INTERNAL_SERVER_ERROR:
                break
            time.sleep(pause)
        return told

    def _deliver(self, body: bytes, *, wrong: bool) -> Delivery:
        headers = sealed.headers(
            self._access.private_key,
            client_key=self._access.client_key,
            method="POST",
            path=wire.NOTICE_PATH,
            body=body + b" forged" if wrong else body,
            at=clock.now(),
        )
        try:
            reply = self._line.ask("POST", wire.NOTICE_PATH, body=body, headers=headers)
        except Unavailable as outage:
            return Delivery(None, str(outage))
        return Delivery(reply.status, reply.content.decode(errors="replace"))

    def _receipt(self, receipt: Receipt, told: list[Delivery]) -> Answer:
        return Answer({"receipt": wire.write_receipt(receipt), "deliveries": [asdict(one) for one in told]})

    def _signed(self, answer: Callable[..., Answer]) -> Callable[..., Answer]:
        """Only for us, at the moment we signed."""

        def admitted(call: Call, *parts: str) -> Answer:
            try:
                sealed.authenticate(
                    call.headers,
                    public_keys=(self._our_key,),
                    method=call.method,
                    path=call.path,
                    body=call.body,
                    at=clock.now(),
                    skew_seconds=float("inf"),
                )
            except sealed.NotAuthentic as wrong:
                raise Refused(HTTPStatus.UNAUTHORIZED, f"Unauthorized. [{wrong}]") from wrong
            return answer(call, moments.read(call.headers[door.TIMESTAMP]), *parts)

        return admitted


def _wanted(content: dict[str, Any]) -> TreasuryBill:
    try:
        blank = {**content, "status": State.UNPAID.value, "receipts": []}
        bill = wire.read_bill(blank)
        items = content.get("items")
        total = sum(_row(item) for item in items) if isinstance(items, list) and items else None
    except wire.Unreadable as unreadable:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{unreadable} cannot be read") from unreadable
    if total != bill.amount * 100:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "the rows do not add up to the amount")
    return replace(bill, receipts=())


def _row(item: object) -> int:
    try:
        amount = reading.amount(item, "amount") if isinstance(item, dict) else None
    except codes.Refused as refused:
        raise wire.Unreadable("items") from refused
    if amount is None:
        raise wire.Unreadable("items")
    return amount.sen


def _moment(content: dict[str, Any], name: str) -> datetime:
    try:
        return moments.read(str(content.get(name)))
    except moments.NoMoment as wrong:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name} is no moment") from wrong
