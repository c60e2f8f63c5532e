"""Giving places out and taking them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Func, OuterRef, Q
from django.db.models.functions import Cast, JSONObject

from mpaspor.accounts.models import User
from mpaspor.offices.models import ClosedDay
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import freed
from mpaspor.stages.appointments.models import Appointment, Slot

_BOOK = """
SELECT ask, outcome, room, appointment, applicant, slot FROM book_places(
  %s::integer[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bytea[], %s::text[], %s::bigint[], %s::integer[],
  %s::timestamptz[], %s::boolean[], %s::bigint[], %s::timestamptz, %s::text)
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """A family's wish for places in one slot, held `until`; `given_up` are the places it leaves for them, in order.

    What is `offered` comes out of what the slot keeps for the waiting list. A move at our fault is not `counted`.
    """

    slot: Slot
    application: Application
    people: Sequence[Applicant]
    key: str
    until: datetime
    given_up: Sequence[Appointment] = ()
    offered: bool = False
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What the database decided: `held`, `again`, or why not; `room` was free, and `busy` have a place already.

    `slot_id` is where the places are: for `again`, not always where they were asked for this time.
    """

    outcome: str
    room: int
    appointments: dict[int, int]
    busy: frozenset[int]
    slot_id: int


def book(wishes: Sequence[Wish], *, by: User | None, at: datetime) -> list[Answer]:
    """Ask for all the wishes at once, in the caller's transaction; the first asked goes first.

    The database moves the people, the files and the counters and writes the trail; records in memory are the caller's.
    """
    if not wishes:
        return []
    lines = [(ask, wish, *line) for ask, wish in enumerate(wishes) for line in _lines(wish)]
    arrays: list[list[Any]] = [
        [ask for ask, *_ in lines],
        [wish.slot.pk for _, wish, *_ in lines],
        [wish.application.pk for _, wish, *_ in lines],
        [person.pk for *_, person, _ in lines],
        [bytes(person.person_key or b"") for *_, person, _ in lines],
        [wish.key for _, wish, *_ in lines],
        [old and old.pk for *_, old in lines],
        [old.moves + wish.counted if old else 0 for _, wish, *_, old in lines],
        [wish.until for _, wish, *_ in lines],
        [wish.offered for _, wish, *_ in lines],
        [by and by.pk for _ in lines],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_BOOK, [*arrays, at, getattr(by, "place", "")])
        rows = cursor.fetchall()
    return [_answer([row for row in rows if row[0] == ask]) for ask in range(len(wishes))]


def active(application: Application) -> list[Appointment]:
    """The places the application has now, in the order of its people, with slot, office and person loaded."""
    found = list(
        Appointment.objects.filter(application=application, state__in=Appointment.ACTIVE)
        .select_related("slot__office", "slot__release", "applicant")
        .order_by("applicant__order")
    )
    people = _people_at_hand(application)
    for place in found:
        place.application = application
        place.applicant = people.get(place.applicant_id, place.applicant)
        place.applicant.application = application
    return found


def give_back(appointments: Iterable[Appointment], *, at: datetime) -> None:
    """Count these places as given back, in the caller's transaction and before the appointments are moved."""
    counts: dict[int, int] = {}
    for appointment in appointments:
        counts[appointment.slot_id] = counts.get(appointment.slot_id, 0) + 1
    freed.keep(counts, at=at)


def slots(slot_ids: Iterable[int]) -> dict[int, Slot]:
    """These slots with their offices and, as `shut`, the closures of their days ([{kind, passport_kind}])."""
    day = Cast(Func(OuterRef("office__zone"), OuterRef("starts_at"), function="timezone"), models.DateField())
    closures = (
        ClosedDay.objects.filter(Q(office=OuterRef("office")) | Q(office=None), on=day)
        .order_by("id")
        .values(closure=JSONObject(kind="kind", passport_kind="passport_kind"))
    )
    asked = {slot_id for slot_id in slot_ids if 0 < slot_id <= models.BigIntegerField.MAX_BIGINT}
    found = Slot.objects.filter(pk__in=asked).select_related("office", "release__draw")
    known = {}
    for slot in found.annotate(closures=ArraySubquery(closures)):
        slot.shut = vars(slot)["closures"]
        known[slot.pk] = slot
    return known


def key_of(given: str | None) -> str:
    """What a form sent, whatever it sent, as a key of the right length; without one, a key nobody has."""
    return sha256(given.encode(errors="replace")).hexdigest() if given else uuid4().hex


def _people_at_hand(application: Application) -> dict[int, Applicant]:
    """The people the caller already loaded: one record of a person, so that both see where she is."""
    loaded: dict[str, Iterable[Applicant]] = getattr(application, "_prefetched_objects_cache", {})
    return {person.pk: person for person in loaded.get("people", ())}


def _lines(wish: Wish) -> list[tuple[Applicant, Appointment | None]]:
    given_up: Sequence[Appointment | None] = wish.given_up or [None] * len(wish.people)
    return list(zip(wish.people, given_up, strict=True))


def _answer(rows: list[tuple[int, str, int | None, int | None, int, int]]) -> Answer:
    outcomes = {row[1] for row in rows}
    return Answer(
        outcome="person" if "person" in outcomes else rows[0][1],
        room=rows[0][2] or 0,
        appointments={row[4]: row[3] for row in rows if row[3] is not None},
        busy=frozenset(row[4] for row in rows if row[1] == "person"),
        slot_id=rows[0][5],
    )
