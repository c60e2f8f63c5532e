"""A kept call as it may be seen on a screen: what is not known to be harmless is hidden."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from mpaspor.stages.payments.models import PartnerCall

HIDDEN = "•••"
_HEADERS = {
    "channel-id", "content-length", "content-type", "host", "user-agent", "x-client-key", "x-external-id",
    "x-partner-id", "x-timestamp",
}  # fmt: skip
# No name, no account, no token, no signature; the text beside each is the standard's or ours.
_FIELDS = {
    "billCode", "billName", "billNo", "billShortName", "billSubCompany", "billingCode", "channelCode", "currency",
    "customerNo", "english", "expiresIn", "flagAdvise", "grantType", "indonesia", "inquiryRequestId", "inquiryStatus",
    "journalNum", "language", "latestTransactionStatus", "originalPartnerReferenceNo", "originalReferenceNo",
    "paidBills", "paidTime", "partnerServiceId", "paymentFlagStatus", "paymentRequestId", "paymentType", "referenceNo",
    "responseCode", "responseMessage", "serviceCode", "sourceBankCode", "subCompany", "tokenType", "trxDateInit",
    "trxDateTime", "trxId", "value", "virtualAccountTrxType",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """Request line, headers, body and answer, with what is hidden already hidden."""

    line: str
    headers: tuple[tuple[str, str], ...]
    body: str
    answer: str


def shown(call: PartnerCall) -> Shown:
    """The call for a screen."""
    head, _, body = call.asked.partition("\n\n")
    line, *headers = head.split("\n")
    return Shown(_line(line), tuple(_header(one) for one in headers if one), _json(body), _json(call.answered))


def _line(line: str) -> str:
    path, question, _ = line.partition("?")
    return f"{path}?{HIDDEN}" if question else path


def _header(text: str) -> tuple[str, str]:
    name, _, value = text.partition(": ")
    return name, value if name.lower() in _HEADERS else HIDDEN


def _json(text: str) -> str:
    """Its fields one below the other; of what is no JSON, nothing."""
    if not text:
        return ""
    try:
        return json.dumps(_masked(json.loads(text)), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return HIDDEN


def _masked(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _masked(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_masked(one, name) for one in value]
    if value in (None, "", True, False) or name in _FIELDS:
        return value
    return HIDDEN
