"""What a page says of a day, of an office's books or the centre's own (None), and how far its closing is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.stages.payments import books, collecting, ledger, reconciling
from mpaspor.stages.payments.models import BookDay, Difference, Statement
from mpaspor.stages.payments.notices import TREASURY
from mpaspor.stages.payments.reconciling import Channel, Day
from mpaspor.web.bookdays import days

# So many cards of each kind stand beside the table; the rest is counted.
MOST_CARDS = 12


class Term(NamedTuple):
    """One of what our side of a day adds up from."""

    words: str | Promise
    amount: int


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

    def __init__(self, office: Office | None, found: Day) -> None:
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
    def terms(self) -> list[Term]:
        """What became of it: at an office fees and credits, at the centre money without an owner; others if any."""
        always = (True, True, False) if self._office else (False, False, True)
        found = self.day
        terms = [
            Term(_("Biaya paspor"), found.fees),
            Term(_("Saldo pemohon"), found.credits),
            Term(_("Tanpa pemilik"), found.questions),
        ]
        shown = [term for term, is_shown in zip(terms, always, strict=True) if is_shown or term.amount]
        return [*shown, *([Term(_("Sudah dijelaskan"), found.explained)] if found.explained else [])]

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


def facts(office: Office | None, on: date) -> dict[str, Any]:
    """What the parts of the page named `book_day_*` need, but for the audience they stand at and who may do what."""
    standing = Standing(office, reconciling.day(office, on))
    return {
        "on": on,
        "standing": standing,
        "found": standing.day,
        "differences": standing.open[:MOST_CARDS],
        "next_list_at": _next_list_at(on),
        "last_list": max(standing.day.statements, key=lambda one: one.fetched_at, default=None),
        **days.around(on),
    }


def _next_list_at(on: date) -> datetime | None:
    """When their list of the day after is asked for; None when it should be there by now."""
    day = on + days.A_DAY * 2
    at = datetime(day.year, day.month, day.day, collecting.HOUR, tzinfo=ledger.ZONE)
    return at if at > now() else None


def _sources(found: Day) -> Iterator[Source]:
    """The treasury first, then who took most; the channels of each in the same order."""
    lists = {one.source: one for one in found.statements}
    for name, channels in groupby(found.channels, lambda one: one.source):
        yield Source(name, sorted(channels, key=lambda one: (-one.ours, one.channel)), lists.get(name))
