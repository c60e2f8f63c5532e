"""A bank written only from the description of the standard (../domain, 3.2 to 3.6): no code of ours is used here.

It speaks to anything that takes (method, path, headers, body) and answers (status, bytes).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

Send = Callable[[str, str, dict[str, str], bytes], tuple[int, bytes]]

TOKEN, INQUIRY, PAYMENT = "/v1.0/access-token/b2b", "/v1.0/transfer-va/inquiry", "/v1.0/transfer-va/payment"
JAKARTA = timezone(timedelta(hours=7))
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Told:
    """What came back."""

    status: int
    content: dict[str, Any]

    @property
    def code(self) -> str:
        return str(self.content.get("responseCode"))

    @property
    def account(self) -> dict[str, Any]:
        found: dict[str, Any] = self.content["virtualAccountData"]
        return found


Ask = Callable[..., Told]


@dataclass
class IndependentBank:
    """One partner. `now` says which moment it signs at; `prefix` stands before each path."""

    send: Send
    client_key: str
    private_key: str
    secret: str
    partner_id: str
    now: Callable[[], datetime]
    service_id: str = "88899"
    prefix: str = ""
    token: str = field(default="", init=False)

    def ask_token(self, *, body: dict[str, Any] | None = None, **headers: str | None) -> Told:
        """Service 73, signed by (A). A header given as None is left out; names are written with _ for -."""
        timestamp = stamp(self.now())
        given = {
            "Content-Type": "application/json",
            "X-TIMESTAMP": timestamp,
            "X-CLIENT-KEY": self.client_key,
            "X-SIGNATURE": rsa_signature(self.private_key, f"{self.client_key}|{timestamp}"),
        }
        asked = {"grantType": "client_credentials", "additionalInfo": {}} if body is None else body
        status, answer = self.send(
            "POST", self.prefix + TOKEN, _sent(given, _named(headers)), json.dumps(asked).encode()
        )
        told = Told(status, json.loads(answer))
        if status == 200:
            self.token = told.content["accessToken"]
        return told

    def inquire(self, code: str, *, headers: dict[str, str | None] | None = None, **changes: Any) -> Told:
        """Service 24."""
        return self.call(INQUIRY, _changed(self.inquiry_of(code), changes), headers)

    def inquiry_of(self, code: str) -> dict[str, Any]:
        """What service 24 is asked."""
        return self._account(code) | {
            "trxDateInit": stamp(self.now()), "channelCode": 6011, "language": "", "amount": None,
            "hashedSourceAccountNo": "", "sourceBankCode": "014", "passApp": "",
            "inquiryRequestId": self.number(), "additionalInfo": {},
        }  # fmt: skip

    def pay(
        self,
        code: str,
        amount: int,
        *,
        request_id: str = "",
        advise: bool = False,
        headers: dict[str, str | None] | None = None,
        **changes: Any,
    ) -> Told:
        """Service 25; with `advise` as advice after a timeout."""
        money = {"value": f"{amount}.00", "currency": "IDR"}
        body = self._account(code) | {
            "virtualAccountName": "", "virtualAccountEmail": "", "virtualAccountPhone": "", "trxId": "",
            "paymentRequestId": request_id or self.number(), "channelCode": 6011, "hashedSourceAccountNo": "",
            "sourceBankCode": "014", "paidAmount": money, "cumulativePaymentAmount": None, "paidBills": "95000",
            "totalAmount": money, "trxDateTime": stamp(self.now()), "referenceNo": "00113000001", "journalNum": "",
            "paymentType": "", "flagAdvise": "Y" if advise else "N", "subCompany": "00000", "billDetails": [],
            "freeTexts": [], "additionalInfo": {},
        }  # fmt: skip
        return self.call(PAYMENT, _changed(body, changes), headers)

    def call(
        self,
        path: str,
        body: dict[str, Any] | bytes,
        headers: dict[str, str | None] | None = None,
        *,
        sign_minified: bool = True,
    ) -> Told:
        """Any transaction call, signed by (B); a header given as None is left out."""
        if not self.token:
            assert self.ask_token().status == 200
        sent = body if isinstance(body, bytes) else json.dumps(body, indent=1).encode()
        hashed = json.dumps(body, separators=(",", ":")).encode() if isinstance(body, dict) and sign_minified else sent
        timestamp = stamp(self.now())
        text = f"POST:{self.prefix + path}:{self.token}:{hashlib.sha256(hashed).hexdigest()}:{timestamp}"
        given = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.token}",
            "X-TIMESTAMP": timestamp,
            "X-SIGNATURE": base64.b64encode(
                hmac.new(self.secret.encode(), text.encode(), hashlib.sha512).digest()
            ).decode(),
            "X-PARTNER-ID": self.partner_id,
            "X-EXTERNAL-ID": self.number(),
            "CHANNEL-ID": "95231",
        }
        status, answer = self.send("POST", self.prefix + path, _sent(given, headers or {}), sent)
        return Told(status, json.loads(answer))

    def number(self) -> str:
        """One nobody else in this run has."""
        return f"{self.now():%Y%m%d%H%M%S}{next(_numbers):012}"

    def _account(self, code: str) -> dict[str, Any]:
        padded = self.service_id.rjust(8)
        return {"partnerServiceId": padded, "customerNo": code, "virtualAccountNo": padded + code}


def stamp(at: datetime) -> str:
    """yyyy-MM-ddTHH:mm:ss+07:00."""
    return at.astimezone(JAKARTA).strftime("%Y-%m-%dT%H:%M:%S+07:00")


def rsa_signature(private_key: str, text: str) -> str:
    """RSASSA-PKCS1-v1_5 with SHA-256, base64."""
    key = serialization.load_pem_private_key(private_key.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


def check_rsa(public_key: str, signature: str, text: str) -> None:
    """Raises where the signature is not of the text."""
    key = serialization.load_pem_public_key(public_key.encode())
    assert isinstance(key, RSAPublicKey)
    key.verify(base64.b64decode(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())


def over_http(base: str) -> Send:
    """To a server at http://host:port."""
    address = urlsplit(base)

    def send(method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    return send


def _named(headers: dict[str, str | None]) -> dict[str, str | None]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _sent(given: dict[str, str], changes: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def _changed(body: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Fields replaced; a field given as `...` is left out."""
    return {name: value for name, value in (body | changes).items() if value is not ...}
