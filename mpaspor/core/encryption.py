"""What is secret at rest: AES-256-GCM under a ring of keys, and a blind index to find it by.

`MPASPOR_ENCRYPTION_KEYS` is "k2:<base64 of 32 bytes>,k1:<base64>": the first key encrypts, all decrypt. To rotate, put
a new key in front, save every row again, and drop the old key once no row needs it. `MPASPOR_INDEX_KEY` (base64) keys
the blind index and cannot be rotated without writing every index again.

A stored value is: length of the key's name (1 byte), the name, a random nonce (12), the sealed text with its tag (16).
The context is authenticated with it, so that a value moved to another column does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.query_utils import RegisterLookupMixin

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    _TextField = models.Field[str, str]
    _AnyField = models.Field[Any, Any]
else:
    _TextField = _AnyField = models.Field

_KEY_SIZE = 32
_NONCE_SIZE = 12


class Tampered(Exception):
    """The stored value is not what was written: it was changed, moved, or sealed with a key that is gone."""


def encrypt(content: bytes, context: str) -> bytes:
    """Seal `content`; it opens again only with the same `context`."""
    name, cipher = _current_key(settings.MPASPOR_ENCRYPTION_KEYS)
    nonce = os.urandom(_NONCE_SIZE)
    return bytes([len(name)]) + name + nonce + cipher.encrypt(nonce, content, context.encode())


def decrypt(sealed: bytes, context: str) -> bytes:
    """Open what `encrypt` sealed. Raises `Tampered`."""
    blob = bytes(sealed)
    size = blob[0] if blob else 0
    name, rest = blob[1 : size + 1], blob[size + 1 :]
    cipher = _keyring(settings.MPASPOR_ENCRYPTION_KEYS).get(name)
    if cipher is None:
        raise Tampered
    try:
        return cipher.decrypt(rest[:_NONCE_SIZE], rest[_NONCE_SIZE:], context.encode())
    except (InvalidTag, ValueError):
        raise Tampered from None


def blind_index(value: str, purpose: str) -> bytes:
    """32 bytes that are equal for equal `value` and `purpose`, and tell nothing to whom lacks the key."""
    key = _index_key(settings.MPASPOR_INDEX_KEY)
    return hmac.digest(key, purpose.encode() + b"\x00" + value.encode(), hashlib.sha256)


# The framework's own signatures speak of any value; hence the exceptions below.
class _Sealed(RegisterLookupMixin):
    """A bytea column that only its model can read. It can be asked about NULL and about nothing else."""

    model: type[models.Model]
    name: str

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_lookup(self, lookup_name: str) -> Any:
        """NULL can be asked about; equal texts are sealed differently each time."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Seal at the last step, so that one save draws one nonce."""
        del connection, prepared
        if value is None:
            return None
        return encrypt(self.to_plain(value).encode(), self._context)

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        """Open what the row holds."""
        del expression, connection
        return None if value is None else self.from_plain(decrypt(value, self._context).decode())

    def to_plain(self, value: Any) -> str:
        """The text to be sealed."""
        raise NotImplementedError

    def from_plain(self, text: str) -> Any:
        """What the model sees."""
        raise NotImplementedError

    @property
    def _context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"


class EncryptedText(_Sealed, _TextField):
    """Text that is sealed in the row; in forms an ordinary text field."""

    def to_plain(self, value: Any) -> str:
        return str(value)

    def from_plain(self, text: str) -> str:
        return text


class EncryptedJSON(_Sealed, _AnyField):
    """A JSON value that is sealed in the row; dates and decimals go in as text."""

    def to_plain(self, value: Any) -> str:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))

    def from_plain(self, text: str) -> Any:
        return json.loads(text)


def _current_key(setting: str) -> tuple[bytes, AESGCM]:
    return next(iter(_keyring(setting).items()))


@lru_cache(maxsize=4)
def _keyring(setting: str) -> dict[bytes, AESGCM]:
    ring = {}
    for entry in setting.split(","):
        name, _, encoded = entry.strip().partition(":")
        ring[name.encode()] = AESGCM(_key(encoded, "MPASPOR_ENCRYPTION_KEYS"))
    return ring


@lru_cache(maxsize=4)
def _index_key(setting: str) -> bytes:
    return _key(setting, "MPASPOR_INDEX_KEY")


def _key(encoded: str, setting_name: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY_SIZE:
        message = f"{setting_name} needs keys of {_KEY_SIZE} bytes in base64"
        raise ImproperlyConfigured(message)
    return key
