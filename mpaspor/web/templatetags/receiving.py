"""Where money was paid, for what and on which terms, in the words people use for it."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mpaspor.core import money
from mpaspor.offices.models import Office
from mpaspor.stages.decisions.models import Reason
from mpaspor.stages.payments import channels, outcomes, receiving_banks, tariff
from mpaspor.stages.payments.models import Payment, Via
from mpaspor.stages.payments.notices import ACQUIRER, TREASURY
from mpaspor.stages.payments.statements import POST
from mpaspor.web.templatetags import vocabulary
from mpaspor.web.templatetags.drawing import piece
from mpaspor.web.templatetags.telling import language

register = template.Library()

SOURCES: dict[str, str | Promise] = {TREASURY: Via.TREASURY.label, ACQUIRER: Via.QRIS.label, POST: _("Kantor pos")}
FEW = ("", _("satu"), _("dua"), _("tiga"), _("empat"), _("lima"), _("enam"), _("tujuh"), _("delapan"), _("sembilan"))


@register.filter
def source_word(source: str) -> str:
    """Who tells us of money: the treasury, the acquirer, the post; a bank by its own code."""
    return str(SOURCES.get(source, f"Bank {source}"))


@register.filter
def channel_word(code: str) -> str:
    """6011 → ATM; a wallet's or a shop's name stays as it is."""
    return channels.word(code)


@register.filter
def paid_where(payment: Payment) -> str:
    """Who took the money and where: BRI ATM, QRIS Dompet; through the treasury the channel alone."""
    return channels.where(payment)


@register.filter
def bank_name(code: str) -> str:
    """014 → BCA."""
    return receiving_banks.name(code)


@register.filter
def few(count: int) -> str:
    """Say dua for 2; from ten on the figure itself."""
    return str(FEW[count]) if 0 < count < len(FEW) else money.figures(count, language())


@register.filter
def tariff_word(code: str) -> str:
    """electronic_10 → Paspor elektronik, 10 tahun."""
    return str(tariff.NAMES.get(code, code))


@register.simple_tag
def fee_terms(office: Office, at: datetime) -> SafeString:
    """`{% fee_terms office bill.issued_at %}`: when a fee billed then is kept, and when it is given back."""
    lines = outcomes.stated(office, at.astimezone(office.zoneinfo).date(), reasons=dict(Reason.choices))
    kept = [line for line in lines if line.is_kept]
    return piece("fee_terms", kept=kept, given_back=[line for line in lines if not line.is_kept])


@register.filter
def signed(amount: int | None) -> str:
    """+650.000, −950.000, 0: what is more or less than it should be."""
    if amount is None:
        return ""
    return f"{'+' if amount > 0 else ''}{money.figures(amount, language())}"


@register.simple_tag
def state_words(record: str, state: str) -> str:
    """`{% state_words "bill" "due" %}`: the word of a state without its mark."""
    return str(vocabulary.words(record, state).tag)
