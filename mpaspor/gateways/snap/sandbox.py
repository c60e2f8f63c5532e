"""A bank for money that does not exist: a counter for people, the standard towards us, in both directions.

What it took stands in its own books before it tells us; what we refuse it gives back to the payer.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.small_web import Answer, Call, Refused, Route
from mpaspor.gateways.snap import accounts, asked, codes, moments, reading
from mpaspor.gateways.snap.bank_books import BankBooks, Taken
from mpaspor.gateways.snap.client import REPORT_PATH, STATUS_PATH
from mpaspor.gateways.snap.codes import Service
from mpaspor.gateways.snap.port import PaymentState
from mpaspor.gateways.snap.reception import Reception, Said
from mpaspor.gateways.snap.session import BASE, Session
from mpaspor.gateways.snap.teller import ADVICES, INQUIRIES, PAYMENTS, Delivery

INQUIRY_PATH, PAYMENT_PATH = f"{BASE}/transfer-va/inquiry", f"{BASE}/transfer-va/payment"
_PAUSES = (0.2, 0.6)
_WRONG_SECRET = "not the secret we share"  # noqa: S105 - what an impostor would sign with


class BankSandbox:
    """The bank. `session` is how it reaches us, `reception` how we reach it."""

    def __init__(self, books: BankBooks, session: Session, reception: Reception, *, service_id: str) -> None:
        self._books = books
        self._session = session
        self._reception = reception
        self._service_id = service_id

    def routes(self) -> list[Route]:
        """What people and we ask of it."""
        services = {
            STATUS_PATH: (Service.VA_STATUS, (*accounts.MANDATORY, "inquiryRequestId"), self.status),
            REPORT_PATH: (Service.VA_REPORT, (accounts.SERVICE_ID, "startDate"), self.report),
        }
        return [
            Route("POST", f"/bank{INQUIRIES}", self.inquire),
            Route("POST", f"/bank{PAYMENTS}", self.pay),
            Route("POST", f"/bank{ADVICES}", self.advise),
            *self._reception.routes(services),
        ]

    def inquire(self, call: Call) -> Answer:
        """Ask our side whose bill it is and how much."""
        code = asked.billing_code(call.json())
        now = clock.now()
        number = asked.number(now)
        question: dict[str, Any] = {
            **accounts.of(self._service_id, code).to_json(),
            "trxDateInit": moments.write(now),
            "channelCode": 6011,
            "language": "",
            "amount": None,
            "hashedSourceAccountNo": "",
            "sourceBankCode": "014",
            "passApp": "",
            "inquiryRequestId": number,
            "additionalInfo": {},
        }
        try:
            reply = self._session.ask(INQUIRY_PATH, link.compact_json(question))
            return Answer({**_shown(reply.status, reply.json()), "request_id": number})
        except Unavailable as outage:
            return Answer({**_unknown(str(outage)), "request_id": number})

    def pay(self, call: Call) -> Answer:
        """Write the payment into the books, then tell it, as many times and in such ways as was asked."""
        content = call.json()
        wish = asked.wish(content)
        taken = self._books.take(asked.taken(content, self._service_id))
        if wish.delay:
            time.sleep(wish.delay)
        told = [] if wish.hold else [one for turn in range(wish.repeat) for one in self._tell(taken, wish, turn)]
        return self._receipt(taken, told)

    def advise(self, call: Call) -> Answer:
        """Tell a payment of the books once more, as advice."""
        taken = self._books.find(str(call.json().get("payment_request_id", "")))
        if taken is None:
            raise Refused(HTTPStatus.NOT_FOUND, "no such payment")
        return self._receipt(taken, list(self._tell(taken, asked.Wish(), 1)))

    def status(self, said: Said) -> Said:
        """Service 26: that payment of a bill, or its first."""
        named = said.get("paymentRequestId") or ""
        of_bill = self._books.of_bill(accounts.read(said).customer_no)
        found = next((taken for taken in of_bill if not named or taken.request_id == named), None)
        if found is None:
            raise codes.Refused(codes.TRANSACTION_NOT_FOUND)
        return {"virtualAccountData": _row(found), "additionalInfo": {"channelCode": found.channel}}

    def report(self, said: Said) -> Said:
        """Service 35: the payments of a day."""
        day = asked.day(said.get("startDate"))
        return {"virtualAccountData": [_row(taken) for taken in self._books.of_day(day)]}

    def _tell(self, taken: Taken, wish: asked.Wish, turn: int) -> Iterator[Delivery]:
        """Send it until somebody answers, three times at most; from the second time on it is advice."""
        secret = _WRONG_SECRET if wish.wrong_signature else None
        for attempt, pause in enumerate((*_PAUSES, None)):
            is_advice = attempt > 0 or (turn > 0 and wish.advise)
            delivery = self._deliver(_notice(taken, is_advice=is_advice), secret)
            yield delivery
            if (delivery.status or HTTPStatus.BAD_GATEWAY) < HTTPStatus.INTERNAL_SERVER_ERROR:
                self._books.close(taken, _state_after(delivery))
                return
            if pause is not None:
                time.sleep(pause)

    def _deliver(self, content: Mapping[str, Any], secret: str | None) -> Delivery:
        try:
            reply = self._session.ask(PAYMENT_PATH, link.compact_json(content), secret=secret)
        except Unavailable as outage:
            return Delivery(None, "", str(outage))
        text = reply.content.decode(errors="replace")
        try:
            return Delivery(reply.status, str(reply.json().get("responseCode", "")), text)
        except Unavailable:
            return Delivery(reply.status, "", text)

    def _receipt(self, taken: Taken, told: list[Delivery]) -> Answer:
        now = self._books.find(taken.request_id) or taken
        return Answer({"payment": now.to_json(), "deliveries": [asdict(one) for one in told]})


def _notice(taken: Taken, *, is_advice: bool) -> dict[str, Any]:
    amount = reading.write_amount(taken.amount)
    return {
        **accounts.of(taken.service_id, taken.billing_code).to_json(),
        "virtualAccountName": "",
        "trxId": "",
        "paymentRequestId": taken.request_id,
        "channelCode": taken.channel,
        "hashedSourceAccountNo": "",
        "sourceBankCode": "014",
        "paidAmount": amount,
        "cumulativePaymentAmount": None,
        "paidBills": "",
        "totalAmount": amount,
        "trxDateTime": moments.write(taken.paid_at),
        "referenceNo": taken.reference,
        "journalNum": "",
        "paymentType": "",
        "flagAdvise": "Y" if is_advice else "N",
        "subCompany": "00000",
        "billDetails": [],
        "freeTexts": [],
        "additionalInfo": {},
    }


def _row(taken: Taken) -> dict[str, Any]:
    reason = codes.SUCCESSFUL if taken.state == PaymentState.PAID else codes.INVALID_STATUS
    return {
        "paymentFlagReason": {"english": reason.meaning, "indonesia": reason.meaning},
        **accounts.of(taken.service_id, taken.billing_code).to_json(),
        "inquiryRequestId": taken.request_id,
        "paymentRequestId": taken.request_id,
        "paidAmount": reading.write_amount(taken.amount),
        "paidBills": "",
        "totalAmount": reading.write_amount(taken.amount),
        "trxDateTime": moments.write(taken.paid_at),
        "transactionDate": moments.write(taken.paid_at),
        "referenceNo": taken.reference,
        "paymentType": "",
        "flagAdvise": "N",
        "paymentFlagStatus": taken.state.value,
        "billDetails": [],
        "freeTexts": [],
        "additionalInfo": {"channelCode": taken.channel},
    }


def _state_after(delivery: Delivery) -> PaymentState:
    """Banks take 404xx18 for success: the biller has the payment already. Else they believe what the answer says."""
    if delivery.status == HTTPStatus.OK or (delivery.status, delivery.code[-2:]) == (404, "18"):
        return PaymentState.PAID
    try:
        return PaymentState(json.loads(delivery.answer)["virtualAccountData"]["paymentFlagStatus"])
    except (ValueError, KeyError, TypeError):
        return PaymentState.REFUSED


def _shown(status: int, content: Mapping[str, Any]) -> dict[str, object]:
    """What the bank's screen shows of our answer."""
    remark = str(content.get("responseMessage", ""))
    block = content.get("virtualAccountData")
    if status != HTTPStatus.OK or not isinstance(block, dict):
        return _unknown(remark or f"answered {status}", str(content.get("responseCode", "")))
    try:
        amount = reading.amount(block, "totalAmount")
    except codes.Refused as unreadable:
        return _unknown(f"answered without {unreadable.detail}")
    if amount is None or not amount.rupiah:
        return _unknown("answered without totalAmount")
    shown = {"found": True, "payer_name": str(block.get("virtualAccountName", "")), "amount": amount.rupiah}
    return {**shown, "remark": remark, "code": str(content.get("responseCode", ""))}


def _unknown(remark: str, code: str = "") -> dict[str, object]:
    return {"found": False, "payer_name": "", "amount": None, "remark": remark, "code": code}
