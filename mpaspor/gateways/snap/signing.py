"""The standard's three signatures.

(A) asymmetric, for the token: RSA over client key and timestamp. (B) symmetric, for each call under a token:
HMAC-SHA512. (C) asymmetric, for calls without a token: RSA over method, path, body and timestamp.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from mpaspor.gateways.snap.minify import minify

SHORTEST_KEY_BITS = 2048
_PUBLIC_KEY = re.compile(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)


class WrongSignature(Exception):
    """The signature is not of this call under any key of the partner."""


class UnusableKey(Exception):
    """Not an RSA key of at least 2048 bits in PEM."""


def sign_token_request(private_key: str, client_key: str, timestamp: str) -> str:
    """(A) The signature that asks for a token. `private_key` is PEM. Raises `UnusableKey`."""
    return _rsa_sign(private_key, f"{client_key}|{timestamp}")


def verify_token_request(public_keys: Iterable[str], signature: str, client_key: str, timestamp: str) -> None:
    """(A) Raises `WrongSignature` unless one of the keys (PEM) made it."""
    _rsa_verify(public_keys, signature, [f"{client_key}|{timestamp}"])


def sign(secret: str, *, method: str, path: str, token: str, body: bytes, timestamp: str) -> str:
    """(B) `path` as called, with its query, without the host; `token` without "Bearer "."""
    return _hmac(secret, _symmetric(method, path, token, minify(body), timestamp))


def verify(
    secrets: Iterable[str], signature: str, *, method: str, path: str, token: str, body: bytes, timestamp: str
) -> None:
    """(B) Raises `WrongSignature` unless it is of the raw bytes, or of the text without white space."""
    given = signature.encode(errors="surrogatepass")
    for secret in secrets:
        for text in _texts(body):
            expected = _hmac(secret, _symmetric(method, path, token, text, timestamp))
            if hmac.compare_digest(expected.encode(), given):
                return
    raise WrongSignature


def sign_notice(private_key: str, *, method: str, path: str, body: bytes, timestamp: str) -> str:
    """(C) The signature of a call without a token. Raises `UnusableKey`."""
    return _rsa_sign(private_key, _asymmetric(method, path, minify(body), timestamp))


def verify_notice(
    public_keys: Iterable[str], signature: str, *, method: str, path: str, body: bytes, timestamp: str
) -> None:
    """(C) Raises `WrongSignature` unless one of the keys made it, over the raw bytes or the minified text."""
    _rsa_verify(public_keys, signature, (_asymmetric(method, path, text, timestamp) for text in _texts(body)))


def keys_in(text: str) -> tuple[str, ...]:
    """Each key of a text that holds one, or during a change several one after the other, in PEM."""
    return tuple(_PUBLIC_KEY.findall(text)) or (text,)


def check_public_key(pem: str) -> None:
    """Raises `UnusableKey`."""
    _public_key(pem)


def check_private_key(pem: str) -> None:
    """Raises `UnusableKey`."""
    _private_key(pem)


def _symmetric(method: str, path: str, token: str, body: bytes, timestamp: str) -> str:
    return f"{method}:{path}:{token}:{_hash(body)}:{timestamp}"


def _asymmetric(method: str, path: str, body: bytes, timestamp: str) -> str:
    return f"{method}:{path}:{_hash(body)}:{timestamp}"


def _texts(body: bytes) -> Iterator[bytes]:
    yield body
    if (narrow := minify(body)) != body:
        yield narrow


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _hmac(secret: str, text: str) -> str:
    if not secret:
        message = "a partner's secret is empty: anybody could sign"
        raise ValueError(message)
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(errors="surrogatepass"), "sha512")).decode()


def _rsa_sign(pem: str, text: str) -> str:
    return base64.b64encode(_private_key(pem).sign(text.encode(), PKCS1v15(), SHA256())).decode()


def _rsa_verify(public_keys: Iterable[str], signature: str, texts: Iterable[str]) -> None:
    try:
        given = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongSignature from error
    keys = [_public_key(pem) for pem in public_keys]
    if not any(_is_of(key, given, text) for text in texts for key in keys):
        raise WrongSignature


def _is_of(key: RSAPublicKey, signature: bytes, text: str) -> bool:
    try:
        key.verify(signature, text.encode(errors="surrogatepass"), PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=8)
def _private_key(pem: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(_lines(pem), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnusableKey from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < SHORTEST_KEY_BITS:
        raise UnusableKey
    return key


@lru_cache(maxsize=64)
def _public_key(pem: str) -> RSAPublicKey:
    try:
        key = load_pem_public_key(_lines(pem))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnusableKey from error
    if not isinstance(key, RSAPublicKey) or key.key_size < SHORTEST_KEY_BITS:
        raise UnusableKey
    return key


def _lines(pem: str) -> bytes:
    # Files of environment variables hold one line; there the ends of lines are written out.
    return pem.replace("\\n", "\n").encode()
