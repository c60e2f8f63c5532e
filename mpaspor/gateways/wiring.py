"""Where each gateway's settings stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

DEFAULT_TIMEOUT = 5


class Section:
    """One gateway's part of `settings.GATEWAYS`; a value that must be there and is not says its name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._values: Mapping[str, Any] = getattr(settings, "GATEWAYS", {}).get(name) or {}

    def text(self, key: str, default: str | None = None) -> str:
        """The text under `key`; without a default it must be set and not be empty."""
        value = self._values.get(key, default)
        if value in (None, "") and default is None:
            message = f'GATEWAYS["{self._name}"]["{key}"] is not set'
            raise ImproperlyConfigured(message)
        return str(value)

    def number(self, key: str, default: float) -> float:
        """The number under `key`."""
        return float(self._values.get(key, default))

    def flag(self, key: str, *, default: bool) -> bool:
        """The switch under `key`."""
        return bool(self._values.get(key, default))

    @property
    def timeout(self) -> float:
        """Seconds we wait for this outside system."""
        return self.number("timeout", DEFAULT_TIMEOUT)
