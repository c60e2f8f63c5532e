"""A day as those outside tell it beside the day as we have it, source by source; the differences are people's work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, When

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.stages.payments import books, ledger, statements
from mpaspor.stages.payments.books import Whose
from mpaspor.stages.payments.models import Difference, Statement, Via
from mpaspor.stages.payments.statements import POST

Kind, State = Difference.Kind, Difference.State

_LATEST = """
WITH latest AS (
  SELECT DISTINCT ON (source) id, source FROM payments_statement WHERE "on" = %(on)s
   ORDER BY source, fetched_at DESC, id DESC
)
"""
# Ours: payments told to be booked on the day, by whose books they are in; last what their list does not name.
_OURS = f"""{_LATEST}, named AS (
  SELECT DISTINCT latest.source, coalesce(line.payment_id, difference.payment_id) AS payment_id
    FROM latest
    JOIN payments_statementline AS line ON line.statement_id = latest.id
    LEFT JOIN payments_difference AS difference ON difference.line_id = line.id
)
SELECT payment.source, payment.channel, count(DISTINCT payment.id),
       coalesce(sum(line.amount) FILTER (WHERE line.account = 'received'), 0),
       -coalesce(sum(line.amount) FILTER (WHERE line.account = 'fees'), 0),
       -coalesce(sum(line.amount) FILTER (WHERE line.account = 'credits'), 0),
       -coalesce(sum(line.amount) FILTER (WHERE line.account = 'questions'), 0),
       coalesce(sum(line.amount) FILTER (WHERE line.account = 'received' AND named.payment_id IS NULL), 0)
  FROM payments_payment AS payment
  JOIN payments_ledgertransaction AS entry ON entry.payment_id = payment.id
  JOIN payments_ledgerline AS line ON line.transaction_id = entry.id
  LEFT JOIN named ON named.payment_id = payment.id AND named.source = payment.source
 WHERE payment.via = ANY(%(ways)s) AND payment.booked_on = %(on)s AND {{whose}}
 GROUP BY payment.source, payment.channel
"""  # noqa: S608 - our own text
# Theirs: the lines of the list that counts; one that is found takes office and channel from our payment.
_THEIRS = f"""{_LATEST}
SELECT latest.source, coalesce(payment.channel, line.channel), count(*), sum(line.amount),
       coalesce(sum(payment.amount) FILTER (WHERE payment.booked_on <> %(on)s), 0),
       count(*) FILTER (WHERE line.payment_id IS NOT NULL)
  FROM latest
  JOIN payments_statementline AS line ON line.statement_id = latest.id
  LEFT JOIN payments_difference AS difference ON difference.line_id = line.id
  LEFT JOIN payments_payment AS payment ON payment.id = coalesce(line.payment_id, difference.payment_id)
  LEFT JOIN payments_ledgertransaction AS entry ON entry.payment_id = payment.id
 WHERE latest.source <> %(post)s AND {{whose}}
 GROUP BY 1, 2
"""  # noqa: S608 - our own text


class NotATask(Exception):
    """The difference has ended, or waits for their next list."""


class NoReason(Exception):
    """A difference ends with a reason somebody can read later."""


class Channel(NamedTuple):
    """Payments of one source and channel: how many and how much we have, how much they have (None: no list yet)."""

    source: str
    channel: str
    payments: int
    ours: int
    theirs: int | None

    @property
    def difference(self) -> int:
        """Theirs less ours; 0 while they have given no list."""
        return 0 if self.theirs is None else self.theirs - self.ours


@dataclass(frozen=True, slots=True)
class Day:
    """A day of payments (as booked outside), whole rupiah.

    theirs - earlier + in_transit + unlisted = fees + credits + questions + explained + unexplained
    """

    on: date
    channels: list[Channel]
    statements: list[Statement]
    """The list that counts of each source that gave one; the post's proves, and is no money of its own."""
    awaited: list[str]
    """Sources whose list of the day is not there yet."""
    differences: list[Difference]
    """All of the day, open ones first, oldest first; each with `waits`: their next list is looked through first."""
    payments: int
    matched: int
    """How many of their lines are found with us."""
    fees: int
    credits: int
    questions: int
    """What our payments of the day became when they came."""
    theirs: int
    """On the lists that count."""
    earlier: int
    """Of it, payments we have under another day."""
    in_transit: int
    """Ours that their list lacks: on its way, or a task."""
    unlisted: int
    """Ours of sources whose list is not there yet."""
    explained: int
    """Theirs beyond ours that somebody gave a reason for."""
    unexplained: int
    """Theirs beyond ours, open: 0 when the day is whole."""

    @property
    def received(self) -> int:
        """Ours, however it is listed."""
        return self.fees + self.credits + self.questions


def day(whose: Whose, on: date) -> Day:
    """The facts of a day, of an office, the centre's own (None) or everybody (`"all"`). A handful of statements."""
    ours = _ask(_OURS, "entry.office_id", whose, on)
    theirs = _ask(_THEIRS, "coalesce(entry.office_id, difference.office_id)", whose, on)
    lists, differences = list(statements.latest(on).select_related("by")), list(tasks(whose, on=on))
    listed = {one.source for one in lists}
    received, told, earlier = _sum(ours, 3), _sum(theirs, 3), _sum(theirs, 4)
    in_transit = _sum((row for row in ours if row[0] in listed), 7)
    unlisted = _sum((row for row in ours if row[0] not in listed), 3)
    beyond = told - earlier + in_transit + unlisted - received
    unexplained = sum(one.amount for one in differences if _is_beyond(one))
    return Day(
        on=on,
        channels=_channels(ours, theirs, listed),
        statements=lists,
        awaited=[source for source in _expected(ours) if source not in listed],
        differences=differences,
        payments=_sum(ours, 2),
        matched=_sum(theirs, 5),
        fees=_sum(ours, 4),
        credits=_sum(ours, 5),
        questions=_sum(ours, 6),
        theirs=told,
        earlier=earlier,
        in_transit=in_transit,
        unlisted=unlisted,
        explained=beyond - unexplained,
        unexplained=unexplained,
    )


def tasks(whose: Whose, *, on: date | None = None, state: str | None = None) -> QuerySet[Difference]:
    """Differences with `waits`, open ones first, oldest first; of one day or of all, in one state or any."""
    later = Statement.objects.filter(source=OuterRef("source"), on__gt=OuterRef("on"))
    waits = Q(~Exists(later), kind=Kind.MISSING_THERE, state=State.OPEN)
    named = {"waits": ExpressionWrapper(waits, output_field=BooleanField())}
    found = books.differences(on=on, whose=whose).annotate(**named)
    found = found.filter(state=state) if state else found
    return found.select_related("office", "line", "payment__bill__application", "taken_by").order_by(
        Case(When(state=State.OPEN, then=0), default=1), "on", "found_at", "id"
    )


def take(difference: Difference, *, by: User, at: datetime) -> None:
    """Somebody looks into it. Raises `NotATask` when it has ended."""
    mine = Difference.objects.filter(pk=difference.pk, state=State.OPEN)
    if not mine.update(taken_by=by):
        raise NotATask
    difference.taken_by = by
    trail.write(difference, "difference.taken", by=by, at=at)


@transaction.atomic
def explain(difference: Difference, why: str, *, by: User, at: datetime) -> None:
    """End it with a reason. Raises `NoReason`, `NotATask`, `StateChanged`."""
    why = why.strip()
    if not why:
        raise NoReason
    if difference.state != State.OPEN or tasks("all").get(pk=difference.pk).waits:
        raise NotATask
    Difference.objects.filter(pk=difference.pk, state=State.OPEN).update(why=why)
    difference.move(State.EXPLAINED, by=by, at=at, why=why, taken_by=by, ended_at=at)
    difference.why = why


def age(difference: Difference, at: datetime) -> int:
    """Days it has waited, in the days of the books."""
    return (ledger.day(difference.ended_at or at) - ledger.day(difference.found_at)).days


def _ask(sql: str, column: str, whose: Whose, on: date) -> list[tuple[Any, ...]]:
    clause, named = books.of(column, whose)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(whose=clause), {"on": on, "ways": Via.values, "post": POST, **named})
        return list(cursor.fetchall())


def _sum(rows: Iterable[tuple[Any, ...]], column: int) -> int:
    return int(sum(row[column] for row in rows))


def _is_beyond(difference: Difference) -> bool:
    """Whether they have money, or other money, that we have not, and nobody knows why. The post's is the treasury's."""
    is_open = difference.state == State.OPEN
    return is_open and difference.kind != Kind.MISSING_THERE and difference.source != POST


def _channels(ours: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]], listed: set[str]) -> list[Channel]:
    """Both sides of each source and channel."""
    mine = {(row[0], row[1]): row for row in ours}
    told = {(row[0], row[1]): int(row[3]) for row in theirs}
    return [
        Channel(
            source,
            channel,
            mine[source, channel][2] if (source, channel) in mine else 0,
            int(mine[source, channel][3]) if (source, channel) in mine else 0,
            told.get((source, channel), 0) if source in listed else None,
        )
        for source, channel in sorted(mine.keys() | told.keys())
    ]


def _expected(ours: list[tuple[Any, ...]]) -> list[str]:
    """Whose list a day is not whole without: those we ask, and whoever told us of money."""
    asked = statements.asked_for()
    return [*asked, *sorted({row[0] for row in ours} - {*asked})]
