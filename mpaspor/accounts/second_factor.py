"""The key in an officer's security app, sealed at rest as everything secret is."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from mpaspor.core import encryption

_CONTEXT = "accounts.second_factor"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    def encrypt(self, text: str) -> str:
        return base64.b64encode(encryption.encrypt(text.encode(), _CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(base64.b64decode(encrypted_text), _CONTEXT).decode()
