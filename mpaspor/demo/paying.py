"""Paying at the pretend bank as one should, and in the ways in which it goes wrong: no rupiah may be lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from mpaspor.demo import hurry
from mpaspor.gateways import snap
from mpaspor.gateways.snap.port import PaymentState
from mpaspor.gateways.snap.teller import Inquiry, Receipt

# By so much somebody pays too much, or too little.
OFF = 50_000


class Trouble(models.TextChoices):
    NONE = "none", _("Seperti biasa")
    TWICE = "twice", _("Dibayar dua kali")
    LATE = "late", _("Terlambat, sesudah tempatnya dilepas")
    LESS = "less", _("Kurang Rp50.000")
    MORE = "more", _("Lebih Rp50.000")
    HELD = "held", _("Pemberitahuannya tidak sampai")


@dataclass(frozen=True, slots=True)
class Taken:
    """One payment as the bank has it. `fate`: told, untold, held (nobody was told), back (the payer has it)."""

    amount: int
    number: str
    fate: str


def pay(code: str, asked: Inquiry, amount: int, trouble: Trouble, *, at: datetime) -> list[Taken]:
    """Pay what the bank has shown. Raises `hurry.NothingDue`, `Unavailable`."""
    if trouble == Trouble.LATE:
        hurry.let_lapse(code, at=at)
    amount += {Trouble.LESS: -OFF, Trouble.MORE: OFF}.get(trouble, 0)
    # The second time under a number of its own: another payment.
    numbers = [asked.request_id, ""] if trouble == Trouble.TWICE else [asked.request_id]
    hold = trouble == Trouble.HELD
    return [_taken(snap.teller().pay(code, amount, request_id=number, hold=hold)) for number in numbers]


def _taken(receipt: Receipt) -> Taken:
    return Taken(receipt.notice.amount, receipt.notice.reference, _fate(receipt))


def _fate(receipt: Receipt) -> str:
    if receipt.state == PaymentState.REFUSED:
        return "back"
    if not receipt.deliveries:
        return "held"
    return "told" if receipt.delivered else "untold"
