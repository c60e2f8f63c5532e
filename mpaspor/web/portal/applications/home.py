"""My files: each with its state and one next act; and the beginning of a new one."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Permission
from mpaspor.core import clock
from mpaspor.offices import policy
from mpaspor.stages.applications import filing
from mpaspor.stages.applications.models import Application, Stage
from mpaspor.stages.payments import crediting
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import device, own, standing
from mpaspor.web.templatetags.telling import first_name


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def applications(request: CitizenRequest) -> HttpResponse:
    if request.method == "POST":
        return open_one(request)
    files = [told(file) for file in standing.files_of(request.user)]
    going = [file for file in files if not file["closed"]]
    done = [file for file in files if file["closed"]]
    most = policy.number("application.max_people", on=clock.today(own.ZONE_BEFORE_OFFICE))
    facts = {"going": going, "done": done, "most": most, "credit": crediting.of_owner(request.user)}
    return render(request, "portal/applications/home.html", facts)


def open_one(request: CitizenRequest) -> HttpResponse:
    """A new file; an empty one she has already is that file, however often the button is pressed."""
    user = request.user
    with transaction.atomic():
        # Two presses at once wait for each other here.
        User.objects.select_for_update().get(pk=user.pk)
        empty = Application.objects.of(user).filter(state=Application.DRAFT, people__steps_done=[]).first()
        file = empty or filing.open_application(
            user,
            by=user,
            at=clock.now(),
            language=get_language() or "id",
            email=user.email,
            phone=user.phone,
            name=user.full_name,
            device=device.key(request),
        )
    return device.remember(request, redirect("portal:application", file.reference))


def told(file: Application) -> dict[str, object]:
    """What a row says of a file."""
    here = standing.of_file(file)
    people = list(file.people.all())
    return {
        "file": file,
        "names": [first_name(person) for person in people if person.full_name],
        "words": standing.words(here),
        "act": standing.next_act(file, here),
        "closed": all(person.stage == Stage.CLOSED for person in people),
    }
