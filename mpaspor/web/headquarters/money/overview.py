"""The money of all offices: what came by day and channel, and what waits: days to close, money nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core import dates
from mpaspor.core.clock import now
from mpaspor.reports import money_of_all
from mpaspor.reports.money_of_all import Taken
from mpaspor.stages.payments import ledger
from mpaspor.stages.payments.models import Question
from mpaspor.stages.payments.notices import ACQUIRER, TREASURY
from mpaspor.web import sheets
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.headquarters import desk
from mpaspor.web.headquarters.money import drawn
from mpaspor.web.sheets import Sheet
from mpaspor.web.templatetags.telling import language

DAYS = 14
A_DAY = timedelta(days=1)
YEAR = timedelta(days=366)
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Row:
    """Money of one day by the way it came."""

    on: date
    treasury: int
    banks: int
    scanned: int

    @property
    def total(self) -> int:
        return self.treasury + self.banks + self.scanned


@dataclass(frozen=True)
class Channel:
    """Money of some days on one channel."""

    source: str
    channel: str
    count: int
    amount: int


@may(Permission.MONEY_OF_ALL)
@require_safe
def money(request: CitizenRequest) -> HttpResponse:
    today = ledger.day(now())
    last = _asked(request, "last", today)
    first = last - A_DAY * (DAYS - 1)
    found = money_of_all.taken(first, last)
    rows = [_row(first + A_DAY * back, found) for back in range(DAYS)]
    chosen = next((row.on for row in rows if row.on.isoformat() == request.GET.get("on")), None)
    shown = [one for one in found if chosen in (None, one.on)]
    open_days = money_of_all.open_days(since=today - YEAR, before=today)
    facts = {
        "first": first,
        "last": last,
        "rows": list(reversed(rows)),
        "total": sum(row.total for row in rows),
        "best": max(rows, key=lambda row: row.total),
        "by_day": drawn.Chart([(_short(row.on), row.treasury, row.banks + row.scanned) for row in rows]),
        "by_channel": drawn.channels(shown),
        "chosen": chosen,
        "channels": _channels(shown),
        "shown": sum(one.amount for one in shown),
        "payments": sum(one.count for one in shown),
        "open_days": open_days,
        "days_open": sum(one.count for one in open_days),
        "questions": Question.objects.filter(state=Question.State.OPEN).aggregate(
            count=Count("id"), amount=Sum("payment__amount", default=0)
        ),
        "before": first - A_DAY,
        "after": min(last + A_DAY * DAYS, today) if last < today else None,
    }
    return desk.page(request, "headquarters/money/overview.html", facts, tab="money")


@may(Permission.MONEY_OF_ALL)
@require_safe
def money_file(request: CitizenRequest, kind: str) -> HttpResponse:
    """Some days, a line for each day, office and channel."""
    today = ledger.day(now())
    first, last = sorted((_asked(request, "first", today), _asked(request, "last", today)))
    first = max(first, last - YEAR)
    columns = [
        _("Hari"), _("Kode kantor"), _("Kantor"), _("Sumber"), _("Saluran"), _("Pembayaran"), _("Diterima, Rp"),
        _("Biaya paspor, Rp"), _("Saldo pemohon, Rp"), _("Tanpa pemilik, Rp"), _("Akan dikembalikan, Rp"),
        _("Sudah dikembalikan, Rp"),
    ]  # fmt: skip
    return sheets.answer(Sheet(f"money-{first}-{last}", _("Uang"), columns, money_of_all.lines(first, last)), kind)


def _asked(request: CitizenRequest, name: str, today: date) -> date:
    try:
        on = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return today
    return on if EARLIEST <= on <= today else today


def _row(on: date, found: Iterable[Taken]) -> Row:
    of_day = [one for one in found if one.on == on]
    treasury = sum(one.amount for one in of_day if one.source == TREASURY)
    scanned = sum(one.amount for one in of_day if one.source == ACQUIRER)
    return Row(on, treasury, sum(one.amount for one in of_day) - treasury - scanned, scanned)


def _channels(found: Iterable[Taken]) -> list[Channel]:
    """Who took most first."""
    sums: dict[tuple[str, str], list[int]] = {}
    for one in found:
        counted = sums.setdefault((one.source, one.channel), [0, 0])
        counted[0] += one.count
        counted[1] += one.amount
    shown = [Channel(*names, *counted) for names, counted in sums.items()]
    return sorted(shown, key=lambda one: (-one.amount, one.source, one.channel))


def _short(on: date) -> str:
    return f"{on.day}" if on.day > 1 else dates.day_short(on, None, language()).partition(" ")[2]
