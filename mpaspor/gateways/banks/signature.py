"""The symmetric signature of the national payment standard (SNAP), for calls in both directions.

What is signed: METHOD:path:token:hash:timestamp, where the hash is the lower-case hex SHA-256 of the body without
insignificant white space, and the token is empty where a partner uses none. The signature is the base64 HMAC-SHA512.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime

from mpaspor.gateways.banks import notices

PARTNER, EXTERNAL_ID, TIMESTAMP, SIGNATURE = "X-PARTNER-ID", "X-EXTERNAL-ID", "X-TIMESTAMP", "X-SIGNATURE"
_LONGEST_EXTERNAL_ID = 36
# A string of the JSON text, to be kept as it is, or a run of white space between its parts.
_STRING_OR_SPACE = re.compile(rb'("(?:[^"\\]|\\.)*")|[ \t\r\n]+', re.DOTALL)


class NotAuthentic(Exception):
    """The call does not prove that it comes from the partner, now."""


class MissingHeader(NotAuthentic):
    """The call lacks a header that signing needs; the message names it."""


class UnknownPartner(NotAuthentic):
    """The call comes in another partner's name."""


class WrongSignature(NotAuthentic):
    """The signature is not of this call under the shared secret."""


class StaleTimestamp(NotAuthentic):
    """The call was signed too long ago, or in the future, or at no readable moment."""


def sign(secret: str, *, method: str, path: str, body: bytes, timestamp: str, token: str = "") -> str:
    """The signature of a call; `path` with its query, as called, without the host."""
    return _sign(secret, f"{method}:{path}:{token}:{_hash(minify(body))}:{timestamp}")


def verify(
    secret: str, signature: str, *, method: str, path: str, body: bytes, timestamp: str, token: str = ""
) -> None:
    """Raise `WrongSignature` unless the signature is of the body as it came, or of it without white space."""
    for signed in (body, minify(body)):
        expected = _sign(secret, f"{method}:{path}:{token}:{_hash(signed)}:{timestamp}")
        if hmac.compare_digest(expected.encode(), signature.encode()):
            return
    raise WrongSignature


def headers(
    secret: str, *, partner: str, external_id: str, method: str, path: str, body: bytes, at: datetime, token: str = ""
) -> dict[str, str]:
    """The headers of a signed call; `external_id` is unique per partner and day."""
    timestamp = notices.moment(at)
    return {
        TIMESTAMP: timestamp,
        SIGNATURE: sign(secret, method=method, path=path, body=body, timestamp=timestamp, token=token),
        PARTNER: partner,
        EXTERNAL_ID: external_id,
    }


def authenticate(
    given: Mapping[str, str],
    *,
    secret: str,
    partner: str,
    method: str,
    path: str,
    body: bytes,
    at: datetime,
    skew_seconds: int,
) -> str:
    """Check a partner's call at the moment `at` and return its X-EXTERNAL-ID.

    `given` are the call's headers, whose names must be found whatever their case, as Django's are.
    Raises `MissingHeader`, `UnknownPartner`, `WrongSignature`, `StaleTimestamp`, all of them `NotAuthentic`.
    """
    timestamp, signature = _header(given, TIMESTAMP), _header(given, SIGNATURE)
    external_id = _header(given, EXTERNAL_ID)
    if len(external_id) > _LONGEST_EXTERNAL_ID:
        raise MissingHeader(EXTERNAL_ID)
    if _header(given, PARTNER) != partner:
        raise UnknownPartner
    verify(secret, signature, method=method, path=path, body=body, timestamp=timestamp)
    _check_freshness(timestamp, at, skew_seconds)
    return external_id


def minify(body: bytes) -> bytes:
    """The JSON text without white space between its parts; numbers, order and strings stay as they were written."""
    return _STRING_OR_SPACE.sub(lambda match: match[1] or b"", body)


def _header(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "")
    if not value:
        raise MissingHeader(name)
    return value


def _check_freshness(timestamp: str, at: datetime, skew_seconds: int) -> None:
    try:
        signed_at = datetime.fromisoformat(timestamp)
        skew = abs((at - signed_at).total_seconds())
    except (ValueError, TypeError) as error:
        raise StaleTimestamp(timestamp) from error
    if skew > skew_seconds:
        raise StaleTimestamp(timestamp)


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _sign(secret: str, text: str) -> str:
    if not secret:
        message = "a partner's secret is empty: anybody could sign"
        raise ValueError(message)
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), "sha512")).decode()
