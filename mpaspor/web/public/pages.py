"""The front page and the plain pages beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from psycopg_pool import PoolTimeout

from mpaspor import gateways
from mpaspor.core import clock
from mpaspor.offices import policy
from mpaspor.reports import issuance
from mpaspor.stages.applications import requirements
from mpaspor.stages.appointments import availability
from mpaspor.stages.payments import tariff
from mpaspor.web.access import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# The centre's own zone: rules without an office are read on its day.
CENTRE = "Asia/Jakarta"
PARTS = {
    "population": _("Pemeriksaan NIK"),
    "watchlist": _("Pemeriksaan berkas"),
    "banks": _("Pembayaran"),
    "mail": _("E-mail"),
    "storage": _("Penyimpanan dokumen"),
}


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    on = clock.today(CENTRE)
    return render(
        request,
        "public/pages/home.html",
        {
            "at": clock.now(),
            "zone": CENTRE,
            "rooms": availability.most_room(on, limit=4),
            "checklists": requirements.checklists(on),
            "prices": tariff.table(on),
            "elderly_age": policy.number("priority.elderly_age", on=on),
            "toddler_age": policy.number("priority.toddler_age", on=on),
            "adult_age": policy.number("adult.age", on=on),
        },
    )


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    on = clock.today(CENTRE)
    rules = {
        "minutes": policy.number("billing.ttl_minutes", on=on),
        "working_days": policy.number("issue.working_days", on=on),
        "moves": policy.number("reschedule.max", on=on),
        "months": policy.number("collection.cancel_months", on=on),
        "days": policy.number("documents.completion_days", on=on),
    }
    return render(request, "public/pages/help.html", rules)


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "public/pages/privacy.html")


@public
@require_safe
def brokers(request: HttpRequest) -> HttpResponse:
    return render(request, "public/pages/brokers.html")


@public
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Asked at most twice a minute, however many look."""
    checks, at = cache.get_or_set("status", lambda: (gateways.check_all(), clock.now()), timeout=30)
    parts = [{"words": PARTS[check.name], "answers": check.answers} for check in checks]
    return render(request, "public/pages/status.html", {"checks": parts, "at": at, "zone": CENTRE})


@public
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    year = clock.today(CENTRE).year
    return render(request, "public/pages/figures.html", {"table": issuance.national(year), "year": year})


@public
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """{"web": "ok", "database": "ok" | "away"}; 503 when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, PoolTimeout):
        return JsonResponse({"web": "ok", "database": "away"}, status=503)
    return JsonResponse({"web": "ok", "database": "ok"})
