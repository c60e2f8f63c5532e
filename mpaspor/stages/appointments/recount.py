"""The proof that the counters tell the truth: places taken, counted anew from the appointments."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from mpaspor.stages.appointments.models import Appointment

_DIFFERENCES = """
SELECT coalesce(slot.id, counted.slot_id), slot.taken, coalesce(counted.places, 0), slot.capacity
  FROM appointments_slot AS slot
  FULL JOIN (
    SELECT slot_id, count(*) AS places FROM appointments_appointment WHERE state = ANY (%s) GROUP BY slot_id
  ) AS counted ON counted.slot_id = slot.id
 WHERE slot.taken IS DISTINCT FROM coalesce(counted.places, 0) OR slot.taken > slot.capacity
 ORDER BY 1
"""
_DOUBLED = """
SELECT person_key, array_agg(application_id ORDER BY application_id)
  FROM appointments_appointment WHERE state = ANY (%s) GROUP BY person_key HAVING count(*) > 1
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A slot whose counter does not say what its appointments say; `taken` None: appointments in no slot at all."""

    slot_id: int
    taken: int | None
    counted: int
    capacity: int | None


def differences() -> list[Difference]:
    """Empty when every slot's counter equals its appointments and none holds more than it has."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES, [list(Appointment.TAKING)])
        return [Difference(*row) for row in cursor.fetchall()]


def doubled() -> list[list[int]]:
    """The applications, together, of each person who has more than one place at a time; empty when nobody has."""
    with connection.cursor() as cursor:
        cursor.execute(_DOUBLED, [list(Appointment.ACTIVE)])
        return [applications for _person, applications in cursor.fetchall()]
