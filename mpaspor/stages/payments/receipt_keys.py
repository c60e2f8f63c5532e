"""The keys of receipts: the one we sign with, and all whose receipts are genuine, published for whoever checks one.

ECDSA on P-256, because browsers can check it by themselves. A key's id begins the SHA-256 of its public half.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_SIZE = 32
_ID_LENGTH = 8
_SHA256 = ec.ECDSA(SHA256(), deterministic_signing=True)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One published key, with the first and the last day (Jakarta) of its use, where they are known or set."""

    pem: str
    since: date | None
    until: date | None = None

    @property
    def name(self) -> str:
        """Its id, as each receipt names it."""
        return hashlib.sha256(self._encoded(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()[:_ID_LENGTH]

    def jwk(self) -> dict[str, str]:
        """As browsers and most libraries read it (RFC 7517), with its days and its PEM beside."""
        point = self._encoded(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
        x, y = (base64.urlsafe_b64encode(half).decode().rstrip("=") for half in (point[:_SIZE], point[_SIZE:]))
        described = {"kid": self.name, "kty": "EC", "crv": "P-256", "x": x, "y": y, "alg": "ES256", "use": "sig"}
        days = {"since": _written(self.since), "until": _written(self.until)}
        return described | days | {"pem": self.pem}

    def _encoded(self, encoding: Encoding, form: PublicFormat) -> bytes:
        return load_pem_public_key(self.pem.encode()).public_bytes(encoding, form)


def is_set_up() -> bool:
    return bool(settings.RECEIPT_KEY)


def ours() -> PublicKey:
    """The public half of the key we sign with."""
    since = settings.RECEIPT_KEY_SINCE
    return PublicKey(pem_of(_private(settings.RECEIPT_KEY).public_key()), date.fromisoformat(since) if since else None)


def pem_of(key: ec.EllipticCurvePublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def published() -> list[PublicKey]:
    """Ours first, then those that were, the last one first as they are set. Raises `ImproperlyConfigured`."""
    return [*([ours()] if is_set_up() else []), *_old(settings.RECEIPT_OLD_KEYS)]


def sign(message: str) -> str:
    """The signature of a text: r and s, 64 bytes, in 86 letters. The same text has the same one (RFC 6979)."""
    r, s = utils.decode_dss_signature(_private(settings.RECEIPT_KEY).sign(message.encode(), _SHA256))
    return base64.urlsafe_b64encode(r.to_bytes(_SIZE) + s.to_bytes(_SIZE)).decode().rstrip("=")


@lru_cache(maxsize=4)
def _private(pem: str) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(_lines(pem).encode(), password=None)
    except ValueError as unreadable:
        raise ImproperlyConfigured("MPASPOR_RECEIPT_KEY is not a private key in PEM") from unreadable
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ImproperlyConfigured("MPASPOR_RECEIPT_KEY is not a key of the curve P-256")
    return key


@lru_cache(maxsize=4)
def _old(written: str) -> list[PublicKey]:
    try:
        rows: list[dict[str, Any]] = json.loads(written)
        keys = [
            PublicKey(
                _lines(row["pem"]).strip() + "\n", date.fromisoformat(row["since"]), date.fromisoformat(row["until"])
            )
            for row in rows
        ]
        for key in keys:
            key.jwk()
    except (ValueError, KeyError, TypeError) as unreadable:
        told = "MPASPOR_RECEIPT_OLD_KEYS is not a list of since, until and pem (a public key) in JSON"
        raise ImproperlyConfigured(told) from unreadable
    return keys


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def _lines(pem: str) -> str:
    """An environment may hold the ends of lines as backslash and n."""
    return pem.replace("\\n", "\n")
