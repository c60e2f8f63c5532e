"""Service 52: the acquirer's notice that a code was paid. Signed, and only a reason to ask: `query` decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mpaspor.gateways import wiring
from mpaspor.gateways.qris import wire
from mpaspor.gateways.snap import codes, reading, sealed

NotAuthentic = sealed.NotAuthentic


class MalformedNotice(Exception):
    """The notice cannot be read; the message names the field."""


def authenticate(headers: Mapping[str, str], *, method: str, path: str, body: bytes, at: datetime) -> None:
    """Whether the acquirer itself sent this, now. Raises `NotAuthentic`."""
    key = wiring.Section("qris").text("public_key")
    sealed.authenticate(headers, public_keys=(key,), method=method, path=path, body=body, at=at)


def read(body: bytes) -> str:
    """Our reference of the code it is about; whatever else it says is asked for. Raises `MalformedNotice`."""
    try:
        reference = wire.read_reference(reading.parse(body))
    except codes.Refused as refused:
        raise MalformedNotice(refused.detail or "body") from refused
    if not reference:
        raise MalformedNotice(wire.REFERENCE)
    return reference


def answer() -> dict[str, str]:
    """What the acquirer wants to hear."""
    return codes.head(codes.Service.QR_NOTIFY, codes.SUCCESSFUL)
