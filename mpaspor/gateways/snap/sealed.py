"""Calls without a token, each proven by the caller's private key over method, path, body and moment: variant (C)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from mpaspor.gateways.snap import door, moments, signing

_LONGEST_EXTERNAL_ID = 36


class NotAuthentic(Exception):
    """The call does not prove that it comes from whom it names, now; the message says what is wrong with it."""


def headers(private_key: str, *, client_key: str, method: str, path: str, body: bytes, at: datetime) -> dict[str, str]:
    """The headers of such a call; `path` as called, with its query, without the host."""
    timestamp = moments.write(at)
    return {
        door.CLIENT_KEY: client_key,
        door.TIMESTAMP: timestamp,
        door.EXTERNAL_ID: secrets.token_hex(16),
        door.SIGNATURE: signing.sign_notice(private_key, method=method, path=path, body=body, timestamp=timestamp),
    }


def authenticate(
    given: Mapping[str, str],
    *,
    public_keys: Iterable[str],
    method: str,
    path: str,
    body: bytes,
    at: datetime,
    skew_seconds: float = door.SKEW_SECONDS,
) -> str:
    """Check such a call at the moment `at`; its X-EXTERNAL-ID, or "" where there is none. Raises `NotAuthentic`."""
    timestamp, signature = _header(given, door.TIMESTAMP), _header(given, door.SIGNATURE)
    external_id = given.get(door.EXTERNAL_ID, "")
    if len(external_id) > _LONGEST_EXTERNAL_ID or not external_id.isprintable():
        raise NotAuthentic(door.EXTERNAL_ID)
    try:
        signing.verify_notice(public_keys, signature, method=method, path=path, body=body, timestamp=timestamp)
        signed_at = moments.read(timestamp)
    except (signing.WrongSignature, signing.UnusableKey) as wrong:
        raise NotAuthentic("Signature") from wrong
    except moments.NoMoment as wrong:
        raise NotAuthentic(door.TIMESTAMP) from wrong
    if not moments.are_near(signed_at, at, seconds=skew_seconds):
        raise NotAuthentic("Timestamp")
    return external_id


def _header(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "").strip()
    if not value:
        raise NotAuthentic(name)
    return value
