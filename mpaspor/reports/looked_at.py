"""What somebody found when she looked at a signal: a reason in the trail, and nothing else happens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mpaspor.accounts.models import User
from mpaspor.audit.models import Entry, Kind

RECORD = "signal"
ACT = "signal.looked_at"


class ReasonNeeded(Exception):
    """Whoever looked at a signal says what she found."""


def note(kind: str, mark: str, why: str, *, by: User, at: datetime) -> Entry:
    """Write down that somebody looked at this signal, and what she found. Raises `ReasonNeeded`."""
    if not why.strip():
        raise ReasonNeeded
    return Entry.objects.create(
        at=at,
        kind=Kind.SEEN,
        act=ACT,
        record=RECORD,
        record_id=_number(mark),
        by=by,
        place=getattr(by, "place", ""),
        why=why.strip(),
        new={"kind": kind, "mark": mark},
    )


def notes(marks: Iterable[str]) -> dict[str, list[Entry]]:
    """By mark, the newest first."""
    numbers = {_number(mark): mark for mark in marks}
    found: dict[str, list[Entry]] = {}
    rows = Entry.objects.filter(application_id=None, record=RECORD, record_id__in=numbers).select_related("by")
    for entry in rows.order_by("-id"):
        found.setdefault(numbers[entry.record_id], []).append(entry)
    return found


def _number(mark: str) -> int:
    """A mark is twelve hexadecimal digits: it fits where the trail names a record."""
    return int(mark, 16)
