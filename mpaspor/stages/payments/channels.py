"""Where money was handed over, in the words people use for it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mpaspor.stages.payments.models import Payment, Via

# The banks' own codes (SNAP channelCode).
CHANNELS: dict[str, str | Promise] = {
    "6010": _("Teller"),
    "6011": "ATM",
    "6012": "EDC",
    "6013": _("Debit otomatis"),
    "6014": "Internet banking",
    "6015": _("Anjungan"),
    "6016": _("Bank lewat telepon"),
    "6017": "Mobile banking",
}


def word(code: str) -> str:
    """6011 → ATM; a wallet's or a shop's name stays as it is."""
    return str(CHANNELS.get(code, code))


def where(payment: Payment) -> str:
    """Who took the money and where: BRI ATM, QRIS Dompet; through the treasury the channel alone."""
    told = word(payment.channel)
    if payment.via == Via.TREASURY:
        return told
    return f"{'QRIS' if payment.via == Via.QRIS else payment.source} {told}".strip()
