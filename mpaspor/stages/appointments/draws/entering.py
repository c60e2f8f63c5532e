"""Entering a draw, changing one's wishes, leaving. When somebody enters plays no part in the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Max, Sum

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.stages.appointments.draws import allocation, hours
from mpaspor.stages.appointments.draws.allocation import ANY, Entry
from mpaspor.stages.appointments.draws.refusals import (
    EntriesClosed,
    NothingThere,
    TakesPart,
    TooManyWishes,
    WishedTwice,
)
from mpaspor.stages.appointments.models import Draw, DrawEntry, DrawPerson, DrawWish, Slot
from mpaspor.stages.appointments.refusals import NotReady

PSEUDONYM_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """An office, a day and the hour it begins there, local time; None = any."""

    office: Office
    on: date | None = None
    hour: time | None = None

    def __str__(self) -> str:
        hour = f"{self.hour:%H:%M}" if self.hour else ANY
        return f"{self.office.code}/{self.on or ANY}/{hour}"


@dataclass(frozen=True, slots=True)
class Odds:
    """So many people have entered for so many places."""

    people: int
    places: int


@transaction.atomic
def enter(application: Application, draw: Draw, wishes: Sequence[Wish], *, by: User | None, at: datetime) -> DrawEntry:
    """Take part with the whole family, most wanted wish first.

    Raises `EntriesClosed`, `NotReady`, `TakesPart`, `TooManyWishes`, `WishedTwice`, `NothingThere`.
    """
    _refuse_late(draw, at)
    people = _people(application)
    # Before it is their turn: others wait for whatever is done from then on.
    _refuse_wishes(draw, wishes, people, at)
    _take_turns(draw, at)
    _refuse_twice(draw, people)
    entry = DrawEntry.objects.create(
        draw=draw, application=application, number=_next_number(draw), pseudonym=pseudonym(draw, people), entered_at=at
    )
    _write(entry, people, wishes)
    trail.write(entry, "drawentry.entered", by=by, at=at, new=_told(entry, wishes))
    return entry


@transaction.atomic
def change(entry: DrawEntry, wishes: Sequence[Wish], *, by: User | None, at: datetime) -> None:
    """Wish something else, with the people the file has now. Raises what `enter` raises, and `StateChanged`."""
    _refuse_late(entry.draw, at)
    people = _people(entry.application)
    _refuse_wishes(entry.draw, wishes, people, at)
    _take_turns(entry.draw, at)
    entry.refresh_from_db(fields=["state"])
    if entry.state != DrawEntry.State.ENTERED:
        raise EntriesClosed
    _refuse_twice(entry.draw, people, but=entry)
    old = {"wishes": [_line(wish) for wish in entry.wishes.select_related("office")]}
    entry.people.all().delete()
    entry.wishes.all().delete()
    entry.pseudonym = pseudonym(entry.draw, people)
    entry.save(update_fields=["pseudonym"])
    _write(entry, people, wishes)
    trail.write(entry, "drawentry.changed", by=by, at=at, old=old, new=_told(entry, wishes))


@transaction.atomic
def leave(entry: DrawEntry, *, by: User | None, at: datetime) -> None:
    """Take part no more; one may enter again. Raises `EntriesClosed`, `StateChanged`."""
    _take_turns(entry.draw, at)
    entry.move(DrawEntry.State.LEFT, by=by, at=at)
    entry.people.update(active=False)


def entry_of(application: Application, draw: Draw) -> DrawEntry | None:
    """The entry the file has in the draw, unless it left."""
    return draw.entries.filter(application=application).exclude(state=DrawEntry.State.LEFT).first()


def open_draws(at: datetime, application: Application | None = None) -> list[Draw]:
    """The draws that take entries now, the first to close first; of the file's kinds of passport when one is given."""
    found = Draw.objects.filter(state=Draw.State.ANNOUNCED, opens_at__lte=at, closes_at__gt=at)
    if application:
        kinds = {person.passport_kind for person in application.people.all() if person.stage != Stage.CLOSED}
        suiting = Slot.objects.filter(release__draw__in=found, service_class__in=hours.CLASSES, closed=False)
        if len(kinds) == 1:
            suiting = suiting.filter(passport_kind__in=["", *kinds])
        else:
            suiting = suiting.filter(passport_kind="")
        found = found.filter(pk__in=suiting.values("release__draw"))
    return list(found.prefetch_related("releases__office"))


def odds(draw: Draw) -> Odds:
    """Counted now."""
    drawn = Slot.objects.filter(release__draw=draw, service_class__in=hours.CLASSES, closed=False)
    free = drawn.aggregate(free=Sum(F("capacity") - F("taken") - F("kept")))["free"] or 0
    return Odds(DrawPerson.objects.filter(draw=draw, active=True).count(), free)


def is_ready(application: Application) -> bool:
    """Whether its people wait for a place, all of them, with nothing left open."""
    people = [person for person in application.people.all() if person.stage != Stage.CLOSED]
    ready = application.state == Application.READY and bool(people)
    return ready and all(person.stage == Stage.APPLICATION and person.person_key for person in people)


def pseudonym(draw: Draw, people: Sequence[Applicant]) -> str:
    """What the entry is called in the files: made of who takes part and in which draw, so that nobody can choose it.

    The persons' keys are secret, so nobody else can tell who it is.
    """
    keys = b"".join(sorted(bytes(person.person_key or b"") for person in people))
    return sha256(keys + draw.code.encode()).hexdigest()[:PSEUDONYM_LENGTH]


def _take_turns(draw: Draw, at: datetime) -> None:
    """Entries of a draw are counted one by one, and none comes in once it is sealed."""
    locked = Draw.objects.select_for_update(no_key=True).get(pk=draw.pk)
    draw.state = locked.state
    _refuse_late(locked, at)


def _refuse_late(draw: Draw, at: datetime) -> None:
    if draw.state != Draw.State.ANNOUNCED or not draw.opens_at <= at < draw.closes_at:
        raise EntriesClosed


def _next_number(draw: Draw) -> int:
    return (DrawEntry.objects.filter(draw=draw).aggregate(last=Max("number"))["last"] or 0) + 1


def _people(application: Application) -> list[Applicant]:
    found = Application.objects.prefetch_related("people").get(pk=application.pk)
    if not is_ready(found):
        raise NotReady
    return [person for person in found.people.all() if person.stage != Stage.CLOSED]


def _refuse_twice(draw: Draw, people: Sequence[Applicant], *, but: DrawEntry | None = None) -> None:
    there = DrawPerson.objects.filter(draw=draw, active=True, person_key__in=[one.person_key for one in people])
    known = {bytes(key) for key in there.exclude(entry=but).values_list("person_key", flat=True)}
    if known:
        raise TakesPart([one.full_name for one in people if bytes(one.person_key or b"") in known])


def _refuse_wishes(draw: Draw, wishes: Sequence[Wish], people: Sequence[Applicant], at: datetime) -> None:
    limit = policy.number("draw.max_wishes", on=at.date())
    if not 1 <= len(wishes) <= limit:
        raise TooManyWishes(limit)
    if len(set(wishes)) < len(wishes):
        raise WishedTwice
    entry = _as_entry(draw, people, wishes)
    answered = {
        wish
        for place in hours.places(draw, offices={wish.office for wish in wishes})
        if place.capacity >= entry.people and allocation.suits(place, entry)
        for wish in allocation.wishes_for(place)
    }
    for number, wish in enumerate(entry.wishes, start=1):
        if wish not in answered:
            raise NothingThere(number)


def _as_entry(draw: Draw, people: Sequence[Applicant], wishes: Sequence[Wish]) -> Entry:
    return Entry(
        pseudonym="",
        people=len(people),
        kinds="+".join(sorted({person.passport_kind for person in people})),
        priority=hours.comes_first([person.birth_on for person in people], hours.days(draw)),
        wishes=[str(wish) for wish in wishes],
    )


def _write(entry: DrawEntry, people: Sequence[Applicant], wishes: Sequence[Wish]) -> None:
    DrawPerson.objects.bulk_create(
        DrawPerson(entry=entry, draw=entry.draw, applicant=person, person_key=person.person_key) for person in people
    )
    DrawWish.objects.bulk_create(
        DrawWish(entry=entry, order=order, office=wish.office, on=wish.on, hour=wish.hour)
        for order, wish in enumerate(wishes, start=1)
    )


def _told(entry: DrawEntry, wishes: Sequence[Wish]) -> dict[str, object]:
    return {"state": entry.state, "number": entry.number, "wishes": [str(wish) for wish in wishes]}


def _line(wish: DrawWish) -> str:
    return str(Wish(wish.office, wish.on, wish.hour))
