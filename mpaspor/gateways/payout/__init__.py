"""Paying money back to an account. An order goes out once per reference, however often we have to ask."""

from __future__ import annotations

from mpaspor.gateways import wiring
from mpaspor.gateways.payout.client import PayerClient
from mpaspor.gateways.payout.port import Payer
from mpaspor.gateways.snap import session


def payer() -> Payer:
    """The bank named in `settings.GATEWAYS`."""
    section = wiring.Section("payout")
    return PayerClient(session.of(section), source=section.text("source"))
