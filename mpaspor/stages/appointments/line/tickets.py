"""Passes and tickets: signed tokens that say who stands in which line. Nothing about them is kept anywhere.

The portal mints a pass for a ready file; the door turns it into a ticket once it knows in which round they came.

A token is base64url without padding of: version (1 byte), release (4), file (8), who acts (8), expiry in Unix seconds
(4), round (2; 65535 in a pass), lot (8, a double in [0, 1)), browser (8), party (8), number of people (1), their mark
(8), then the file's reference and its kinds of passport as ASCII words, and at last 16 bytes of keyed BLAKE2b (RFC
7693) over all before: of the keyed hashes at hand it costs least, and a token is read with each request of a crowd.
Integers are big-endian. The keys are derived from one secret by label: a token of one use fits no other. A party's 8
bytes are a keyed hash of the release and its people: of a million parties two have the same with a chance of 1 in 37
million.
"""

from __future__ import annotations

import hmac
import struct
from base64 import urlsafe_b64encode
from binascii import Error, a2b_base64
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b, sha256
from typing import NamedTuple

COOKIE = "line"
NO_ROUND = 0xFFFF
_HEAD = struct.Struct(">BIQQIHd8s8sB8s")
_VERSION = 2
_MAC = 16
_SHORT = 8
_URLSAFE = bytes.maketrans(b"-_", b"+/")
# A double has 53 bits.
_SPARE, _SPAN = 11, 1 << 53
_LONGEST = 400


class Refused(Exception):
    """The token is no ticket for this line here and now."""


class Forged(Refused):
    """We did not sign this."""


class WrongLine(Refused):
    """It belongs to the line of another release."""


class Expired(Refused):
    """Its time is over."""


class Shared(Refused):
    """It was given to another browser."""


class Keys(NamedTuple):
    """What tokens, people and browsers are hashed with."""

    token: bytes
    person: bytes
    browser: bytes


class Claim(NamedTuple):
    """What a token says.

    `party` is a pseudonym of the people, in this line alone; `lot` orders them within their round; by `mark` the
    database sees that they are still the people of the file.
    """

    release: int
    application: int
    actor: int
    expires: int
    round: int
    lot: float
    browser: bytes
    party: bytes
    people: int
    mark: bytes
    reference: str
    kinds: frozenset[str]


def keys(secret: str) -> Keys:
    """The keys of a house with this secret."""
    return Keys(
        *(hmac.digest(secret.encode(), b"mpaspor line " + use, "sha256") for use in (b"token", b"person", b"browser"))
    )


def mark(person_keys: Iterable[bytes]) -> bytes:
    """The people of a file, whatever their order: of their blind indexes, as SQL can compute it too."""
    return sha256(b"".join(sorted(person_keys))).digest()[:_SHORT]


def party(keys: Keys, release: int, mark: bytes) -> bytes:
    """The pseudonym of people who come together, in the line of a release."""
    return hmac.digest(keys.person, b"party" + release.to_bytes(8) + mark, "sha256")[:_SHORT]


def lot(keys: Keys, release: int, person_keys: Iterable[bytes]) -> float:
    """Where people who come together stand in their round, from 0 to 1.

    Each person has a number of her own in each line. A family has that of one of them, chosen by the same hash: it has
    the chances of one person, and joining others brings nobody a number that none of them had.
    """
    each = [hmac.digest(keys.person, b"person" + release.to_bytes(8) + key, "sha256") for key in person_keys]
    return (int.from_bytes(min(each)[_SHORT : 2 * _SHORT]) >> _SPARE) / _SPAN


def browser(keys: Keys, session: str | bytes) -> bytes:
    """A browser, by the session it is signed in with."""
    said = session.encode() if isinstance(session, str) else session
    return blake2b(said, key=keys.browser, digest_size=_SHORT).digest()


def mint(keys: Keys, claim: Claim) -> str:
    """The token that says so."""
    *head, reference, kinds = claim
    body = _HEAD.pack(_VERSION, *head) + " ".join([reference, *sorted(kinds)]).encode()
    return urlsafe_b64encode(body + _mac(keys, body)).rstrip(b"=").decode()


def read(keys: Keys, token: str | bytes, *, release: int, session: str | bytes, at: float) -> Claim:
    """What the token says, for this release, this browser and this moment (Unix seconds). Raises `Refused`."""
    body = _body(keys, token)
    version, *head = _HEAD.unpack_from(body)
    reference, _, kinds = body[_HEAD.size :].decode().partition(" ")
    claim = Claim._make((*head, reference, _kinds(kinds)))
    if version != _VERSION:
        raise Forged
    if claim.release != release:
        raise WrongLine
    if claim.expires <= at:
        raise Expired
    if not hmac.compare_digest(claim.browser, browser(keys, session)):
        raise Shared
    return claim


def _body(keys: Keys, token: str | bytes) -> bytes:
    try:
        said = token.encode("ascii") if isinstance(token, str) else token
        whole = a2b_base64(said[:_LONGEST].translate(_URLSAFE) + b"===")
    except (Error, ValueError):
        raise Forged from None
    body = whole[:-_MAC]
    if len(body) < _HEAD.size or not hmac.compare_digest(whole[-_MAC:], _mac(keys, body)):
        raise Forged
    return body


def _mac(keys: Keys, body: bytes) -> bytes:
    return blake2b(body, key=keys.token, digest_size=_MAC).digest()


@lru_cache(maxsize=64)
def _kinds(told: str) -> frozenset[str]:
    return frozenset(told.split(" "))
