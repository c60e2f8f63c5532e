"""What the acquirer says of a code, read: in its answers (51) and in its notices (52)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mpaspor.gateways.qris.port import QrStatus, State
from mpaspor.gateways.snap import codes, moments, reading
from mpaspor.gateways.snap.session import BASE

GENERATE_PATH, QUERY_PATH = f"{BASE}/qr/qr-mpm-generate", f"{BASE}/qr/qr-mpm-query"
CANCEL_PATH, NOTIFY_PATH = f"{BASE}/qr/qr-mpm-cancel", f"{BASE}/qr/qr-mpm-notify"
_LONGEST = 64


class Unreadable(Exception):
    """A field lacks or holds something else; the message names it."""


def read_status(content: Mapping[str, Any]) -> QrStatus:
    """Raises `Unreadable`; a success lacks nothing."""
    try:
        amount = reading.amount(content, "amount")
        status = QrStatus(
            reference=reading.text(content, "originalPartnerReferenceNo", longest=_LONGEST),
            acquirer_reference=reading.text(content, "originalReferenceNo", longest=_LONGEST),
            state=State(reading.text(content, "latestTransactionStatus", longest=2)),
            amount=amount.rupiah if amount else None,
            paid_at=reading.moment(content, "paidTime") or reading.moment(content, "additionalInfo.paidTime"),
            rrn=reading.text(content, "additionalInfo.rrn", longest=_LONGEST),
            issuer=reading.text(content, "additionalInfo.issuer", longest=_LONGEST),
        )
    except codes.Refused as refused:
        raise Unreadable(refused.detail) from refused
    except ValueError as error:
        raise Unreadable("latestTransactionStatus") from error
    if not status.reference:
        raise Unreadable("originalPartnerReferenceNo")
    if status.state == State.SUCCESS and not (status.amount and status.paid_at and status.rrn):
        raise Unreadable("amount, paidTime or rrn")
    return status


def write_status(status: QrStatus) -> dict[str, Any]:
    """The same, as an acquirer writes it."""
    paid_at = moments.write(status.paid_at) if status.paid_at else ""
    return {
        "originalReferenceNo": status.acquirer_reference,
        "originalPartnerReferenceNo": status.reference,
        "serviceCode": "47",
        "latestTransactionStatus": status.state.value,
        "transactionStatusDesc": status.state.name,
        "paidTime": paid_at,
        "amount": reading.write_amount(status.amount or 0),
        "additionalInfo": {"rrn": status.rrn, "issuer": status.issuer, "paidTime": paid_at},
    }
