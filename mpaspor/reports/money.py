"""The ledger read by day, office and channel. Without an office: of all offices and of what belongs to none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from mpaspor.offices.models import Office
from mpaspor.stages.payments.models import LedgerLine, LedgerTransaction

_SUMMARY = """
SELECT count(*), count(*) FILTER (WHERE bill.state = 'due'), count(*) FILTER (WHERE bill.state = 'settled'),
       count(*) FILTER (WHERE bill.state = 'lapsed'), count(*) FILTER (WHERE bill.state = 'void'),
       ARRAY(
         SELECT DISTINCT entry."on" FROM payments_ledgertransaction AS entry
          WHERE entry.office_id = %(office)s AND entry."on" < %(before)s AND NOT EXISTS (
                SELECT FROM payments_bookday AS done
                 WHERE done.office_id = entry.office_id AND done."on" = entry."on" AND done.state = 'closed')
          ORDER BY 1 DESC)
  FROM payments_bill AS bill JOIN applications_application AS file ON file.id = bill.application_id
  JOIN offices_office AS office ON office.id = file.office_id
 WHERE coalesce(office.parent_id, office.id) = %(office)s
   AND bill.issued_at >= (%(on)s::date)::timestamp AT TIME ZONE 'Asia/Jakarta'
   AND bill.issued_at < (%(on)s::date + 1)::timestamp AT TIME ZONE 'Asia/Jakarta'
"""

Account = LedgerLine.Account
Journal = QuerySet[LedgerTransaction]
ACCOUNTS = {
    Account.RECEIVED: _("Diterima"),
    Account.FEES: _("Biaya paspor"),
    Account.CREDITS: _("Saldo pemohon"),
    Account.QUESTIONS: _("Tanpa pemilik"),
    Account.REFUNDS: _("Akan dikembalikan"),
    Account.PAID_OUT: _("Sudah dikembalikan"),
}
CAUSES = {
    "fee": _("Biaya dibayar"),
    "credit": _("Uang menjadi saldo"),
    "question": _("Uang tanpa pemilik"),
    "credit used": _("Saldo dipakai"),
    "fee given back": _("Biaya menjadi saldo"),
    "question credited": _("Pemilik uang ditemukan"),
    "refund approved": _("Pengembalian disetujui"),
    "refund paid": _("Pengembalian dibayar"),
    "refund called off": _("Pengembalian dibatalkan"),
}


@dataclass(frozen=True, slots=True)
class Balance:
    """An account over some days, in whole rupiah: where it stood, what was written on each side, where it stands."""

    account: str
    before: int = 0
    debit: int = 0
    credit: int = 0

    @property
    def after(self) -> int:
        return self.before + self.debit - self.credit

    def __add__(self, other: Balance) -> Balance:
        return Balance("", self.before + other.before, self.debit + other.debit, self.credit + other.credit)


def trial(first: date, last: date, office: Office | None = None) -> list[Balance]:
    """Every account over these days, in the order of the books; their sum is zero before and after."""
    within = Q(transaction__on__gte=first)
    sums = (
        _lines(office)
        .filter(transaction__on__lte=last)
        .values("account")
        .annotate(
            before=Sum("amount", filter=~within, default=0),
            debit=Sum("amount", filter=within & Q(amount__gt=0), default=0),
            credit=Sum("amount", filter=within & Q(amount__lt=0), default=0),
        )
        .order_by()
    )
    found = {row["account"]: Balance(row["account"], row["before"], row["debit"], -row["credit"]) for row in sums}
    return [found.get(account, Balance(account)) for account in Account.values]


def total(balances: Iterable[Balance]) -> Balance:
    """All accounts together."""
    return sum(balances, Balance(""))


def journal(first: date, last: date, office: Office | None = None) -> Journal:
    """What was written on these days, in the order it was, with its causes."""
    written = LedgerTransaction.objects.filter(on__gte=first, on__lte=last)
    if office:
        written = written.filter(office=office)
    causes = ("office", "by", "bill__application", "payment", "credit", "question", "refund", "outcome__applicant")
    return written.select_related(*causes).order_by("on", "at", "id")


@dataclass(frozen=True, slots=True)
class Summary:
    """The bills made on a day of the books and what became of them; and the office's days that are not closed."""

    made: int
    due: int
    settled: int
    lapsed: int
    void: int
    open_days: list[date]


def summary(office: Office, on: date, *, before: date) -> Summary:
    """`open_days` are those before `before` on which money moved: the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARY, {"office": office.pk, "on": on, "before": before})
        return Summary(*cursor.fetchone())


def _lines(office: Office | None) -> QuerySet[LedgerLine]:
    lines = LedgerLine.objects.all()
    return lines.filter(transaction__office=office) if office else lines
