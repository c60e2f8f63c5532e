"""Key pairs of this run: ours, and those of the pretend bank, treasury and acquirer."""

from __future__ import annotations

from functools import cache

from config.supervisor import pairs

BANK_SECRET, ACQUIRER_SECRET, PAYOUT_SECRET = "rahasia-bersama", "rahasia-akuirer", "rahasia-kembali"


@cache
def environment() -> dict[str, str]:
    """As the supervisor tells it to a sandbox."""
    drawn = {"MPASPOR_ACQUIRER_SECRET": ACQUIRER_SECRET, "MPASPOR_PAYOUT_SECRET": PAYOUT_SECRET}
    for pair in pairs.PAIRS:
        drawn |= pairs.draw(pair)
    return drawn


def private(whose: str) -> str:
    """PEM; `whose` is GATEWAY (ours), BANK, TREASURY or ACQUIRER."""
    return environment()[f"MPASPOR_{whose}_KEY"]


def public(whose: str) -> str:
    """PEM."""
    return environment()[f"MPASPOR_{whose}_PUBLIC_KEY"]
