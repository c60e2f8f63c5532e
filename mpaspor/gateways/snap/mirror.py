"""A payment said back, as far as it can be, with what became of it: some banks read every key, whatever the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mpaspor.gateways.snap import accounts, inquiries
from mpaspor.gateways.snap.codes import Case
from mpaspor.gateways.snap.port import PaymentState

# Rows of texts: name and how many at most.
ROWS = {"billDetails": 24, "freeTexts": 25}
_LONGEST_TEXT = 255
# Name and longest.
_MIRRORED = {"virtualAccountName": 255, "virtualAccountEmail": 255, "virtualAccountPhone": 30, "trxId": 64}
_MIRRORED_AFTER = {
    "trxDateTime": 35, "referenceNo": 64, "journalNum": 36, "paymentType": 2, "flagAdvise": 1, "subCompany": 5,
    "channelCode": 16,
}  # fmt: skip


def of(said: Mapping[str, Any], state: PaymentState, case: Case, detail: str = "") -> dict[str, Any]:
    """The request, said back, with what became of it."""
    paid = _mirrored_amount(said, "paidAmount")
    total = _mirrored_amount(said, "totalAmount")
    return {
        "virtualAccountData": {
            "paymentFlagReason": inquiries.reason(case, detail),
            accounts.SERVICE_ID: accounts.mirrored(said, accounts.SERVICE_ID, accounts.WIDTH),
            accounts.CUSTOMER_NO: accounts.mirrored(said, accounts.CUSTOMER_NO, 20),
            accounts.ACCOUNT_NO: accounts.mirrored(said, accounts.ACCOUNT_NO, 28),
            **{name: accounts.mirrored(said, name, longest) for name, longest in _MIRRORED.items()},
            "paymentRequestId": accounts.mirrored(said, "paymentRequestId", inquiries.LONGEST_REQUEST_ID),
            "paidAmount": paid,
            "paidBills": accounts.mirrored(said, "paidBills", 6),
            "totalAmount": total if total["value"] else paid,
            "cumulativePaymentAmount": _mirrored_amount(said, "cumulativePaymentAmount"),
            **{name: accounts.mirrored(said, name, longest) for name, longest in _MIRRORED_AFTER.items()},
            "paymentFlagStatus": state.value,
            **{name: _mirrored_rows(said, name, most) for name, most in ROWS.items()},
        },
        "additionalInfo": {},
    }


def _mirrored_amount(said: Mapping[str, Any], name: str) -> dict[str, str]:
    given = said.get(name)
    within = given if isinstance(given, dict) else {}
    return {"value": accounts.mirrored(within, "value", 19), "currency": accounts.mirrored(within, "currency", 3)}


def _mirrored_rows(said: Mapping[str, Any], name: str, most: int) -> list[Any]:
    """Rows of texts, and of texts within texts: bills with amounts and names, free texts in two languages."""
    given = said.get(name)
    rows = given[:most] if isinstance(given, list) else []
    return [_texts(row, depth=2) for row in rows if isinstance(row, dict)]


def _texts(row: Mapping[str, Any], *, depth: int) -> dict[str, Any]:
    within = {name: _texts(one, depth=depth - 1) for name, one in row.items() if isinstance(one, dict) and depth}
    texts = {name: accounts.mirrored(row, name, _LONGEST_TEXT) for name, one in row.items() if isinstance(one, str)}
    return {name: (within | texts)[name] for name in row if name.isprintable() and name in within | texts}
