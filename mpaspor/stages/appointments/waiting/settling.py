"""Striking off the list who waits for nothing any more: placed elsewhere or paid, or with no file left to place.

Each minute, and not as it happens: neither the door nor the bank's notice need know of the list.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from mpaspor.audit import trail
from mpaspor.audit.models import Entry
from mpaspor.core import turns
from mpaspor.stages.applications.models import Applicant, Stage
from mpaspor.stages.appointments.models import Appointment, Waiting
from mpaspor.stages.appointments.waiting import course

AT_A_TIME = 200

_ANEW = """
UPDATE appointments_waiting AS waiting SET joined_at = %s, draw_id = NULL, rank = NULL, people = now.keys
  FROM (SELECT application_id, array_agg(person_key) AS keys FROM applications_applicant
         WHERE stage <> 'closed' AND person_key IS NOT NULL
           AND application_id IN (SELECT application_id FROM appointments_waiting WHERE state = 'waiting')
         GROUP BY application_id) AS now
 WHERE waiting.application_id = now.application_id AND waiting.state = 'waiting' AND NOT now.keys <@ waiting.people
RETURNING waiting.id
"""


def strike_placed(*, at: datetime) -> None:
    """Files that have a place past the list, or paid what was offered; and those whose people are all closed."""
    mine = Appointment.objects.filter(application=OuterRef("application"))
    still_open = Applicant.objects.filter(application=OuterRef("application")).exclude(stage=Stage.CLOSED)
    placed = Q(Exists(mine.filter(state__in=Appointment.ACTIVE)), state=Waiting.State.WAITING) | Q(
        Exists(mine.filter(state=Appointment.State.CONFIRMED)), state=Waiting.State.OFFERED
    )
    turns.each(_some(placed), lambda files: _strike(partial(course.placed, files, by=None, at=at)))
    turns.each(_some(~Q(Exists(still_open))), lambda files: _strike(partial(course.closed, files, by=None, at=at)))


def judge_turns(*, at: datetime) -> int:
    """A file that took somebody new in comes anew, after everybody else: a turn cannot be handed on. How many did.

    Who only left others out keeps the turn.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ANEW, [at])
        moved = Waiting.objects.filter(pk__in=[row[0] for row in cursor.fetchall()])
        Entry.objects.bulk_create(
            trail.entry(waiting, "waiting.changed", by=None, at=at, why="people", new={"joined_at": at.isoformat()})
            for waiting in moved
        )
    return len(moved)


def _some(which: Q) -> list[list[int]]:
    """The files of those on the list, in batches."""
    rows = Waiting.objects.filter(which, state__in=course.ON_THE_LIST).order_by("id")
    files = list(rows.values_list("application", flat=True))
    return [files[start : start + AT_A_TIME] for start in range(0, len(files), AT_A_TIME)]


def _strike(act: partial[None]) -> None:
    with transaction.atomic():
        act()
