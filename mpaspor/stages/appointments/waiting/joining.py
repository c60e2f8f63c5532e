"""Getting onto the waiting list, saying anew what one waits for, and leaving it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.states import StateChanged
from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.stages.appointments import rules
from mpaspor.stages.appointments.models import Appointment, Draw, Waiting
from mpaspor.stages.appointments.refusals import NotReady, PersonHasPlace
from mpaspor.stages.appointments.waiting import course
from mpaspor.stages.appointments.waiting.refusals import NotWaiting, WaitingDays, WaitingTooFar

__all__ = ["NotReady", "NotWaiting", "PersonHasPlace", "WaitingDays", "WaitingTooFar", "ahead", "join", "leave", "of"]


def join(  # noqa: PLR0913 - each says something of what is waited for
    application: Application,
    office: Office,
    *,
    within_km: int = 0,
    first_on: date | None = None,
    last_on: date | None = None,
    by: User | None,
    at: datetime,
    draw: Draw | None = None,
    rank: int | None = None,
) -> Waiting:
    """Wait for a place at the office, or at one within so many kilometres, on these days (empty = any day).

    Joined again, the file waits for what it says now and keeps its turn, and any rank it has.
    Raises `NotReady`, `PersonHasPlace`, `WaitingTooFar`, `WaitingDays`.
    """
    _refuse(application, office, within_km, first_on, last_on, at)
    wants = {"office": office, "within_km": within_km, "first_on": first_on, "last_on": last_on}
    waiting = of(application) or _join(application, wants, draw, rank, by=by, at=at)
    if _differs(waiting, wants):
        _change(waiting, wants, by=by, at=at)
    return waiting


def of(application: Application) -> Waiting | None:
    """How the file waits now; None when it does not."""
    mine = Waiting.objects.filter(application=application.pk, state__in=course.ON_THE_LIST)
    return mine.select_related("office", "slot__office", "draw").first()


def leave(waiting: Waiting, *, by: User | None, at: datetime) -> None:
    """Wait no longer. What is offered now must be declined instead. Raises `NotWaiting`."""
    if waiting.state != Waiting.State.WAITING:
        raise NotWaiting
    try:
        with transaction.atomic():
            waiting.move(Waiting.State.LEFT, by=by, at=at)
    except StateChanged as moved:
        raise NotWaiting from moved


def ahead(waiting: Waiting) -> int:
    """How many files that want the same office are asked before this one."""
    earlier = Q(joined_at__lt=waiting.joined_at) | Q(joined_at=waiting.joined_at, id__lt=waiting.pk)
    if waiting.rank is not None:
        same_draw = Q(draw=waiting.draw_id)
        earlier = (same_draw & Q(rank__lt=waiting.rank)) | (~same_draw & earlier)
    return Waiting.objects.filter(earlier, state=Waiting.State.WAITING, office=waiting.office_id).count()


def _refuse(
    application: Application, office: Office, within_km: int, first_on: date | None, last_on: date | None, at: datetime
) -> None:
    people = [person for person in application.people.all() if person.stage != Stage.CLOSED]
    if application.state != Application.READY or not people or not all(person.person_key for person in people):
        raise NotReady
    _refuse_placed(people)
    if any(person.stage != Stage.APPLICATION for person in people):
        raise NotReady
    today = rules.today(office, at)
    furthest = policy.number("waiting.max_km", on=today, office_id=office.pk)
    if not 0 <= within_km <= furthest:
        raise WaitingTooFar(furthest)
    if (last_on and last_on < today) or (first_on and last_on and last_on < first_on):
        raise WaitingDays


def _refuse_placed(people: list[Applicant]) -> None:
    keys = {bytes(person.person_key or b""): person for person in people}
    held = Appointment.objects.filter(person_key__in=keys, state__in=Appointment.ACTIVE)
    placed = [keys[bytes(key)].full_name for key in held.values_list("person_key", flat=True)]
    if placed:
        raise PersonHasPlace(placed)


def _join(
    application: Application,
    wants: dict[str, Any],
    draw: Draw | None,
    rank: int | None,
    *,
    by: User | None,
    at: datetime,
) -> Waiting:
    people = course.keys_of(application)
    waiting = Waiting(application=application, draw=draw, rank=rank, people=people, joined_at=at, **wants)
    try:
        with transaction.atomic():
            waiting.save(force_insert=True)
            trail.write(waiting, "waiting.joined", by=by, at=at, new={"state": waiting.state, **_told(wants)})
    except IntegrityError:
        # Pressed twice in one moment: the other click has put it there.
        there = of(application)
        if there is None:
            raise
        return there
    return waiting


def _differs(waiting: Waiting, wants: dict[str, Any]) -> bool:
    return any(getattr(waiting, name) != value for name, value in wants.items())


@transaction.atomic
def _change(waiting: Waiting, wants: dict[str, Any], *, by: User | None, at: datetime) -> None:
    before = _told({name: getattr(waiting, name) for name in wants})
    Waiting.objects.filter(pk=waiting.pk).update(**wants)
    for name, value in wants.items():
        setattr(waiting, name, value)
    trail.write(waiting, "waiting.changed", by=by, at=at, old=before, new=_told(wants))


def _told(wants: dict[str, Any]) -> dict[str, Any]:
    days = {name: wants[name] and wants[name].isoformat() for name in ("first_on", "last_on")}
    return {"office": wants["office"].code, "within_km": wants["within_km"], **days}
