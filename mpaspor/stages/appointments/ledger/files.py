"""The files anybody can download and check: the sealed lines of a day, the slots they name, the head of every day.

A day is one by Jakarta's clock (WIB). Its file begins with the head before its first line and ends with the head after
its last; it is final once a line of a later day is sealed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date

from django.db import connection

from mpaspor.stages.appointments.ledger import chain, lines
from mpaspor.stages.appointments.ledger.chain import Head
from mpaspor.stages.appointments.models import PlaceSeal

HEADS = ("day", "before", "lines", "head", "state")
SLOTS = ("slot", "release", "office", "day", "starts_at", "ends_at", "class", "kind", "first_on", "last_on")

_HEADS = """
WITH RECURSIVE days AS (
  (SELECT "on", upto, lines, head FROM appointments_placeseal ORDER BY "on", upto DESC LIMIT 1)
  UNION ALL
  SELECT later.* FROM days CROSS JOIN LATERAL (
    SELECT "on", upto, lines, head FROM appointments_placeseal AS seal
     WHERE seal."on" > days."on" ORDER BY seal."on", seal.upto DESC LIMIT 1) AS later
)
SELECT "on", lines, head FROM days ORDER BY "on"
"""

_SLOTS = """
SELECT slot.id, slot.release_id, office.code, (slot.starts_at AT TIME ZONE office.zone)::date,
       slot.starts_at, slot.ends_at, slot.service_class, slot.passport_kind, release.first_on, release.last_on
  FROM appointments_slot AS slot
  JOIN offices_office AS office ON office.id = slot.office_id
  JOIN appointments_release AS release ON release.id = slot.release_id
 WHERE slot.id IN (SELECT slot_id FROM appointments_placeline WHERE xid > %s AND xid <= %s) ORDER BY slot.id
"""


class NoSuchDay(Exception):
    """No line of that day has been sealed."""


@dataclass(frozen=True, slots=True)
class DayHead:
    """Where the chain stood before a day's lines and after them; `final` when no line can be added to the day."""

    on: date
    before: int
    after: Head
    final: bool

    @property
    def count(self) -> int:
        """How many lines the day has."""
        return self.after.lines - self.before


@dataclass(frozen=True, slots=True)
class _Span:
    """The transactions whose lines are a day's."""

    above: int
    before: Head
    upto: int
    after: Head


def heads() -> list[DayHead]:
    """Every day with lines, the earliest first."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS)
        rows = cursor.fetchall()
    found, before = [], 0
    for number, (on, count, head) in enumerate(rows, start=1):
        found.append(DayHead(on, before, Head(count, head), final=number < len(rows)))
        before = count
    return found


def heads_file() -> str:
    """The same as a file."""
    rows = [
        f"{day.on},{day.before},{day.after.lines},{day.after.hash},{'final' if day.final else 'open'}"
        for day in heads()
    ]
    return "\n".join([",".join(HEADS), *rows, ""])


def day(on: date) -> bytes:
    """The file of a day. Raises `NoSuchDay`."""
    return "".join(stream(on)).encode()


def stream(on: date) -> Iterator[str]:
    """The file of a day, some thousand lines at a time. Raises `NoSuchDay` at once."""
    return _told(on, _span(on))


def slots(on: date) -> Iterator[str]:
    """What the slots are that a day's lines name: whose, when, of which release. Raises `NoSuchDay` at once."""
    return _told_slots(_span(on))


def _span(on: date) -> _Span:
    last = PlaceSeal.objects.filter(on=on).order_by("-upto").first()
    if last is None:
        raise NoSuchDay
    before = PlaceSeal.objects.filter(on__lt=on).order_by("-on", "-upto").first()
    head, above = (Head(before.lines, before.head), before.upto) if before else (Head(), 0)
    return _Span(above, head, last.upto, Head(last.lines, last.head))


def _told(on: date, span: _Span) -> Iterator[str]:
    yield f"ledger,M-Paspor,1\nday,{on},{chain.ZONE.key}\nbefore,{span.before.lines},{span.before.hash}\n"
    yield ",".join(chain.FIELDS) + "\n"
    head, written = span.before, []
    for _xid, line in lines.between(span.above, span.upto):
        head, told = head.follow(line)
        written.append(f"{told},{head.hash}\n")
        if len(written) == lines.PAGE:
            yield "".join(written)
            written.clear()
    # The head as it was sealed, not as it was computed just now: a reader compares the two.
    yield "".join(written) + f"after,{span.after.lines},{span.after.hash}\n"


def _told_slots(span: _Span) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS, [span.above, span.upto])
        yield ",".join(SLOTS) + "\n"
        while rows := cursor.fetchmany(lines.PAGE):
            yield "".join(_slot(*row) for row in rows)


def _slot(slot: int, release: int, office: str, on: date, starts_at: object, ends_at: object, *rest: object) -> str:
    hours = [f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for at in (starts_at, ends_at)]  # type: ignore[attr-defined]
    return ",".join(str(field) for field in (slot, release, office, on, *hours, *rest)) + "\n"
