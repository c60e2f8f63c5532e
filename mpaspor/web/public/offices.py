"""All offices, found by province or name, with the room they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mpaspor.core import clock
from mpaspor.stages.appointments import availability
from mpaspor.web.access import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:60]
    found = availability.offices(clock.now(), name=search)
    return render(request, "public/offices/list.html", {"found": found, "search": search})
