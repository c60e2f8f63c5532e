"""Giving places that nobody on the list wanted back to everybody, once their minute has come."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

SLOTS_AT_A_TIME = 500

# Slots somebody works on at this moment are left for the next minute. What is due is read once the slots are locked.
_LOCK = """
SELECT slot.id FROM appointments_slot AS slot
 WHERE slot.id > %s AND slot.id IN (SELECT slot_id FROM appointments_freedplaces WHERE returns_at <= %s)
 ORDER BY slot.id LIMIT %s FOR NO KEY UPDATE OF slot SKIP LOCKED
"""
_RETURN = """
WITH due AS (
  DELETE FROM appointments_freedplaces WHERE slot_id = ANY (%s) AND returns_at <= %s RETURNING slot_id, places
)
UPDATE appointments_slot AS slot SET kept = slot.kept - back.places
  FROM (SELECT slot_id, sum(places) AS places FROM due GROUP BY slot_id) AS back
 WHERE slot.id = back.slot_id RETURNING back.places
"""


def return_places(*, at: datetime) -> int:
    """Return every place whose minute has come; how many. Of closed hours too: they are nobody's until these open."""
    returned, last = 0, 0
    while True:
        last, places = _return_some(last, at)
        if not last:
            return returned
        returned += places


@transaction.atomic
def _return_some(after: int, at: datetime) -> tuple[int, int]:
    """The last slot of the batch (0: there was none), and how many of its places came back."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [after, at, SLOTS_AT_A_TIME])
        slots = [row[0] for row in cursor.fetchall()]
        if not slots:
            return 0, 0
        cursor.execute(_RETURN, [slots, at])
        return slots[-1], sum(row[0] for row in cursor.fetchall())
