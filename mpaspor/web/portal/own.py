"""Her own file, and the people in it: the only way a page of the portal finds a record."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from mpaspor.core import references
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments.models import Appointment
from mpaspor.web.access import CitizenRequest

# Before an office is chosen nobody knows the reader's zone; the capital's is named with every hour.
ZONE_BEFORE_OFFICE = "Asia/Jakarta"


def application(request: CitizenRequest, reference: str) -> Application:
    """The file with its office and its people; 404 when it is not hers."""
    files = Application.objects.of(request.user).select_related("office").prefetch_related("people")
    found = get_object_or_404(files, reference=meant(reference))
    found.owner = request.user
    return found


def meant(reference: str) -> str:
    """The reference as we write it; 404 for what can be none."""
    if not references.is_valid(reference):
        raise Http404
    return references.normalise(reference)


def people(file: Application) -> list[Applicant]:
    return list(file.people.all())


def person(file: Application, order: int) -> Applicant:
    for one in people(file):
        if one.order == order:
            return one
    raise Http404


def zone(file: Application) -> str:
    return file.office.zone if file.office else ZONE_BEFORE_OFFICE


def place(file: Application) -> Appointment | None:
    """The place the file has, held or confirmed; one stands for the family, who all have the same hour."""
    return next(iter(places(file)), None)


def places(file: Application) -> list[Appointment]:
    """Everybody's place, in the order in which they were given."""
    found = file.appointments.filter(state__in=Appointment.ACTIVE)
    return list(found.select_related("slot__office", "applicant").order_by("pk"))
