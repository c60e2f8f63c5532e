"""A bank over HTTP: the status inquiry, signed."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from http import HTTPStatus
from typing import Any

from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.banks import notices, signature
from mpaspor.gateways.banks.port import PaymentNotice
from mpaspor.gateways.link import Check, Unavailable

_CODE = re.compile(r"[0-9]{15}")
_NO_BILL = "0" * 15


class BankClient:
    """Our access to one bank."""

    def __init__(self, url: str, *, partner: str, secret: str, timeout: float) -> None:
        self._link = link.Link(url, timeout)
        self._partner = partner
        self._secret = secret

    def status(self, billing_code: str, *, at: datetime) -> PaymentNotice | None:
        """The first payment of this bill in the bank's books, or None. Raises `Unavailable`."""
        if not _CODE.fullmatch(billing_code):
            message = f"not a billing code: {billing_code!r}"
            raise ValueError(message)
        content = self._ask(f"/bank/payments/{billing_code}", at)
        if content is None:
            return None
        try:
            notice = notices.of(content.get("payment") or {})
        except notices.MalformedNotice as malformed:
            raise Unavailable(f"the bank's answer cannot be read: {malformed}") from malformed
        if notice.billing_code != billing_code:
            raise Unavailable("the bank answered about another bill")
        return notice

    def check(self) -> Check:
        """Ask about a bill nobody has: the right answer, to our signature, is "not found"."""
        return link.check("banks", self._probe)

    def _probe(self) -> str:
        self._ask(f"/bank/payments/{_NO_BILL}", clock.now())
        return "answers and accepts our signature"

    def _ask(self, path: str, at: datetime) -> dict[str, Any] | None:
        signed = signature.headers(
            self._secret,
            partner=self._partner,
            external_id=secrets.token_hex(16),
            method="GET",
            path=path,
            body=b"",
            at=at,
        )
        reply = self._link.ask("GET", path, headers=signed)
        if reply.status == HTTPStatus.NOT_FOUND:
            return None
        if reply.status != HTTPStatus.OK:
            raise Unavailable(f"the bank answered {reply.status}")
        return reply.json()
