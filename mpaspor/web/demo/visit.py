"""Nobody waits weeks in a demo: a paid file's booked hour can be brought to now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mpaspor.core import clock
from mpaspor.demo import hurry
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments.models import Appointment
from mpaspor.web.access import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_SHOWN = 20


@public
@never_cache
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest) -> HttpResponse:
    """The files with a confirmed place still to come; a press on one brings it here."""
    if request.method == "POST":
        application = get_object_or_404(Application, reference=request.POST.get("reference", ""))
        try:
            hurry.bring_forward(application, to=clock.now(), at=clock.now())
        except hurry.NothingToBringForward:
            return _page(request, missing=application.reference, status=409)
        return redirect("demo:visit")
    return _page(request)


def _page(request: HttpRequest, *, missing: str = "", status: int = 200) -> HttpResponse:
    coming = (
        Appointment.objects.filter(state=Appointment.State.CONFIRMED, applicant__order=1)
        .select_related("application", "applicant", "slot__office")
        .order_by("-id")[:MOST_SHOWN]
    )
    return render(request, "demo/visit/page.html", {"coming": coming, "missing": missing}, status=status)
