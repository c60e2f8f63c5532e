"""The public value: a number that nobody can know before its moment and everybody can read after it.

It comes from the rounds of a drand chain. We look whether the round is the one asked for and its randomness the digest
of its signature; the signature itself anybody can check with the chain's public key.
"""

from __future__ import annotations

from datetime import UTC, datetime

from mpaspor.gateways import wiring
from mpaspor.gateways.beacon.client import DrandClient
from mpaspor.gateways.beacon.port import Beacon, Chain


def beacon() -> Beacon:
    """The chain named in `settings.GATEWAYS`, over HTTP."""
    section = wiring.Section("beacon")
    return DrandClient(section.text("url"), chain(), timeout=section.timeout)


def chain() -> Chain:
    """What is agreed of the chain; asks nobody."""
    section = wiring.Section("beacon")
    genesis = datetime.fromtimestamp(section.number("genesis", 0), UTC)
    return Chain(section.text("chain"), genesis, int(section.number("period", 3)))
