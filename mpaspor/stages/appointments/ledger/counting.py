"""What became of the places of an office on a day, read from the ledger and from nothing else.

opened = held + confirmed + walk_in + reserved + missed + free, for every hour and for the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Max, Min, Q

from mpaspor.offices.models import Office
from mpaspor.stages.appointments import quotas
from mpaspor.stages.appointments.models import Slot

# Where each person of an hour stands is what the last line about her says.
_COUNTS = """
WITH told AS (
  SELECT id, slot_id, pseudonym, kind, delta FROM appointments_placeline WHERE slot_id = ANY (%s)
),
latest AS (
  SELECT DISTINCT ON (slot_id, pseudonym) slot_id, kind, delta
    FROM told WHERE kind NOT IN ('opened', 'reserved') ORDER BY slot_id, pseudonym, id DESC
),
people AS (
  SELECT slot_id, count(*) FILTER (WHERE kind = 'held') AS held,
         count(*) FILTER (WHERE kind IN ('confirmed', 'attended') OR (kind = 'moved' AND delta = 1)) AS confirmed,
         count(*) FILTER (WHERE kind = 'missed') AS missed
    FROM latest GROUP BY slot_id
),
sums AS (
  SELECT slot_id, coalesce(sum(delta) FILTER (WHERE kind = 'opened'), 0) AS opened,
         coalesce(sum(delta) FILTER (WHERE kind = 'reserved'), 0) AS reserved,
         coalesce(sum(delta) FILTER (WHERE kind NOT IN ('opened', 'reserved')), 0) AS taken,
         count(*) FILTER (WHERE delta = -1 AND kind NOT IN ('opened', 'reserved')) AS released
    FROM told GROUP BY slot_id
)
SELECT slot_id, opened, taken, reserved, released, coalesce(held, 0), coalesce(confirmed, 0), coalesce(missed, 0)
  FROM sums LEFT JOIN people USING (slot_id)
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Places by what became of them. `confirmed` are paid, whether their people have come yet or not.

    `walk_in` are the places given at the desk, `reserved` those kept for the waiting list. `released` counts how often
    a place was given back; it is in no sum, for the same place may be had again.
    """

    opened: int = 0
    held: int = 0
    confirmed: int = 0
    walk_in: int = 0
    reserved: int = 0
    missed: int = 0
    free: int = 0
    released: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def taken(self) -> int:
        return self.opened - self.reserved - self.free


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour with its counts."""

    slot: Slot
    counts: Counts


def of_day(office: Office, on: date) -> list[Hour]:
    """Every hour of the office's day, the earliest first. Two statements."""
    slots = quotas.slots(office, on, on)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [[slot.pk for slot in slots]])
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    return [Hour(slot, _counts(slot, *found.get(slot.pk, [0] * 7))) for slot in slots]


def total(hours: Iterable[Hour]) -> Counts:
    """The whole day."""
    return sum((hour.counts for hour in hours), Counts())


def neighbours(office: Office, on: date) -> tuple[date | None, date | None]:
    """The last day before with places, and the first one after. One statement."""
    begin, end = (datetime.combine(day, time.min, office.zoneinfo) for day in (on, on + timedelta(days=1)))
    found = Slot.objects.at(office).aggregate(
        before=Max("starts_at", filter=Q(starts_at__lt=begin)), after=Min("starts_at", filter=Q(starts_at__gte=end))
    )
    before, after = (at.astimezone(office.zoneinfo).date() if at else None for at in (found["before"], found["after"]))
    return before, after


def _counts(
    slot: Slot, opened: int, taken: int, reserved: int, released: int, held: int, confirmed: int, missed: int
) -> Counts:
    free = opened - taken - reserved
    if slot.service_class == Slot.ServiceClass.DESK:
        return Counts(opened, walk_in=taken, reserved=reserved, free=free, released=released)
    return Counts(opened, held, confirmed, 0, reserved, missed, free, released)
