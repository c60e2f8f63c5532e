"""The four usual ways, each a transaction of its own on a connection of a pool."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import uuid4

import psycopg

Connection = psycopg.AsyncConnection
Way = Callable[[Connection, int, int], Awaitable[str]]

_HAS_ONE = """
SELECT 1 FROM appointments_appointment AS place JOIN applications_applicant AS person USING (person_key)
 WHERE person.id = %s AND place.state IN ('held', 'confirmed')
"""
_RECOUNT = """
SELECT capacity - (SELECT count(*) FROM appointments_appointment AS place
                    WHERE place.slot_id = slot.id AND place.state IN ('held', 'confirmed'))
  FROM appointments_slot AS slot WHERE id = %s
"""
# All rows of a place but the counter, in one statement.
_ROWS = """
WITH mine AS (
  INSERT INTO appointments_appointment
    (slot_id, application_id, applicant_id, person_key, state, idempotency_key, held_at, held_until, moves)
  SELECT %(slot)s, application_id, id, person_key, 'held', %(key)s, now(), now() + interval '2 hours', 0
    FROM applications_applicant WHERE id = %(person)s
  RETURNING id, application_id, applicant_id
), person AS (UPDATE applications_applicant SET stage = 'appointment' WHERE id = %(person)s),
file AS (
  UPDATE applications_application AS file SET office_id = slot.office_id FROM appointments_slot AS slot, mine
   WHERE file.id = mine.application_id AND slot.id = %(slot)s
)
INSERT INTO audit_entry (at, kind, act, record, record_id, application_id, applicant_id, by_id, place, why, old, new)
SELECT now(), 'machine', line.act, line.record, line.record_id, mine.application_id, mine.applicant_id, NULL, '', '',
       line.old::jsonb, line.new::jsonb
  FROM mine CROSS JOIN LATERAL (VALUES
    ('appointment.held', 'appointment', mine.id, '{}', '{"state": "held"}'),
    ('applicant.appointment', 'applicant', mine.applicant_id, '{"stage": "application"}', '{"stage": "appointment"}')
  ) AS line (act, record, record_id, old, new)
"""


async def look_then_insert(db: Connection, slot: int, person: int) -> str:
    if await _has_one(db, person):
        return "person"
    if await _number(db, "SELECT capacity - taken FROM appointments_slot WHERE id = %s", slot) <= 0:
        return "full"
    return await _take(db, slot, person)


async def row_lock(db: Connection, slot: int, person: int) -> str:
    if await _has_one(db, person):
        return "person"
    if await _number(db, "SELECT capacity - taken FROM appointments_slot WHERE id = %s FOR UPDATE", slot) <= 0:
        return "full"
    return await _take(db, slot, person)


async def advisory_lock(db: Connection, slot: int, person: int) -> str:
    if await _has_one(db, person):
        return "person"
    await db.execute("SELECT pg_advisory_xact_lock(%s)", [slot])
    if await _number(db, _RECOUNT, slot) <= 0:
        return "full"
    return await _take(db, slot, person)


async def atomic_counter(db: Connection, slot: int, person: int) -> str:
    if await _has_one(db, person):
        return "person"
    counted = await db.execute(
        "UPDATE appointments_slot SET taken = taken + 1 WHERE id = %s AND taken < capacity", [slot]
    )
    if not counted.rowcount:
        return "full"
    await _write(db, slot, person)
    return "held"


OURS = "ours"
WAYS: dict[str, Way] = {
    "look-then-insert": look_then_insert,
    "row-lock": row_lock,
    "advisory-lock": advisory_lock,
    "atomic-counter": atomic_counter,
}


async def _has_one(db: Connection, person: int) -> bool:
    return await (await db.execute(_HAS_ONE, [person])).fetchone() is not None


async def _number(db: Connection, statement: str, slot: int) -> int:
    row = await (await db.execute(statement.encode(), [slot])).fetchone()
    assert row
    return int(row[0])


async def _take(db: Connection, slot: int, person: int) -> str:
    await _write(db, slot, person)
    await db.execute("UPDATE appointments_slot SET taken = taken + 1 WHERE id = %s", [slot])
    return "held"


async def _write(db: Connection, slot: int, person: int) -> None:
    await db.execute(_ROWS, {"slot": slot, "person": person, "key": uuid4().hex})
