"""A letter on the evening before: asked for beside an opening, or given up there."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.core import clock, dates
from mpaspor.stages.appointments import reminders, schedule
from mpaspor.stages.appointments.schedule import Opening
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.appointments import whole
from mpaspor.web.templatetags.telling import language


@may(Permission.APPLY)
@require_POST
def reminder(request: CitizenRequest, reference: str) -> HttpResponse:
    """Ask for it, or (`drop`) no longer."""
    file = own.application(request, reference)
    opening = opening_of(request.POST.get("opening", ""))
    if "drop" in request.POST:
        reminders.drop(file, opening)
        messages.info(request, _("Anda tidak akan diingatkan."))
        return redirect(came_from(request))
    try:
        kept = reminders.ask(file, opening, at=clock.now())
    except reminders.TooLateToRemind:
        messages.warning(request, _("Waktunya sudah terlalu dekat untuk diingatkan. Catat jamnya."))
    else:
        when = dates.moment(kept.due_at, opening.office.zone, language())
        messages.success(request, _("Kami ingatkan lewat e-mail %(when)s.") % {"when": when})
    return redirect(came_from(request))


def opening_of(name: str) -> Opening:
    """By a release's number or a draw's code; 404 for what is not to come."""
    number = whole(name)
    found = schedule.find(clock.now(), release=number) if number is not None else None
    found = found or (schedule.find(clock.now(), draw=name) if name.isprintable() and name else None)
    if found is None:
        raise Http404
    return found


def came_from(request: CitizenRequest) -> str:
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else reverse("public:releases")
