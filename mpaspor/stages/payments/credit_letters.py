"""What people are written about money that is theirs, and about money on its way back to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from mpaspor.core import dates, money
from mpaspor.notifications import outbox
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.payments import receiving_banks
from mpaspor.stages.payments.models import Bill, Credit, FeeOutcome, Refund


def credited(credit: Credit, *, at: datetime) -> None:
    application = credit.application
    with translation.override(application.language):
        cause = str(credit.get_reason_display())
    outbox.post(
        "payments/credited",
        application,
        at=at,
        amount=money.rupiah(credit.amount, application.language),
        cause=cause,
        reason=credit.reason,
        owned=application.owner_id is not None,
        **_still_due(credit, at),
    )


def _still_due(credit: Credit, at: datetime) -> dict[str, str]:
    """The bill that was paid too little, and until when it waits for the whole; nothing of one that is over."""
    bill = credit.payment.bill if credit.payment else None
    if bill is None or credit.reason != Credit.Reason.SHORT or bill.state != Bill.State.DUE or bill.expires_at <= at:
        return {}
    office, language = credit.application.office, credit.application.language
    assert office, "a bill is for a place at an office"
    deadline = dates.moment(bill.expires_at, office.zone, language)
    return {"bill": money.rupiah(bill.amount, language), "deadline": deadline}


def given_back(person: Applicant, amount: int, why: str, *, at: datetime) -> None:
    """The office was at fault: the fee is hers again."""
    application = person.application
    told = money.rupiah(amount, application.language)
    outbox.post("payments/given_back", application, at=at, person=person.full_name, amount=told, why=why)


def requested(refund: Refund, until: date, *, at: datetime) -> None:
    language = refund.credit.application.language if refund.credit else "id"
    _post("refund_requested", refund, at=at, until=dates.day(until, None, language))


def unknown_account(refund: Refund, *, at: datetime) -> None:
    _post("refund_unknown", refund, at=at)


def paid(refund: Refund, *, at: datetime) -> None:
    _post("refund_paid", refund, at=at, number=refund.number)


def bounced(refund: Refund, *, at: datetime) -> None:
    _post("refund_bounced", refund, at=at, said=refund.why)


def declined(refund: Refund, *, at: datetime) -> None:
    _post("refund_declined", refund, at=at, why=refund.why)


def fee_told(outcomes: Sequence[FeeOutcome], language: str) -> str:
    """What became of the fee, as one phrase of another letter."""
    with translation.override(language):
        if not outcomes:
            return _("tidak ada yang dibayar")
        kept = sum(one.amount for one in outcomes if one.verdict == FeeOutcome.Verdict.KEPT)
        back = sum(one.amount for one in outcomes if one.verdict == FeeOutcome.Verdict.CREDIT)
        words = []
        if kept:
            told = _("%(amount)s tidak kembali, karena tarif negara dibayar untuk layanannya")
            words.append(told % {"amount": money.rupiah(kept, language)})
        if back:
            told = _("%(amount)s menjadi saldo Anda, bisa dipakai lagi atau diminta kembali")
            words.append(told % {"amount": money.rupiah(back, language)})
        return "; ".join(words)


def _post(kind: str, refund: Refund, *, at: datetime, **facts: str) -> None:
    """Money without an owner goes back without a letter: nobody's address is known."""
    if refund.credit is None:
        return
    application = refund.credit.application
    amount = money.rupiah(refund.amount, application.language)
    account = f"{receiving_banks.name(refund.bank)} •••• {refund.account[-4:]}"
    outbox.post(f"payments/{kind}", application, at=at, amount=amount, account=account, **facts)
