"""Reading the books: what each account moved by, on which day, where, on which way; and whether all is explained.

    received = fees + credits + questions + refunds + paid out

Whoever asks names whose books are meant: an office's, the centre's own (`None`: money nobody can place), or `"all"`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from mpaspor.offices.models import Office
from mpaspor.stages.payments import causes
from mpaspor.stages.payments.models import Difference

Whose = Office | None | Literal["all"]

# One pass over the lines: in total, by day, by office, by source and channel.
_TRIAL = """
SELECT grouping(entry."on", entry.office_id, entry.source, entry.channel), entry."on", office.name, entry.source,
       entry.channel, count(*) FILTER (WHERE line.account = 'received'),
       coalesce(sum(line.amount) FILTER (WHERE line.account = 'received'), 0),
       -coalesce(sum(line.amount) FILTER (WHERE line.account = 'fees'), 0),
       -coalesce(sum(line.amount) FILTER (WHERE line.account = 'credits'), 0),
       -coalesce(sum(line.amount) FILTER (WHERE line.account = 'questions'), 0),
       -coalesce(sum(line.amount) FILTER (WHERE line.account = 'refunds'), 0),
       -coalesce(sum(line.amount) FILTER (WHERE line.account = 'paid_out'), 0)
  FROM payments_ledgerline AS line
  JOIN payments_ledgertransaction AS entry ON entry.id = line.transaction_id
  LEFT JOIN offices_office AS office ON office.id = entry.office_id
 WHERE (%(on)s::date IS NULL OR entry."on" = %(on)s) AND {whose}
 GROUP BY GROUPING SETS ((), (entry."on"), (entry.office_id, office.name), (entry.source, entry.channel))
 ORDER BY entry."on", office.name, entry.source, entry.channel
"""
# Bits of grouping(): set where a row is not of one day, one office, one source and channel.
_TOTAL, _A_DAY, _AN_OFFICE, _A_CHANNEL = 0b1111, 0b0111, 0b1011, 0b1100


class Balance(NamedTuple):
    """What was received and what became of it, whole rupiah, all positive when money comes in; of some days or all."""

    received: int = 0
    fees: int = 0
    credits: int = 0
    questions: int = 0
    refunds: int = 0
    paid_out: int = 0

    @property
    def difference(self) -> int:
        """Zero, or a line is missing."""
        return self.received - sum(self[1:])


@dataclass(frozen=True, slots=True)
class Row:
    """The movements of one day, one office or one channel: `name` is the day, the office ("" the centre), the source.

    A row without a source is money that moved within the books. `payments` counts what came.
    """

    name: str
    channel: str
    payments: int
    balance: Balance


@dataclass(frozen=True, slots=True)
class Trial:
    """The trial balance, in total and by day, office, and source with channel."""

    total: Row
    by_day: list[Row]
    by_office: list[Row]
    by_channel: list[Row]


@dataclass(frozen=True, slots=True)
class Unexplained:
    """Money nobody can account for (whole rupiah, each positive): all must be 0."""

    told: int
    """What statements say they took and we have not, or have otherwise."""
    untraced: int
    """What the books say without a cause, or lack."""
    unbalanced: int
    """What received is more or less than what became of it."""

    @property
    def amount(self) -> int:
        return self.told + self.untraced + self.unbalanced


def trial(*, on: date | None = None, whose: Whose = "all") -> Trial:
    """The trial balance of one day, or since ever. One statement."""
    clause, named = of("entry.office_id", whose)
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL.format(whose=clause), {"on": on, **named})
        rows = cursor.fetchall()
    total, *_ = _rows(rows, _TOTAL) or [Row("", "", 0, Balance())]
    return Trial(total, _rows(rows, _A_DAY), _rows(rows, _AN_OFFICE), _rows(rows, _A_CHANNEL))


def unexplained(*, on: date | None = None, whose: Whose = "all") -> Unexplained:
    """What has no explanation, of one day or of all.

    Over all days the books are held against every cause; for one day, against what was told to be paid on it.
    """
    waiting = differences(on=on, whose=whose).filter(state=Difference.State.OPEN)
    told = waiting.exclude(kind=Difference.Kind.MISSING_THERE).values_list("amount", flat=True)
    untraced = causes.untraced(on, *of("entry.office_id", whose)) if on else sum(found.amount for found in rebuild())
    return Unexplained(sum(map(abs, told)), untraced, abs(trial(on=on, whose=whose).total.balance.difference))


def rebuild() -> list[causes.Finding]:
    """Every transaction written again from its cause and held against what is written; empty when they are the same."""
    return causes.compare()


def differences(*, on: date | None = None, whose: Whose = "all") -> QuerySet[Difference]:
    """What statements have otherwise."""
    found = Difference.objects.all() if on is None else Difference.objects.filter(on=on)
    return found if whose == "all" else found.filter(office=whose)


def of(column: str, whose: Whose) -> tuple[str, dict[str, int]]:
    """The condition that a column names whose books these are, and its values."""
    if whose == "all":
        return "TRUE", {}
    if whose is None:
        return f"{column} IS NULL", {}
    return f"{column} = %(office)s", {"office": whose.pk}


def _rows(found: Iterable[tuple[Any, ...]], kind: int) -> list[Row]:
    return [_row(kind, *row[1:]) for row in found if row[0] == kind]


def _row(
    kind: int, on: date | None, office: str | None, source: str | None, channel: str | None, payments: int, *sums: int
) -> Row:
    name = {_A_DAY: str(on), _AN_OFFICE: office or "", _A_CHANNEL: source or ""}.get(kind, "")
    return Row(name, channel or "", payments, Balance(*map(int, sums)))
