"""Bearer tokens that nobody has to store: whose, until when, and our seal over both."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets
from datetime import datetime

LIFETIME_SECONDS = 900
_LONGEST = 2048
_LABEL = b"snap bearer token"


class InvalidToken(Exception):
    """Not sealed by us, or run out."""


def issue(key: str, client_key: str, *, at: datetime, lifetime: int = LIFETIME_SECONDS) -> str:
    """A token for this client. `key` is ours alone."""
    facts = {"c": client_key, "e": int(at.timestamp()) + lifetime, "n": secrets.token_hex(8)}
    content = _text(json.dumps(facts, separators=(",", ":")).encode())
    return f"{content}.{_text(_seal(key, content))}"


def client_of(key: str, token: str, *, at: datetime) -> str:
    """The client key the token was issued to. Raises `InvalidToken`."""
    content, _, seal = token.partition(".")
    if len(token) > _LONGEST or not token.isascii():
        raise InvalidToken
    if not hmac.compare_digest(_text(_seal(key, content)), seal):
        raise InvalidToken
    try:
        facts = json.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))
        client_key, until = str(facts["c"]), int(facts["e"])
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise InvalidToken from error
    if at.timestamp() >= until:
        raise InvalidToken
    return client_key


def _seal(key: str, content: str) -> bytes:
    if not key:
        message = "the key of tokens is empty: anybody could make one"
        raise ValueError(message)
    return hmac.digest(hmac.digest(key.encode(), _LABEL, "sha256"), content.encode(), "sha256")


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
