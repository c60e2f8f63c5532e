"""Complete files and open hours, written straight into the rows: these stories begin where the form has ended."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment, Release, Slot
from tests import people
from tests.people import Person

MORNING = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)
MONDAY = date(2026, 1, 5)
FAMILY = (people.RATNA, people.BAGUS, people.KIRANA)

_references = iter(range(1_000_000))


def file(*cast: Person, email: str = "", kind: str = "electronic", service: str = "new") -> Application:
    """A complete file of these people, Ratna's by default."""
    application = Application.objects.create(
        reference=f"{next(_references):04}-TEST",
        owner=people.ratna(),
        state=Application.READY,
        contact_email=email,
        created_at=MORNING,
        changed_at=MORNING,
    )
    for order, person in enumerate(cast or (people.RATNA,), start=1):
        adult = person.birth_on.year < 2008
        Applicant.objects.create(
            application=application,
            order=order,
            service=service,
            passport_kind=kind,
            years=10 if adult else 5,
            full_name=person.full_name,
            person_key=hashlib.sha256(person.nik.encode()).digest(),
            birth_on=person.birth_on,
        )
    return Application.objects.prefetch_related("people").get(pk=application.pk)


def stranger(number: int) -> Person:
    return Person(f"Orang {number}", "M", date(1988, 3, 12), "Negara", f"517104120388{number:04}")


def hour(
    capacity: int = 5,
    *,
    on: date = MONDAY,
    start: int = 9,
    kind: str = "",
    desk: bool = False,
    office: Office | None = None,
    release: Release | None = None,
) -> Slot:
    """An hour of Denpasar's, by default nine o'clock on the first Monday."""
    office = office or people.denpasar()
    starts_at = datetime(on.year, on.month, on.day, start, tzinfo=office.zoneinfo)
    return Slot.objects.create(
        office=office,
        release=release or published(office, on),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        service_class=Slot.ServiceClass.DESK if desk else Slot.ServiceClass.REGULAR,
        passport_kind=kind,
        capacity=capacity,
    )


def published(office: Office, on: date = MONDAY, **more: Any) -> Release:
    """A release of a day that has been open since yesterday."""
    facts = {"announced_at": MORNING - timedelta(days=2), "opens_at": MORNING - timedelta(days=1), **more}
    return Release.objects.create(office=office, first_on=on, last_on=on, **facts)


def confirm(application: Application) -> list[Appointment]:
    """The fee is there."""
    places = [place for place in booking.active(application) if place.state == Appointment.State.HELD]
    booking.confirm_places(places, by=None, at=MORNING)
    return places


def taken(slot: Slot) -> int:
    return Slot.objects.get(pk=slot.pk).taken


def states(application: Application) -> list[str]:
    """The states of all places the file ever had, the first given first."""
    return list(Appointment.objects.filter(application=application).order_by("pk").values_list("state", flat=True))


def stages(application: Application) -> set[str]:
    return set(Applicant.objects.filter(application=application).values_list("stage", flat=True))
