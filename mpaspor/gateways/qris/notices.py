"""Service 52: the acquirer's notice that a code was paid. Signed, and only a reason to ask: `query` decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured

from mpaspor.gateways import wiring
from mpaspor.gateways.qris import wire
from mpaspor.gateways.snap import codes, door, reading, sealed, signing
from mpaspor.gateways.snap.codes import Refused
from mpaspor.gateways.snap.door import Call

_HEADERS = (door.TIMESTAMP, door.SIGNATURE, door.EXTERNAL_ID)


@dataclass(frozen=True, slots=True)
class Notice:
    """Our reference of the code it is about, and the call's own number; whatever else it says is asked for."""

    reference: str
    external_id: str


def admit(call: Call, *, at: datetime, skew_seconds: float = door.SKEW_SECONDS) -> Notice:
    """What the acquirer itself tells, now.

    Raises `Refused`, in the standard's order: what is missing, what has the wrong form, the signature. That the
    X-EXTERNAL-ID is new today is the caller's to see.
    """
    content = door.parse(call)
    given = door.require_headers(call, _HEADERS)
    reading.require(content, (wire.REFERENCE,))
    door.check_headers(given)
    notice = Notice(wire.read_reference(content), given[door.EXTERNAL_ID])
    try:
        sealed.authenticate(
            call.headers,
            public_keys=_keys(),
            method=call.method,
            path=call.path,
            body=call.body,
            at=at,
            skew_seconds=skew_seconds,
        )
    except sealed.NotAuthentic as impostor:
        raise Refused(codes.UNAUTHORIZED, str(impostor)) from impostor
    return notice


def answer() -> dict[str, str]:
    """What the acquirer wants to hear."""
    return codes.head(codes.Service.QR_NOTIFY, codes.SUCCESSFUL)


def _keys() -> tuple[str, ...]:
    try:
        return signing.keys_in(wiring.Section("qris").text("public_key"))
    except ImproperlyConfigured as unknown:
        raise Refused(codes.UNAUTHORIZED, "Unknown client") from unknown
