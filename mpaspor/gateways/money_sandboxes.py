"""The pretend bank, treasury, acquirer and paying bank, with their keys from the environment; without keys, none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from mpaspor.gateways.book import Book
from mpaspor.gateways.payout.sandbox import PayoutSandbox
from mpaspor.gateways.qris.sandbox import AcquirerSandbox
from mpaspor.gateways.small_web import Route
from mpaspor.gateways.snap.bank_books import BankBooks
from mpaspor.gateways.snap.reception import Reception
from mpaspor.gateways.snap.sandbox import BankSandbox
from mpaspor.gateways.snap.session import Access, Session
from mpaspor.gateways.treasury.books import TreasuryBooks
from mpaspor.gateways.treasury.client import Access as TreasuryAccess
from mpaspor.gateways.treasury.sandbox import TreasurySandbox

OUR_NAME, OUR_PARTNER_ID = "mpaspor", "MPASPOR"
BANK_CLIENT_KEY, SERVICE_ID = "bank-contoh", "88899"
# Longer than ours to it: it waits for our database.
_CALLBACK_TIMEOUT = 8


def routes(folder: Path, *, partner: str, bank_secret: str, callback_base: str) -> Iterator[Route]:
    """Of all four; of those whose keys are not told, none."""
    ours = os.environ.get("MPASPOR_GATEWAY_PUBLIC_KEY", "")
    if not ours:
        return
    if key := os.environ.get("MPASPOR_BANK_KEY"):
        access = Access(BANK_CLIENT_KEY, key, bank_secret, partner)
        session = Session(callback_base, access, _CALLBACK_TIMEOUT)
        books = BankBooks(Book(folder / "snap-bank.jsonl"))
        reception = _reception("/bank", ours, bank_secret)
        yield from BankSandbox(books, session, reception, service_id=SERVICE_ID).routes()
    if key := os.environ.get("MPASPOR_TREASURY_KEY"):
        treasury = TreasuryBooks(Book(folder / "treasury.jsonl"))
        treasurer = TreasuryAccess("treasury", key)
        yield from TreasurySandbox(treasury, treasurer, our_key=ours, callback_base=callback_base).routes()
    secret = os.environ.get("MPASPOR_ACQUIRER_SECRET")
    if secret and (key := os.environ.get("MPASPOR_ACQUIRER_KEY")):
        book, reception = Book(folder / "acquirer.jsonl"), _reception("/acquirer", ours, secret)
        yield from AcquirerSandbox(book, reception, private_key=key, callback_base=callback_base).routes()
    if secret := os.environ.get("MPASPOR_PAYOUT_SECRET"):
        yield from PayoutSandbox(Book(folder / "payout.jsonl"), _reception("/payout", ours, secret)).routes()


def _reception(prefix: str, our_public_key: str, secret: str) -> Reception:
    return Reception(prefix, client_key=OUR_NAME, partner_id=OUR_PARTNER_ID, public_key=our_public_key, secret=secret)
