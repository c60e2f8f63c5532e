"""The banks people pay at. They tell us of a payment by a signed notice; before we let a bill lapse we ask them.

A notice may come twice, late, or not at all: money is believed when it is signed, and counted once.
"""

from __future__ import annotations

from mpaspor.gateways import wiring
from mpaspor.gateways.banks.client import BankClient
from mpaspor.gateways.banks.port import Bank
from mpaspor.gateways.banks.teller import Teller


def bank() -> Bank:
    """The bank named in `settings.GATEWAYS`."""
    section = wiring.Section("banks")
    return BankClient(
        section.text("url"), partner=section.text("partner"), secret=section.text("secret"), timeout=section.timeout
    )


def teller() -> Teller:
    """The pretend bank's counter, where the people of a demonstration pay."""
    return Teller(wiring.Section("banks").text("url"))
