"""A payment notice as it travels."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from mpaspor.gateways import link
from mpaspor.gateways.banks.port import PaymentNotice

_WHOLE_RUPIAH = re.compile(r"([0-9]{1,15})(?:\.00)?")
_BANK_ZONE = ZoneInfo("Asia/Jakarta")
_LONGEST = 128


class MalformedNotice(Exception):
    """The notice lacks a field or holds something else in it; the message names the field."""


def read(body: bytes) -> PaymentNotice:
    """Read a notice from the body of a call. Raises `MalformedNotice`."""
    try:
        content = json.loads(body)
    except ValueError as error:
        raise MalformedNotice("body") from error
    if not isinstance(content, dict):
        raise MalformedNotice("body")
    return of(content)


def of(content: Mapping[str, Any]) -> PaymentNotice:
    """The same from its parsed JSON."""
    return PaymentNotice(
        payment_request_id=_text(content, "paymentRequestId"),
        billing_code=_text(content, "billingCode"),
        amount=rupiah(content, "paidAmount"),
        channel=_text(content, "channelCode"),
        paid_at=_moment(content, "trxDateTime"),
        reference=_text(content, "referenceNo"),
        partner=_text(content, "partnerId"),
    )


def to_json(notice: PaymentNotice) -> dict[str, Any]:
    """The notice in the bank's words; the moment in the bank's zone, to the second."""
    return {
        "paymentRequestId": notice.payment_request_id,
        "billingCode": notice.billing_code,
        "paidAmount": amount(notice.amount),
        "channelCode": notice.channel,
        "trxDateTime": moment(notice.paid_at),
        "referenceNo": notice.reference,
        "partnerId": notice.partner,
    }


def write(notice: PaymentNotice) -> bytes:
    """The body of a call that carries the notice."""
    return link.compact_json(to_json(notice))


def rupiah(content: Mapping[str, Any], name: str) -> int:
    """The amount under `name`: whole rupiah, more than none. Raises `MalformedNotice`."""
    given = content.get(name)
    if not isinstance(given, dict) or given.get("currency") != "IDR":
        raise MalformedNotice(name)
    match = _WHOLE_RUPIAH.fullmatch(str(given.get("value")))
    if match is None or int(match[1]) == 0:
        raise MalformedNotice(name)
    return int(match[1])


def amount(whole_rupiah: int) -> dict[str, str]:
    """An amount as banks write it: text, two decimals."""
    return {"value": f"{whole_rupiah}.00", "currency": "IDR"}


def moment(at: datetime) -> str:
    """A moment as banks write it: their own zone, with its offset, to the second."""
    return at.astimezone(_BANK_ZONE).isoformat(timespec="seconds")


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    # Some banks send codes of digits as numbers.
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not 1 <= len(value) <= _LONGEST:
        raise MalformedNotice(name)
    return value


def _moment(content: Mapping[str, Any], name: str) -> datetime:
    try:
        at = datetime.fromisoformat(_text(content, name))
    except ValueError as error:
        raise MalformedNotice(name) from error
    if at.tzinfo is None:
        raise MalformedNotice(name)
    return at.astimezone(UTC)
