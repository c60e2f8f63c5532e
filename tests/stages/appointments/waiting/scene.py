"""Files that wait, and places that come back while they do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Slot, Waiting
from mpaspor.stages.appointments.waiting import joining, offering
from tests import people
from tests.people import Person
from tests.stages.appointments.scene import MORNING, file, hour

# Past any minute at which places come back.
LATER = MORNING + timedelta(hours=2)


def waits(*cast: Person, at: datetime = MORNING, email: str = "", kind: str = "electronic", **wants: Any) -> Waiting:
    """A file on the list for Denpasar, Ratna's by default."""
    application = file(*cast, email=email, kind=kind)
    office = wants.pop("office", None) or people.denpasar()
    return joining.join(application, office, by=application.owner, at=at, **wants)


def given_back(places: int = 1, *, at: datetime = MORNING, slot: Slot | None = None, **hours: Any) -> Slot:
    """An hour of which so many places were held by others and have just been given back."""
    slot = slot or hour(places, **hours)
    others = [Person(f"Lain {n}", "F", people.RATNA.birth_on, "Negara", f"9{slot.pk:08}{n:07}") for n in range(places)]
    application = file(*others)
    booking.hold(application, slot.pk, by=None, at=at)
    booking.release(application, by=None, at=at, why="another day suits better")
    slot.refresh_from_db()
    return slot


def offer(at: datetime = MORNING) -> int:
    return offering.offer_freed(at=at)


def now(waiting: Waiting) -> Waiting:
    """As it is in the database, its file with its people."""
    return Waiting.objects.select_related("application", "office", "slot").get(pk=waiting.pk)


def state(waiting: Waiting) -> str:
    return now(waiting).state


def active(application: Application) -> list[int]:
    return [place.slot_id for place in booking.active(application)]
