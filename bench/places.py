"""The one statement that gives places, as the portal and the opening process send it; and what came of it, by count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

import psycopg

from bench.crowd import Hours
from mpaspor.core import clock

BOOK = b"""
SELECT ask, outcome FROM book_places(%s::integer[], %s::bigint[], %s::bigint[], %s::bigint[],
  ARRAY(SELECT sha256(int8send(n)) FROM unnest(%s::bigint[]) AS n), %s::text[], %s::bigint[], %s::integer[],
  %s::timestamptz[], %s::boolean[], %s::bigint[], now(), '')
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """One person's part of an ask; the wishes of one ask are a family."""

    ask: int
    slot: int
    file: int
    person: int
    key: str


def book(db: psycopg.Connection, wishes: Iterable[Wish]) -> list[tuple[int, str]]:
    """All of them in one transaction; (ask, outcome) for each person."""
    return db.execute(BOOK, arrays(wishes)).fetchall()


def arrays(wishes: Iterable[Wish]) -> list[list[Any]]:
    """What `BOOK` is asked with."""
    asks, slots, files, people, keys = (
        list(column) for column in zip(*((w.ask, w.slot, w.file, w.person, w.key) for w in wishes), strict=True)
    )
    size, until = len(asks), clock.now() + timedelta(hours=2)
    return [
        asks, slots, files, people, people, keys, [None] * size, [0] * size, [until] * size, [False] * size,
        [None] * size,
    ]  # fmt: skip


@dataclass(frozen=True)
class Count:
    """What the rows say. All but `given` must be nothing."""

    given: int
    oversold: int  # places given beyond what the hours have
    undersold: int  # places nobody has although somebody asked for them
    two_places: int  # places of people who have one already
    counted_wrong: int  # what the counters of the hours say too much or too little
    stage_wrong: int  # people with a place whose file does not know it
    split_families: int  # files of which some have a place and some not


FAULTS = tuple(field.name for field in fields(Count) if field.name != "given")


def count(db: psycopg.Connection, hours: Hours, *, asked: int) -> Count:
    """Of a release for each of whose hours at least `asked` people asked who else got nothing."""
    slots = [list(hours.slots)]
    given, oversold, undersold, counted_wrong = _one(db, _OF_HOURS, [asked, *slots])
    (two_places,) = _one(db, _TWO_PLACES, slots)
    (stage_wrong,) = _one(db, _STAGE_WRONG, slots)
    (split,) = _one(db, _SPLIT, slots)
    return Count(*map(int, (given, oversold, undersold, two_places, counted_wrong, stage_wrong, split)))


_OF_HOURS = """
SELECT sum(given), sum(greatest(given - capacity, 0)), sum(greatest(least(capacity, %s) - given, 0)),
       sum(abs(given - taken))
  FROM (SELECT slot.capacity, slot.taken,
               (SELECT count(*) FROM appointments_appointment AS place
                 WHERE place.slot_id = slot.id AND place.state IN ('held', 'confirmed')) AS given
          FROM appointments_slot AS slot WHERE slot.id = ANY (%s)) AS hour
"""
_TWO_PLACES = """
SELECT coalesce(sum(times - 1), 0)
  FROM (SELECT count(*) AS times FROM appointments_appointment WHERE state IN ('held', 'confirmed') GROUP BY person_key
        HAVING count(*) > 1 AND bool_or(slot_id = ANY (%s))) AS person
"""
_STAGE_WRONG = """
SELECT count(*)
  FROM appointments_appointment AS place JOIN applications_applicant AS person ON person.id = place.applicant_id
 WHERE place.slot_id = ANY (%s) AND place.state IN ('held', 'confirmed') AND person.stage = 'application'
"""
_SPLIT = """
SELECT count(*)
  FROM (SELECT application_id, count(DISTINCT applicant_id) AS held FROM appointments_appointment
         WHERE slot_id = ANY (%s) AND state IN ('held', 'confirmed') GROUP BY 1) AS file
 WHERE held < (SELECT count(*) FROM applications_applicant AS person WHERE person.application_id = file.application_id)
"""


def _one(db: psycopg.Connection, statement: str, values: Sequence[Any] = ()) -> tuple[Any, ...]:
    found = db.execute(statement.encode(), values).fetchone()
    assert found
    return found
