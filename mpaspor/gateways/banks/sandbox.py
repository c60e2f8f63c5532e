"""A bank for money that does not exist. What was paid stands in its own books and is told to us by a signed call.

It does not mind how old a status inquiry's timestamp is, so that tests may travel in time.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from typing import Any

from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.banks import notices, signature
from mpaspor.gateways.banks.port import PaymentNotice
from mpaspor.gateways.banks.teller import Delivery
from mpaspor.gateways.book import Book, Entry
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.small_web import Answer, Call, Refused, Route

PAYMENT, INQUIRY = "/callbacks/banks/payment", "/callbacks/banks/inquiry"
_CODE = re.compile(r"[0-9]{15}")
_CALLBACK_TIMEOUT = 5
_PAUSES = (0.2, 0.6)
_MOST_REPEATS = 20
_LARGEST_AMOUNT = 10**12
_ANY_AGE = 10**10
_FOUND, _NOT_FOUND, _UNAUTHORISED = "2002600", "4042601", "4012600"


class BankSandbox:
    """The bank: a counter for people, an inquiry for us, and calls to our address."""

    def __init__(self, books: Book, *, partner: str, secret: str, callback_base: str) -> None:
        self._books = books
        self._first_payments: dict[str, Entry] = {}
        for entry in books.entries:
            self._first_payments.setdefault(entry["billingCode"], entry)
        self._partner = partner
        self._secret = secret
        self._line = link.Link(callback_base, _CALLBACK_TIMEOUT)

    def routes(self) -> list[Route]:
        """What people and we ask of it."""
        return [
            Route("POST", "/bank/pay", self.pay),
            Route("POST", "/bank/inquiry", self.inquire),
            Route("GET", r"/bank/payments/([0-9]{15})", self.status),
        ]

    def pay(self, call: Call) -> Answer:
        """Write the payment into the books, then tell it."""
        asked = call.json()
        repeat = _whole(asked, "repeat", 1, most=_MOST_REPEATS)
        notice = self._notice(asked)
        payment = notices.to_json(notice)
        self._books.write(payment)
        self._first_payments.setdefault(notice.billing_code, payment)
        deliveries = [delivery for _ in range(repeat) for delivery in self._tell(notice)]
        return Answer({"payment": payment, "deliveries": [asdict(one) for one in deliveries]})

    def inquire(self, call: Call) -> Answer:
        """Ask our side whose bill it is and how much."""
        now = clock.now()
        asked = {
            "billingCode": _billing_code(call.json()),
            "inquiryRequestId": _number(now),
            "trxDateInit": notices.moment(now),
            "partnerId": self._partner,
        }
        try:
            reply = self._call(INQUIRY, link.compact_json(asked))
            return Answer(_shown(reply.status, reply.json()))
        except Unavailable as outage:
            return Answer(_unknown(str(outage)))

    def status(self, call: Call, billing_code: str) -> Answer:
        """The first payment of a bill, for whoever signs with the shared secret."""
        self._admit(call)
        if payment := self._first_payments.get(billing_code):
            return Answer({"responseCode": _FOUND, "responseMessage": "Successful", "payment": payment})
        answer = {"responseCode": _NOT_FOUND, "responseMessage": "Transaction Not Found"}
        return Answer(answer, HTTPStatus.NOT_FOUND)

    def _notice(self, asked: Mapping[str, Any]) -> PaymentNotice:
        paid_at = _moment(asked)
        return PaymentNotice(
            payment_request_id=_number(paid_at),
            billing_code=_billing_code(asked),
            amount=_whole(asked, "amount", None, most=_LARGEST_AMOUNT),
            channel=str(asked.get("channel") or "6011"),
            paid_at=paid_at,
            reference=f"{secrets.randbelow(10**12):012}",
            partner=self._partner,
        )

    def _tell(self, notice: PaymentNotice) -> Iterator[Delivery]:
        """Send the notice until somebody answers, three times at most."""
        body = notices.write(notice)
        for pause in (*_PAUSES, None):
            delivery = self._deliver(body)
            yield delivery
            if pause is None or (delivery.status or HTTPStatus.BAD_GATEWAY) < HTTPStatus.INTERNAL_SERVER_ERROR:
                return
            time.sleep(pause)

    def _deliver(self, body: bytes) -> Delivery:
        try:
            reply = self._call(PAYMENT, body)
        except Unavailable as outage:
            return Delivery(None, str(outage))
        return Delivery(reply.status, reply.content.decode(errors="replace"))

    def _call(self, path: str, body: bytes) -> link.Reply:
        signed = signature.headers(
            self._secret,
            partner=self._partner,
            external_id=secrets.token_hex(16),
            method="POST",
            path=path,
            body=body,
            at=clock.now(),
        )
        return self._line.ask("POST", path, body=body, headers=signed)

    def _admit(self, call: Call) -> None:
        try:
            signature.authenticate(
                call.headers,
                secret=self._secret,
                partner=self._partner,
                method=call.method,
                path=call.path,
                body=call.body,
                at=clock.now(),
                skew_seconds=_ANY_AGE,
            )
        except signature.NotAuthentic as refused:
            raise Refused(HTTPStatus.UNAUTHORIZED, f"{_UNAUTHORISED} Unauthorized. [{refused!r}]") from refused


def _shown(status: int, content: Mapping[str, Any]) -> dict[str, object]:
    """What the bank's screen shows of our answer."""
    remark = str(content.get("responseMessage", ""))
    if status != HTTPStatus.OK:
        return _unknown(remark or f"answered {status}")
    try:
        amount = notices.rupiah(content, "totalAmount")
    except notices.MalformedNotice as malformed:
        return _unknown(f"answered without {malformed}")
    return {"found": True, "payer_name": str(content.get("payerName", "")), "amount": amount, "remark": remark}


def _unknown(remark: str) -> dict[str, object]:
    return {"found": False, "payer_name": "", "amount": None, "remark": remark}


def _billing_code(asked: Mapping[str, Any]) -> str:
    code = asked.get("billing_code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise Refused(HTTPStatus.BAD_REQUEST, "billing_code has 15 digits")
    return code


def _whole(asked: Mapping[str, Any], name: str, default: int | None, *, most: int) -> int:
    value = asked.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{name} is a whole number from 1 to {most}")
    return value


def _moment(asked: Mapping[str, Any]) -> datetime:
    given = asked.get("paid_at")
    if given is None:
        return clock.now()
    try:
        at = datetime.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise Refused(HTTPStatus.BAD_REQUEST, "paid_at is a moment with its offset") from error
    if at.tzinfo is None:
        raise Refused(HTTPStatus.BAD_REQUEST, "paid_at is a moment with its offset")
    return at


def _number(at: datetime) -> str:
    return f"{at:%Y%m%d%H%M%S}{secrets.randbelow(10**8):08}"
