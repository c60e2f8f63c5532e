"""Places in hours in which nobody can be seen: the hour was closed, or its day was, for everybody or for their kind.

Whoever has one is at no fault: it is never missed, and may be moved at any time, free of count.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from mpaspor.audit.models import Entry
from mpaspor.offices.models import ClosedDay
from mpaspor.stages.appointments import places
from mpaspor.stages.appointments.models import Appointment

RELOCATED = "appointment.relocated"


def among(appointments: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Those of the appointments in which nobody can be seen."""
    day = Cast(Func(F("slot__office__zone"), F("slot__starts_at"), function="timezone"), models.DateField())
    shut = ClosedDay.objects.filter(
        Q(office=None) | Q(office=OuterRef("slot__office")),
        Q(passport_kind="") | Q(passport_kind=OuterRef("applicant__passport_kind")),
        on=OuterRef("day"),
    )
    return appointments.annotate(day=day).filter(Q(slot__closed=True) | Exists(shut))


def forgiven(held: Sequence[Appointment]) -> bool:
    """Whether these places of one file may be moved at our cost: nobody is seen there, or it was we who moved them."""
    return bool(held) and (_is_shut(held) or _was_relocated(held))


def _is_shut(held: Sequence[Appointment]) -> bool:
    if held[0].slot.closed:
        return True
    slot = places.slots([held[0].slot_id]).get(held[0].slot_id)
    kinds = {"", *(place.applicant.passport_kind for place in held)}
    return slot is not None and (slot.closed or any(closure["passport_kind"] in kinds for closure in slot.shut))


def _was_relocated(held: Sequence[Appointment]) -> bool:
    entries = Entry.objects.filter(application_id=held[0].application_id, act=RELOCATED)
    return entries.filter(record_id__in=[place.pk for place in held]).exists()
