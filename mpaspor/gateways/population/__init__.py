"""The population registry (Dukcapil): does this person's card say what this person says?

It tells only whether each field agrees, never what it holds. When it is down, people go on and are asked about later.
"""

from __future__ import annotations

from mpaspor.gateways import wiring
from mpaspor.gateways.population.client import RegistryClient
from mpaspor.gateways.population.port import Registry


def registry() -> Registry:
    """The registry named in `settings.GATEWAYS`."""
    section = wiring.Section("population")
    return RegistryClient(
        section.text("url"),
        user=section.text("user"),
        password=section.text("password"),
        timeout=section.timeout,
        agency=section.text("agency", "imigrasi"),
        address=section.text("address", "127.0.0.1"),
        threshold=int(section.number("threshold", 90)),
    )
