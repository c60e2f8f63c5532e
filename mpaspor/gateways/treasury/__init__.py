"""The state treasury (SIMPONI/MPN): it lets a bill be paid at any bank, post office or shop, and says which are paid.

Its notice makes us ask, never believe: a bill is paid when the treasury, asked by us, shows the NTPN.
"""

from __future__ import annotations

from mpaspor.gateways import wiring
from mpaspor.gateways.snap import session
from mpaspor.gateways.treasury.client import Access, TreasuryClient
from mpaspor.gateways.treasury.counter import Counter
from mpaspor.gateways.treasury.port import Treasury


def treasury() -> Treasury:
    """The treasury named in `settings.GATEWAYS`."""
    section = wiring.Section("treasury")
    access = Access(section.text("client_key"), session.private_key(section))
    return TreasuryClient(section.text("url"), access, section.timeout)


def counter() -> Counter:
    """The pretend treasury's counter, where the people of a demonstration pay."""
    return Counter(wiring.Section("treasury").text("url"))
