"""What the acquirer says of a code, read: in its answers (51) and in its notices (52)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mpaspor.gateways.qris.port import QrStatus, State
from mpaspor.gateways.snap import codes, moments, reading
from mpaspor.gateways.snap.session import BASE

GENERATE_PATH, QUERY_PATH = f"{BASE}/qr/qr-mpm-generate", f"{BASE}/qr/qr-mpm-query"
CANCEL_PATH, NOTIFY_PATH = f"{BASE}/qr/qr-mpm-cancel", f"{BASE}/qr/qr-mpm-notify"
REFERENCE = "originalPartnerReferenceNo"
_LONGEST = 64


class Unreadable(Exception):
    """A field lacks or holds something else; the message names it."""


def read_reference(content: Mapping[str, Any]) -> str:
    """Which of our codes it is about. Raises `codes.Refused`, 400xx01."""
    return reading.text(content, REFERENCE, longest=_LONGEST)


def read_status(content: Mapping[str, Any], *, at: datetime) -> QrStatus:
    """Raises `Unreadable`.

    Of a success the standard demands the amount alone. Where the acquirer names no moment it counts as paid `at`, and
    where it names no number of the payment by the acquirer's number of the code.
    """
    try:
        amount = reading.amount(content, "amount")
        state = State(reading.text(content, "latestTransactionStatus", longest=2))
        is_paid = state == State.SUCCESS
        acquirer_reference = reading.text(content, "originalReferenceNo", longest=_LONGEST)
        paid_at = reading.moment(content, "paidTime") or reading.moment(content, "additionalInfo.paidTime")
        rrn = reading.text(content, "additionalInfo.rrn", longest=_LONGEST)
        status = QrStatus(
            reference=read_reference(content),
            acquirer_reference=acquirer_reference,
            state=state,
            amount=amount.rupiah if amount else None,
            paid_at=paid_at or (at if is_paid else None),
            rrn=rrn or (acquirer_reference if is_paid else ""),
            issuer=reading.text(content, "additionalInfo.issuer", longest=_LONGEST),
        )
    except codes.Refused as refused:
        raise Unreadable(refused.detail) from refused
    except ValueError as error:
        raise Unreadable("latestTransactionStatus") from error
    if not status.reference:
        raise Unreadable(REFERENCE)
    if is_paid and not status.amount:
        raise Unreadable("amount")
    return status


def write_status(status: QrStatus) -> dict[str, Any]:
    """The same, as an acquirer writes it."""
    paid_at = moments.write(status.paid_at) if status.paid_at else ""
    return {
        "originalReferenceNo": status.acquirer_reference,
        REFERENCE: status.reference,
        "serviceCode": "47",
        "latestTransactionStatus": status.state.value,
        "transactionStatusDesc": status.state.name,
        "paidTime": paid_at,
        "amount": reading.write_amount(status.amount or 0),
        "additionalInfo": {"rrn": status.rrn, "issuer": status.issuer, "paidTime": paid_at},
    }
