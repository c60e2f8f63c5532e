"""The office's ledger of a day: where each account stands, and what was written, each line with its cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.offices.models import Office
from mpaspor.reports import money
from mpaspor.reports.money import ACCOUNTS, CAUSES, Account, Balance
from mpaspor.stages.payments.models import LedgerLine, LedgerTransaction
from mpaspor.web import sheets
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice.payments import tabs
from mpaspor.web.bookdays import days
from mpaspor.web.sheets import Cell, Sheet

SHOWN = 100


@dataclass(frozen=True)
class Row:
    """An account of the trial balance, in words; without `words` the sum of all."""

    words: str
    balance: Balance


@dataclass(frozen=True)
class Written:
    """A transaction with its amount in the column of each account that moved."""

    entry: LedgerTransaction
    words: str
    amounts: list[int | None]


@may(Permission.MONEY_READ)
@require_safe
def ledger(request: OfficerRequest) -> HttpResponse:
    office, on = request.posting.office, days.asked(request)
    balances = money.trial(on, on, office)
    first = _page(request.GET.get("from", ""))
    found = list(_journal(on, on, office)[first : first + SHOWN + 1])
    lines = {line.account for entry in found for line in entry.lines.all()}
    moved = [account for account in ACCOUNTS if account in lines]
    facts = {
        "on": on,
        "trial": [Row(str(ACCOUNTS[Account(one.account)]), one) for one in balances],
        "total": money.total(balances),
        "accounts": [str(ACCOUNTS[account]) for account in moved],
        "journal": [_written(entry, moved) for entry in found[:SHOWN]],
        "next_from": first + SHOWN if len(found) > SHOWN else None,
        "previous_from": max(0, first - SHOWN) if first else None,
        **days.around(on),
    }
    return tabs.page(request, "backoffice/payments/ledger.html", facts, tab="ledger")


@may(Permission.MONEY_READ)
@require_safe
def ledger_file(request: OfficerRequest, kind: str) -> HttpResponse:
    """The journal of some days, a line for each line of the books."""
    office = request.posting.office
    first, last = days.span(request)
    columns = [
        _("Hari"), _("Waktu (%(zone)s)") % {"zone": office.zone}, _("Nomor"), _("Sebab"), _("Rekening"), _("Debit, Rp"),
        _("Kredit, Rp"), _("Kode bayar"), _("Permohonan"), _("Sumber"), _("Saluran"), _("NTPN"), _("Nomor bank"),
    ]  # fmt: skip
    name = f"ledger-{office.code}-{first}-{last}"
    return sheets.answer(Sheet(name, _("Buku besar"), columns, _lines(office, _journal(first, last, office))), kind)


def _journal(first: date, last: date, office: Office) -> money.Journal:
    return money.journal(first, last, office).prefetch_related(Prefetch("lines", LedgerLine.objects.order_by("id")))


def _lines(office: Office, journal: money.Journal) -> Iterator[list[Cell]]:
    for entry in journal.iterator(chunk_size=500):
        payment, bill = entry.payment, entry.bill
        of_payment = [payment.ntpn, payment.reference] if payment else ["", ""]
        for line in entry.lines.all():
            yield [
                entry.on, entry.at.astimezone(office.zoneinfo), entry.pk, _cause(entry),
                str(ACCOUNTS[Account(line.account)]), max(line.amount, 0), max(-line.amount, 0),
                bill.code if bill else "", bill.application.reference if bill else "", entry.source, entry.channel,
                *of_payment,
            ]  # fmt: skip


def _written(entry: LedgerTransaction, accounts: list[Account]) -> Written:
    amounts = {line.account: line.amount for line in entry.lines.all()}
    return Written(entry, _cause(entry), [amounts.get(account) for account in accounts])


def _cause(entry: LedgerTransaction) -> str:
    return str(CAUSES.get(entry.cause, entry.cause))


def _page(typed: str) -> int:
    """How many entries come before those shown."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 0
