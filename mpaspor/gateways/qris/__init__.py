"""QRIS: codes of the national standard for scanning, read and checked here, given out by an acquirer.

A notice makes us ask, never believe: money is what the acquirer, asked by us, shows as success.
"""

from __future__ import annotations

from mpaspor.gateways import wiring
from mpaspor.gateways.qris.client import AcquirerClient
from mpaspor.gateways.qris.port import Acquirer
from mpaspor.gateways.qris.scanner import Scanner
from mpaspor.gateways.snap import session


def acquirer() -> Acquirer:
    """The acquirer named in `settings.GATEWAYS`."""
    section = wiring.Section("qris")
    return AcquirerClient(session.of(section), merchant=section.text("merchant"))


def scanner() -> Scanner:
    """A pretend wallet, with which the people of a demonstration pay."""
    return Scanner(wiring.Section("qris").text("url"))
