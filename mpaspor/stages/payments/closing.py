"""The end of a day in an office's books, or in the centre's own: signed by one, closed by another, then never changed.

Nothing unexplained may be left. Money that comes for a closed day is written on the day it is noted, or the next open
one: `ledger.post` and whoever closes take turns at the day, and the database refuses a line in a closed one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.offices.models import Office
from mpaspor.stages.payments import books, ledger, reconciling
from mpaspor.stages.payments.books import Balance
from mpaspor.stages.payments.models import BookDay, Difference

# Alone, where `ledger_day` in the database shares: whoever writes into the day is waited for.
_LOCK = "SELECT pg_advisory_xact_lock(book_day_key(%s::bigint, %s::date))"


class OfAUnit(Exception):
    """A unit's money is in the books of its office, and is closed there."""


class NotOver(Exception):
    """The day has not come yet."""


class Awaited(Exception):
    """Lists of the day are not there yet; `sources` are whose."""

    def __init__(self, sources: list[str]) -> None:
        super().__init__(", ".join(sources))
        self.sources = sources


class NotExplained(Exception):
    """Something of the day has no explanation; `amount` in whole rupiah, `tasks` how many are open."""

    def __init__(self, amount: int, tasks: int) -> None:
        super().__init__(f"{amount}, {tasks} open")
        self.amount, self.tasks = amount, tasks


class NotSigned(Exception):
    """Nobody has signed the day, or it is closed."""


class SameHand(Exception):
    """Whoever signed a day does not close it."""


class Moved(Exception):
    """The day is not what was signed: money came since. The signature is to be given again."""


@dataclass(frozen=True, slots=True)
class State:
    """How far a day is: its record when there is one, its balance now, and what keeps it from being signed."""

    record: BookDay | None
    balance: Balance
    awaited: list[str]
    unexplained: int
    open_tasks: int

    @property
    def name(self) -> str:
        return self.record.state if self.record else BookDay.State.OPEN

    @property
    def has_moved(self) -> bool:
        """Whether it is signed, and money came since."""
        if self.record is None or self.record.state != BookDay.State.SIGNED:
            return False
        return bool(self.record.balance != self.balance._asdict())

    @property
    def is_ready(self) -> bool:
        """Whether nothing keeps it from being signed, or closed."""
        return not (self.awaited or self.unexplained or self.open_tasks)


def state(office: Office | None, on: date) -> State:
    """Where a day stands, of an office or the centre's own."""
    found = reconciling.day(office, on)
    tasks = [one for one in found.differences if one.state == Difference.State.OPEN and not one.waits]
    lacking = books.unexplained(on=on, whose=office)
    balance = books.trial(on=on, whose=office).total.balance
    return State(_record(office, on), balance, found.awaited, lacking.amount, len(tasks))


@transaction.atomic
def sign(office: Office | None, on: date, *, by: User, at: datetime) -> BookDay:
    """Say that the day is right as it stands.

    Raises `OfAUnit`, `NotOver`, `Awaited`, `NotExplained`, `ForbiddenMove`.
    """
    if office and office.parent_id:
        raise OfAUnit(office.name)
    _lock(office, on)
    if on > ledger.day(at):
        raise NotOver(on)
    found = _ready(office, on)
    record = found.record or _open(office, on, at=at)
    record.move(BookDay.State.SIGNED, by=by, at=at, signed_by=by, balance=found.balance._asdict())
    return record


@transaction.atomic
def take_back(office: Office | None, on: date, *, by: User, at: datetime, why: str) -> BookDay:
    """Open a signed day again. Raises `NotSigned`."""
    record = _signed(office, on)
    record.move(BookDay.State.OPEN, by=by, at=at, why=why, signed_by=None, balance={})
    return record


@transaction.atomic
def close(office: Office | None, on: date, *, by: User, at: datetime) -> BookDay:
    """Close a signed day for good.

    Raises `NotSigned`, `SameHand`, `Moved`, `Awaited`, `NotExplained`.
    """
    _lock(office, on)
    record = _signed(office, on)
    if record.signed_by_id == by.pk:
        raise SameHand
    found = _ready(office, on)
    if found.has_moved:
        raise Moved
    record.move(BookDay.State.CLOSED, by=by, at=at, closed_by=by, closed_at=at)
    return record


def _ready(office: Office | None, on: date) -> State:
    found = state(office, on)
    if found.awaited:
        raise Awaited(found.awaited)
    if not found.is_ready:
        raise NotExplained(found.unexplained, found.open_tasks)
    return found


def _record(office: Office | None, on: date) -> BookDay | None:
    return BookDay.objects.select_related("signed_by", "closed_by").filter(office=office, on=on).first()


def _signed(office: Office | None, on: date) -> BookDay:
    record = _record(office, on)
    if record is None or record.state != BookDay.State.SIGNED:
        raise NotSigned
    return record


def _open(office: Office | None, on: date, *, at: datetime) -> BookDay:
    record = BookDay.objects.create(office=office, on=on)
    trail.write(record, "bookday.open", by=None, at=at, new={"state": record.state})
    return record


def _lock(office: Office | None, on: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [office.pk if office else None, on])
