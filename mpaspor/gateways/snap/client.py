"""A bank over HTTP: status inquiry (26) and report (35)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.link import Check, Unavailable
from mpaspor.gateways.snap import accounts, codes, reading
from mpaspor.gateways.snap.codes import Refused, Service
from mpaspor.gateways.snap.port import PaymentNotice, PaymentState, PaymentStatus
from mpaspor.gateways.snap.session import BASE, Session

STATUS_PATH, REPORT_PATH = f"{BASE}/transfer-va/status", f"{BASE}/transfer-va/report"
_CODE = re.compile(r"[0-9]{15}")
_NO_BILL = "0" * 15
_NOTHING = {codes.TRANSACTION_NOT_FOUND, codes.INVALID_BILL}


class BankClient:
    """One bank, `code` in our books, at which our accounts begin with `service_id`."""

    def __init__(self, session: Session, *, code: str, service_id: str) -> None:
        self._session = session
        self._bank = code
        self._service_id = service_id

    def status(
        self, billing_code: str, *, inquiry_request_id: str = "", payment_request_id: str = ""
    ) -> PaymentStatus | None:
        """That payment of this bill, or the first; None = the bank has none. Raises `Unavailable`."""
        if not _CODE.fullmatch(billing_code):
            message = f"not a billing code: {billing_code!r}"
            raise ValueError(message)
        asked = {
            **accounts.of(self._service_id, billing_code).to_json(),
            "inquiryRequestId": inquiry_request_id or _number(clock.now()),
            "paymentRequestId": payment_request_id,
            "additionalInfo": {},
        }
        answer = self._session.call(Service.VA_STATUS, STATUS_PATH, asked)
        if answer.case in _NOTHING:
            return None
        if not answer.is_success:
            raise Unavailable(f"the bank answered {answer.case}")
        status = self._read(answer.content.get("virtualAccountData"))
        if status.notice.billing_code != billing_code:
            raise Unavailable("the bank answered about another bill")
        if payment_request_id and status.notice.payment_request_id != payment_request_id:
            raise Unavailable("the bank answered about another payment")
        return status

    def report(self, day: date) -> tuple[PaymentStatus, ...]:
        """All payments of a day of the bank's calendar. Raises `Unavailable`."""
        asked = {
            accounts.SERVICE_ID: self._service_id.rjust(accounts.WIDTH),
            "startDate": day.isoformat(),
            "startTime": "00:00:00+07:00",
            "endDate": day.isoformat(),
            "endTime": "23:59:59+07:00",
            "additionalInfo": {},
        }
        answer = self._session.call(Service.VA_REPORT, REPORT_PATH, asked)
        if answer.case in _NOTHING:
            return ()
        rows = answer.content.get("virtualAccountData")
        if not answer.is_success or not isinstance(rows, list):
            raise Unavailable(f"the bank answered {answer.case} without a list")
        return tuple(self._read(row) for row in rows)

    def check(self) -> Check:
        """Ask about a bill nobody has: the right answer, to our token and signature, is "not found"."""
        return link.check("snap", self._probe)

    def _probe(self) -> str:
        self.status(_NO_BILL)
        return "answers and accepts our signature"

    def _read(self, content: Any) -> PaymentStatus:
        if not isinstance(content, dict):
            raise Unavailable("the bank answered without the payment")
        try:
            return PaymentStatus(_state(content), _notice(content, self._bank))
        except Refused as unreadable:
            raise Unavailable(f"the bank's answer cannot be read: {unreadable.detail}") from unreadable


def _state(content: Mapping[str, Any]) -> PaymentState:
    given = reading.text(content, "paymentFlagStatus", longest=2)
    if given not in list(PaymentState):
        raise Unavailable(f"the bank answered with the state {given!r}")
    return PaymentState(given)


def _notice(content: Mapping[str, Any], bank: str) -> PaymentNotice:
    paid = reading.amount(content, "paidAmount")
    paid_at = reading.moment(content, "transactionDate") or reading.moment(content, "trxDateTime")
    request_id = reading.text(content, "paymentRequestId", longest=128)
    if paid is None or not paid.rupiah or paid_at is None or not request_id:
        raise Unavailable("the bank's answer lacks number, amount or moment of the payment")
    return PaymentNotice(
        payment_request_id=request_id,
        billing_code=accounts.read(content).customer_no,
        amount=paid.rupiah,
        channel=reading.text(content, "additionalInfo.channelCode", longest=16),
        paid_at=paid_at,
        reference=reading.text(content, "referenceNo", longest=64),
        partner=bank,
    )


def _number(at: datetime) -> str:
    return f"{at:%Y%m%d%H%M%S}{secrets.randbelow(10**8):08}"
