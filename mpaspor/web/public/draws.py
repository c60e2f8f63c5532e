"""What anybody may know of a draw, and the files with which anybody can check it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from mpaspor.core import clock
from mpaspor.gateways.link import Unavailable
from mpaspor.offices.models import Office
from mpaspor.stages.appointments.draws import entering, files
from mpaspor.stages.appointments.models import Draw, Release
from mpaspor.web.access import public
from mpaspor.web.public import releases

# How many draws the list shows, the newest first.
SHOWN = 50
KEPT = "public, max-age=31536000, immutable"
FRESH = "public, no-cache"


@public
@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    """Every draw, those that go on first; and how a draw can be checked."""
    found = list(Draw.objects.prefetch_related(_releases()).order_by("-closes_at", "-pk")[:SHOWN])
    facts = {"rows": [(one, office_of(one)) for one in found], "at": clock.now()}
    return render(request, "public/draws/list.html", facts)


@public
@require_safe
def draw(request: HttpRequest, code: str) -> HttpResponse:
    """One draw: the parts of its seed and who gave them, its files, its outcome in numbers."""
    found = get_object_or_404(Draw.objects.prefetch_related(_releases(), "witnesses"), code=code)
    at = clock.now()
    facts = {
        "draw": found,
        "office": office_of(found),
        "offices": list({one.office_id: one.office for one in found.releases.all()}.values()),
        "at": at,
        "odds": entering.odds(found) if found.state == Draw.State.ANNOUNCED else None,
        "witnesses": [(one, standing(one.commitment, one.secret, found, at)) for one in found.witnesses.all()],
        "files": names_of(found),
        "results": results(found) if found.drawn_at else None,
        "file": releases.file_of(request),
        "entering": found.opens_at <= at < found.closes_at,
        "address": settings.SITE_ADDRESS,
    }
    return render(request, "public/draws/draw.html", facts)


@public
@require_safe
def published(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """A file as it was sealed: the bytes its digest was made of."""
    found = get_object_or_404(Draw, code=code)
    if name not in names_of(found):
        raise Http404
    digest = digests(found).get(name)
    content = files.draw_json(found) if digest is None else b""
    tag = quote_etag(digest or files.digest_of(content))
    headers = {"ETag": tag, "Cache-Control": KEPT if digest else FRESH, "X-Content-Type-Options": "nosniff"}
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers=headers)
    kind = "application/json" if digest is None else "text/csv; charset=utf-8"
    headers["Content-Disposition"] = f'attachment; filename="{found.code}-{name}"'
    try:
        content = files.load(digest) if digest else content
    except Unavailable:
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    return HttpResponse(content, content_type=kind, headers=headers)


def digests(draw: Draw) -> dict[str, str]:
    """The sealed files by name; empty where there is none yet."""
    return {
        "places.csv": draw.places_digest,
        "entries.csv": draw.entries_digest,
        "results.csv": draw.results_digest,
    }


def names_of(draw: Draw) -> dict[str, str]:
    """What can be had now, each with its digest (draw.json changes until the draw is over, and has none)."""
    return {"draw.json": ""} | {name: digest for name, digest in digests(draw).items() if digest}


def standing(commitment: str, secret: str, draw: Draw, at: datetime) -> tuple[str, str]:
    """The mark and the step of a witness: promised, revealed, or still to come; or missing for good."""
    if secret:
        return "done", "revealed"
    if commitment:
        return ("now", "promised") if at <= draw.reveal_by else ("wrong", "silent")
    return ("next", "awaited") if at < draw.closes_at else ("wrong", "absent")


def results(draw: Draw) -> dict[str, int]:
    """How many files (a family counts once) got a place, and how many wait."""
    drawn = draw.entries.filter(rank__isnull=False)
    return drawn.aggregate(all=Count("pk"), won=Count("pk", filter=Q(slot__isnull=False)))


def office_of(draw: Draw) -> Office:
    """The office whose clock tells the draw's moments."""
    return min((one.office for one in draw.releases.all()), key=lambda office: office.name)


def _releases() -> Prefetch[str]:
    return Prefetch("releases", Release.objects.select_related("office").order_by("office__name", "pk"))
