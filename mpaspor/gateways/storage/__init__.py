"""Where the bytes of papers lie.

A key is stored whole or not at all. Nothing is readable here: what is put was encrypted before.
"""

from __future__ import annotations

from pathlib import Path

from mpaspor.gateways import wiring
from mpaspor.gateways.storage.client import DiskStore
from mpaspor.gateways.storage.port import Store


def store() -> Store:
    """The store named in `settings.GATEWAYS`."""
    section = wiring.Section("storage")
    return DiskStore(Path(section.text("folder")), durable=section.flag("durable", default=True))
