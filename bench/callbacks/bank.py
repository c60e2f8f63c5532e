"""A bank that signs each call at the moment it is sent, and keeps what it was told of each payment."""

from __future__ import annotations

import http.client
import itertools
import json
from collections import Counter
from dataclasses import dataclass, field

from bench.callbacks.bills import AMOUNT
from bench.wire import Next
from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.snap import accounts, moments, reading, session, signing

CODE, CLIENT_KEY, SERVICE_ID = "CONTOH", "bank-contoh", "88899"
PAYMENT = f"{session.BASE}/transfer-va/payment"
_TOKEN = session.TOKEN_PATH
_MOMENT = 0.05
_AFTER_A_SILENCE = 0.3


@dataclass(frozen=True, slots=True)
class Call:
    """One telling of a payment: its number at the bank, and how it is told."""

    code: str
    request_id: str
    amount: int = AMOUNT
    is_advice: bool = False
    is_forged: bool = False


@dataclass
class Bank:
    """`taken` are the payments it was told we have; `refused` those it gave back, with the answer."""

    address: tuple[str, int]
    private_key: str
    secret: str
    token: str = ""
    taken: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    sent: dict[int, Call] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def sign_in(self) -> None:
        """Service 73."""
        timestamp = moments.write(clock.now())
        headers = {
            "X-TIMESTAMP": timestamp,
            "X-CLIENT-KEY": CLIENT_KEY,
            "X-SIGNATURE": signing.sign_token_request(self.private_key, CLIENT_KEY, timestamp),
            "Content-Type": "application/json",
        }
        connection = http.client.HTTPConnection(*self.address, timeout=10)
        connection.request("POST", _TOKEN, b'{"grantType":"client_credentials","additionalInfo":{}}', headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        assert answer.status == http.client.OK, told
        self.token = told["accessToken"]
        connection.close()

    def request(self, visitor: int, call: Call, path: str = PAYMENT) -> bytes:
        """The bytes of the call, signed now."""
        self.sent[visitor] = call
        body = link.compact_json(_content(call))
        timestamp = moments.write(clock.now())
        signature = signing.sign(
            self.secret, method="POST", path=path, token=self.token, body=body, timestamp=timestamp
        )
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self.token}\r\nX-TIMESTAMP: {timestamp}\r\n"
            f"X-SIGNATURE: {signature[::-1] if call.is_forged else signature}\r\nX-PARTNER-ID: {CODE}\r\n"
            f"X-EXTERNAL-ID: {next(self._numbers)}\r\nCHANNEL-ID: 95231\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    def hear(self, visitor: int, status: int, answer: bytes) -> Next:
        """Keep what was said. A number we know of and an outage are asked about again, as advice."""
        call = self.sent.pop(visitor)
        told = _json(answer)
        self.answers[str(told.get("responseCode", status))] += 1
        if status in {http.client.CONFLICT, http.client.BAD_GATEWAY, http.client.GATEWAY_TIMEOUT}:
            again = Call(call.code, call.request_id, call.amount, is_advice=True)
            return (_AFTER_A_SILENCE if status != http.client.CONFLICT else _MOMENT), self.request(visitor, again)
        if call.is_forged:
            return None
        if told.get("virtualAccountData", {}).get("paymentFlagStatus") == "00":
            self.taken.add(call.request_id)
        else:
            self.refused[call.request_id] = str(told.get("responseCode"))
        return None


def _content(call: Call) -> dict[str, object]:
    money = reading.write_amount(call.amount)
    return {
        **accounts.of(SERVICE_ID, call.code).to_json(),
        "virtualAccountName": "",
        "paymentRequestId": call.request_id,
        "channelCode": 6011,
        "paidAmount": money,
        "totalAmount": money,
        "trxDateTime": moments.write(clock.now()),
        "referenceNo": call.request_id[-12:],
        "flagAdvise": "Y" if call.is_advice else "N",
        "additionalInfo": {},
    }


def _json(answer: bytes) -> dict[str, dict[str, str]]:
    try:
        told = json.loads(answer.partition(b"\r\n\r\n")[2])
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
