"""A virtual account: the partner's eight characters, padded on the left, and our billing code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mpaspor.gateways.snap import codes, reading
from mpaspor.gateways.snap.codes import Refused
from mpaspor.gateways.snap.port import Partner

SERVICE_ID, CUSTOMER_NO, ACCOUNT_NO = "partnerServiceId", "customerNo", "virtualAccountNo"
MANDATORY = (SERVICE_ID, CUSTOMER_NO, ACCOUNT_NO)
WIDTH = 8
_SERVICE_ID = re.compile(r"(?= *[0-9]+$)[ 0-9]{8}")
_CUSTOMER_NO = re.compile(r"[0-9]{1,20}")
_ACCOUNT_NO = re.compile(r" *[0-9]{1,28}")


@dataclass(frozen=True, slots=True)
class Account:
    """Whose, and of which bill; `number` as it was sent."""

    service_id: str
    customer_no: str
    number: str

    def to_json(self) -> dict[str, str]:
        """The three fields, in the standard's order."""
        return {SERVICE_ID: self.service_id, CUSTOMER_NO: self.customer_no, ACCOUNT_NO: self.number}


def of(service_id: str, customer_no: str) -> Account:
    """The account of a bill at a partner; a service id that is too short is padded."""
    padded = service_id.rjust(WIDTH)
    return Account(padded, customer_no, padded + customer_no)


def read(content: Mapping[str, Any]) -> Account:
    """Raises `Refused`, 400xx01. Bare numbers are taken; the parts must make up the whole."""
    account = Account(
        reading.text(content, SERVICE_ID, longest=WIDTH, pattern=_SERVICE_ID),
        reading.text(content, CUSTOMER_NO, longest=20, pattern=_CUSTOMER_NO),
        reading.text(content, ACCOUNT_NO, longest=28, pattern=_ACCOUNT_NO),
    )
    if account.number.strip() != (account.service_id + account.customer_no).strip():
        raise Refused(codes.INVALID_FORMAT, ACCOUNT_NO)
    return account


def check_owner(account: Account, partner: Partner) -> None:
    """Raises `Refused` when a partner asks about another one's accounts."""
    if account.service_id.strip() != partner.service_id.strip():
        raise Refused(codes.PARTNER_NOT_FOUND)


def mirrored(content: Mapping[str, Any], name: str, longest: int) -> str:
    """What was said under `name`, as far as it can be said back."""
    try:
        return reading.text(content, name, longest=longest)
    except Refused:
        return ""
