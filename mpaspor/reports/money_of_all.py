"""The money of all offices by day and channel, and whose days wait to be closed; of no office is the centre's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Sum

from mpaspor.stages.payments.models import BookDay, LedgerLine, LedgerTransaction

Account = LedgerLine.Account

_TAKEN = """
SELECT entry."on", entry.source, entry.channel, count(*),
       sum(line.amount)
  FROM payments_ledgertransaction AS entry
  JOIN payments_ledgerline AS line ON line.transaction_id = entry.id AND line.account = 'received'
 WHERE entry."on" BETWEEN %(first)s AND %(last)s
 GROUP BY entry."on", entry.source, entry.channel
"""
_OPEN_DAYS = """
SELECT office.name, count(*), min(day."on")
  FROM (SELECT office_id, "on" FROM payments_ledgertransaction
         WHERE "on" >= %(since)s AND "on" < %(before)s GROUP BY office_id, "on") AS day
  LEFT JOIN offices_office AS office ON office.id = day.office_id
 WHERE NOT EXISTS (
       SELECT FROM payments_bookday AS done
        WHERE done.office_id IS NOT DISTINCT FROM day.office_id AND done."on" = day."on" AND done.state = 'closed')
 GROUP BY office.name ORDER BY min(day."on"), count(*) DESC, office.name
"""
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """What came on a day on one channel, whole rupiah, whatever became of it."""

    on: date
    source: str
    channel: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class OpenDays:
    """An office's days with money that are not closed; without a name the centre's own."""

    office: str
    count: int
    oldest: date


def taken(first: date, last: date) -> list[Taken]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, {"first": first, "last": last})
        return [Taken(on, source, channel, count, int(amount)) for on, source, channel, count, amount in cursor]


def open_days(*, since: date, before: date) -> list[OpenDays]:
    """Of every office, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_DAYS, {"since": since, "before": before})
        return [OpenDays(office or "", count, oldest) for office, count, oldest in cursor]


def days_of_centre(*, before: date) -> list[date]:
    """Days of the centre's own books with money that are not closed, the latest first."""
    closed = BookDay.objects.filter(office=None, on=OuterRef("on"), state=BookDay.State.CLOSED)
    moved = LedgerTransaction.objects.filter(~Exists(closed), office=None, on__lt=before)
    return list(moved.order_by("-on").values_list("on", flat=True).distinct())


def lines(first: date, last: date) -> Iterator[tuple[date | str | int, ...]]:
    """Day, office's code and name, source, channel, payments, and what each account moved by; row after row."""
    names = ("on", "office__code", "office__name", "source", "channel")
    of_days = LedgerLine.objects.filter(transaction__on__gte=first, transaction__on__lte=last)
    found = of_days.values_list(*(f"transaction__{name}" for name in names)).annotate(
        payments=Count("id", filter=Q(account=Account.RECEIVED)),
        **{account.value: Sum("amount", filter=Q(account=account), default=0) for account in Account},
    )
    for row in found.order_by(*(f"transaction__{name}" for name in names)).iterator(chunk_size=AT_A_TIME):
        on, code, office, source, channel, payments, received, *became = row
        yield (on, code or "", office or "", source, channel, payments, received, *(-amount for amount in became))
