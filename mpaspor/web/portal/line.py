"""Stage 2 on an opening day: into the line of a release with a ready file. The door itself is `web/opening`."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from mpaspor.accounts.roles import Permission
from mpaspor.core import clock
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import entrance
from mpaspor.stages.appointments.line import tickets
from mpaspor.stages.appointments.models import Release
from mpaspor.stages.appointments.refusals import NotReady, Refused
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: CitizenRequest, reference: str, release_id: int) -> HttpResponse:
    """What the line is; and into it."""
    file = own.application(request, reference)
    release = get_object_or_404(Release.objects.select_related("office"), pk=release_id, line_until__isnull=False)
    if request.method == "POST":
        return enter(request, file, release)
    refusal = entrance.refuse(file, own.people(file), release, by=request.user, at=clock.now())
    return show(request, file, release, refusal)


def enter(request: CitizenRequest, file: Application, release: Release) -> HttpResponse:
    """A pass for this browser; asked for twice, the place in line is the same."""
    at = clock.now()
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    try:
        given = entrance.give_pass(file, release, by=request.user, session=session, at=at)
    except NotReady:
        return redirect("portal:summary", file.reference)
    except Refused as refusal:
        return show(request, file, release, refusal, status=409)
    there = f"/line/{release.pk}"
    answer = redirect(there)
    answer.status_code = 303
    answer.set_cookie(
        tickets.COOKIE,
        given.token,
        max_age=max(timedelta(0), given.expires_at - at),
        path=there,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


def show(
    request: CitizenRequest, file: Application, release: Release, refusal: Refused | None, *, status: int = 200
) -> HttpResponse:
    facts = {
        "file": file,
        "people": own.people(file),
        "release": release,
        "refusal": refusal,
        "is_open": release.has_line(clock.now()),
    }
    return render(request, "portal/line/page.html", facts, status=status)
