"""The national payment standard (SNAP): banks ask us whose bill it is, tell us it is paid, and answer when we ask.

Each word is signed. What a bank told is counted once by its payment number, however often and in whatever order.
"""

from __future__ import annotations

from mpaspor.gateways import wiring
from mpaspor.gateways.snap import session
from mpaspor.gateways.snap.client import BankClient
from mpaspor.gateways.snap.port import Bank
from mpaspor.gateways.snap.teller import Teller


def bank() -> Bank:
    """The bank named in `settings.GATEWAYS`."""
    section = wiring.Section("snap")
    return BankClient(
        session.of(section),
        code=section.text("bank"),
        service_id=section.text("service_id"),
    )


def bank_at(url: str, *, code: str, service_id: str, client_key: str, partner_id: str, secret: str) -> Bank:
    """Another bank, `code` in our books: our names and secret there are told; the key we sign with is one for all."""
    section = wiring.Section("snap")
    access = session.Access(client_key, session.private_key(section), secret, partner_id)
    return BankClient(session.at(url, access, section.timeout), code=code, service_id=service_id)


def code() -> str:
    """Its name in our books: `Payment.source`."""
    return wiring.Section("snap").text("bank")


def teller() -> Teller:
    """The pretend bank's counter, where the people of a demonstration pay."""
    section = wiring.Section("snap")
    return Teller(section.text("url"), bank=section.text("bank"))
