"""A day of the office's money: as those who took it tell it, as we have it, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.reports import money, takings
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import books, collecting, ledger, reconciling
from mpaspor.stages.payments.models import BookDay, Credit, Difference, Payment, Statement
from mpaspor.stages.payments.notices import TREASURY
from mpaspor.stages.payments.reconciling import Channel, Day
from mpaspor.web import sheets
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice.payments import days, tabs
from mpaspor.web.backoffice.refusals import Refusal
from mpaspor.web.sheets import Cell, Sheet

# So many cards of each kind stand beside the table; the rest is counted.
MOST_CARDS = 12


@dataclass(frozen=True)
class Source:
    """One of those who take money for us, with its channels and its list of the day."""

    name: str
    channels: list[Channel]
    statement: Statement | None

    @property
    def payments(self) -> int:
        return sum(one.payments for one in self.channels)

    @property
    def ours(self) -> int:
        return sum(one.ours for one in self.channels)

    @property
    def theirs(self) -> int | None:
        return sum(one.theirs or 0 for one in self.channels) if self.statement else None

    @property
    def difference(self) -> int:
        return sum(one.difference for one in self.channels)


class Standing:
    """What the page says of a day, and how far its closing is."""

    def __init__(self, office: Office, found: Day) -> None:
        self.day = found
        self.record = (
            BookDay.objects.select_related("signed_by", "closed_by").filter(office=office, on=found.on).first()
        )
        self.state = self.record.state if self.record else BookDay.State.OPEN
        self.open = [one for one in found.differences if one.state == Difference.State.OPEN]
        self.tasks = [one for one in self.open if not one.waits]
        self.sources = sorted(_sources(found), key=lambda one: (one.name != TREASURY, -one.ours))
        self._office = office

    @cached_property
    def has_moved(self) -> bool:
        """Whether it is signed, and money came since."""
        if self.record is None or self.state != BookDay.State.SIGNED:
            return False
        balance = books.trial(on=self.day.on, whose=self._office).total.balance
        return bool(self.record.balance != balance._asdict())

    @property
    def ours(self) -> int:
        return self.day.received

    @property
    def listed(self) -> int:
        """On the lists that count, and of this day."""
        return self.day.theirs - self.day.earlier

    @property
    def known_difference(self) -> int:
        """All they have beyond ours, explained or not."""
        return sum(one.difference for one in self.sources)

    @property
    def widest(self) -> Channel | None:
        """The channel to look at first."""
        apart = [one for one in self.day.channels if one.difference]
        return max(apart, key=lambda one: abs(one.difference), default=None)

    @property
    def is_ready(self) -> bool:
        """Whether nothing we see here keeps it from being signed."""
        return not (self.day.awaited or self.day.unexplained or self.tasks)


@may(Permission.MONEY_READ)
@require_safe
def day(request: OfficerRequest) -> HttpResponse:
    return show(request, days.asked(request))


def show(request: OfficerRequest, on: date, *, refusal: Refusal | None = None) -> HttpResponse:
    """The page as it stands now."""
    office = request.posting.office
    standing = Standing(office, reconciling.day(office, on))
    kept = list(_credits(office, on))
    open_ = standing.open
    facts = {
        "on": on,
        "standing": standing,
        "found": standing.day,
        "differences": open_[:MOST_CARDS],
        "credits": kept[:MOST_CARDS],
        "next_list_at": _next_list_at(on),
        "last_list": max(standing.day.statements, key=lambda one: one.fetched_at, default=None),
        "waiting": len(open_) + len(kept),
        "hidden": max(0, len(open_) - MOST_CARDS) + max(0, len(kept) - MOST_CARDS),
        "summary": money.summary(office, on, before=ledger.day(now())),
        "may_close": request.user.may(Permission.MONEY_CLOSE),
        **days.around(on),
    }
    return tabs.page(request, "backoffice/payments/reconciliation.html", facts, tab="money", refusal=refusal)


@may(Permission.MONEY_READ)
@require_safe
def day_file(request: OfficerRequest, kind: str) -> HttpResponse:
    """Every payment of the day beside what its source says of it."""
    office, on = request.posting.office, days.asked(request)
    columns = [
        _("Dibayar (%(zone)s)") % {"zone": office.zone}, _("Sumber"), _("Saluran"), _("Kode bayar"), _("NTPN"),
        _("Nomor bank"), _("Buku kami, Rp"), _("Laporan mereka, Rp"), _("Beda, Rp"), _("Menjadi"),
    ]  # fmt: skip
    name = f"reconciliation-{office.code}-{on}"
    return sheets.answer(Sheet(name, _("Rekonsiliasi"), columns, _rows(office, on)), kind)


def _next_list_at(on: date) -> datetime | None:
    """When their list of the day after is asked for; None when it should be there by now."""
    day = on + days.A_DAY * 2
    at = datetime(day.year, day.month, day.day, collecting.HOUR, tzinfo=ledger.ZONE)
    return at if at > now() else None


def _credits(office: Office, on: date) -> QuerySet[Credit]:
    """The applicants' own that came on the day and waits to be used or asked back."""
    files = Application.objects.at(office)
    of_the_day = Credit.objects.filter(payment__booked_on=on, application__in=files, state=Credit.State.OPEN)
    return of_the_day.select_related("application", "payment__bill").order_by("id")


def _sources(found: Day) -> Iterator[Source]:
    """The treasury first, then who took most; the channels of each in the same order."""
    lists = {one.source: one for one in found.statements}
    for name, channels in groupby(found.channels, lambda one: one.source):
        yield Source(name, sorted(channels, key=lambda one: (-one.ours, one.channel)), lists.get(name))


def _rows(office: Office, on: date) -> Iterator[list[Cell]]:
    told = takings.told(on, office)
    became = {
        Payment.Outcome.SETTLED: _("Biaya paspor"),
        Payment.Outcome.CREDIT: _("Saldo pemohon"),
        Payment.Outcome.QUESTION: _("Tanpa pemilik"),
    }
    of_the_day = Payment.objects.filter(booked_on=on, bill__application__in=Application.objects.at(office))
    for payment in of_the_day.order_by("paid_at", "id").iterator(chunk_size=500):
        theirs = told.get(payment.pk)
        yield [
            payment.paid_at.astimezone(office.zoneinfo), payment.source, payment.channel, payment.code, payment.ntpn,
            payment.reference, payment.amount, theirs, None if theirs is None else theirs - payment.amount,
            became[Payment.Outcome(payment.outcome)],
        ]  # fmt: skip
