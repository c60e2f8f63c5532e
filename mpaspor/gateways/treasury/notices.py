"""The treasury's notice of a payment. Signed, repeated at will, and only a reason to ask: `get_bill` decides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured

from mpaspor.gateways import link, wiring
from mpaspor.gateways.snap import door, sealed, signing
from mpaspor.gateways.treasury import wire
from mpaspor.gateways.treasury.port import Receipt

NotAuthentic = sealed.NotAuthentic


class MalformedNotice(Exception):
    """The notice cannot be read; the message names the field."""


def authenticate(
    headers: Mapping[str, str],
    *,
    method: str,
    path: str,
    body: bytes,
    at: datetime,
    skew_seconds: float = door.SKEW_SECONDS,
) -> None:
    """Whether the treasury itself sent this, now. Raises `NotAuthentic`, also where we have no key of it."""
    try:
        keys = signing.keys_in(wiring.Section("treasury").text("public_key"))
    except ImproperlyConfigured as unknown:
        raise NotAuthentic("Unknown client") from unknown
    sealed.authenticate(
        headers, public_keys=keys, method=method, path=path, body=body, at=at, skew_seconds=skew_seconds
    )


def read(body: bytes) -> Receipt:
    """What it says. Its NTPN names the payment: the same one again is the same payment. Raises `MalformedNotice`."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as unreadable:
        raise MalformedNotice("body") from unreadable
    if not isinstance(content, dict):
        raise MalformedNotice("body")
    try:
        return wire.read_receipt(content)
    except wire.Unreadable as unreadable:
        raise MalformedNotice(str(unreadable)) from unreadable


def write(receipt: Receipt) -> bytes:
    """The body of a notice."""
    return link.compact_json(wire.write_receipt(receipt))
