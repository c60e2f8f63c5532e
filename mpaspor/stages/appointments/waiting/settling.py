"""Striking off the list who waits for nothing any more: placed elsewhere or paid, or with no file left to place.

Each minute, and not as it happens: neither the door nor the bank's notice need know of the list.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from mpaspor.core import turns
from mpaspor.stages.applications.models import Applicant, Stage
from mpaspor.stages.appointments.models import Appointment, Waiting
from mpaspor.stages.appointments.waiting import course

AT_A_TIME = 200


def strike_placed(*, at: datetime) -> None:
    """Files that have a place past the list, or paid what was offered; and those whose people are all closed."""
    mine = Appointment.objects.filter(application=OuterRef("application"))
    still_open = Applicant.objects.filter(application=OuterRef("application")).exclude(stage=Stage.CLOSED)
    placed = Q(Exists(mine.filter(state__in=Appointment.ACTIVE)), state=Waiting.State.WAITING) | Q(
        Exists(mine.filter(state=Appointment.State.CONFIRMED)), state=Waiting.State.OFFERED
    )
    turns.each(_some(placed), lambda files: _strike(partial(course.placed, files, by=None, at=at)))
    turns.each(_some(~Q(Exists(still_open))), lambda files: _strike(partial(course.closed, files, by=None, at=at)))


def _some(which: Q) -> list[list[int]]:
    """The files of those on the list, in batches."""
    rows = Waiting.objects.filter(which, state__in=course.ON_THE_LIST).order_by("id")
    files = list(rows.values_list("application", flat=True))
    return [files[start : start + AT_A_TIME] for start in range(0, len(files), AT_A_TIME)]


def _strike(act: partial[None]) -> None:
    with transaction.atomic():
        act()
