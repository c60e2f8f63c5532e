"""Nobody waits for the month's end in a demo: an opening day by line or by draw is a press away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mpaspor.core import clock
from mpaspor.demo import opening_day
from mpaspor.stages.appointments import schedule
from mpaspor.web.access import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@never_cache
@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest) -> HttpResponse:
    """What opens next, and two buttons: a line in two minutes, a draw that is over in nine."""
    at = clock.now()
    if request.method == "POST":
        if "draw" in request.POST:
            return redirect("public:draw", opening_day.open_draw(at=at).code)
        opening_day.open_line(at=at)
        return redirect("demo:opening")
    return render(request, "demo/opening/page.html", {"openings": schedule.openings(at)})
