"""The ledger of places: what became of the places of an office on a day, and the files with which anybody checks it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from mpaspor.core import clock
from mpaspor.offices.models import Office
from mpaspor.stages.appointments.ledger import counting, files
from mpaspor.stages.appointments.ledger.files import DayHead
from mpaspor.web.access import CENTRE, public

KEPT, FRESH = "public, max-age=31536000, immutable", "public, no-cache"
_ISO_DAY = len("2026-01-02")
_YEARS = range(2000, 2200)


@public
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The head of every day of a month, the newest first; without one that was asked for, the newest month."""
    heads = files.heads()
    months = sorted({head.on.replace(day=1) for head in heads}, reverse=True)
    asked = {f"{month:%Y-%m}": month for month in months}
    month = asked.get(request.GET.get("month", ""), months[0] if months else None)
    facts = {
        "heads": [head for head in reversed(heads) if head.on.replace(day=1) == month],
        "last": heads[-1] if heads else None,
        "month": month,
        "months": months,
        "offices": Office.objects.all(),
        "today": clock.today(CENTRE),
    }
    return render(request, "public/ledger/heads.html", facts)


@public
@require_safe
def heads_file(request: HttpRequest) -> HttpResponse:
    return _file(request, "heads.csv", [files.heads_file()])


@public
@require_safe
def day_file(request: HttpRequest, on: str) -> HttpResponse:
    head = _head(on)
    return _file(request, f"{head.on}.csv", files.stream(head.on), head)


@public
@require_safe
def slots_file(request: HttpRequest, on: str) -> HttpResponse:
    head = _head(on)
    return _file(request, f"{head.on}-slots.csv", files.slots(head.on))


@public
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """Where the form of an office and a day leads."""
    office = get_object_or_404(Office, code=request.GET.get("office", "").replace("\0", ""))
    on = request.GET.get("on", "")
    return redirect(reverse("public:places", args=[office.code, on if _day(on) else _today(office)]))


@public
@require_safe
def places(request: HttpRequest, code: str, on: str) -> HttpResponse:
    """One office, one day: every hour's places by what became of them."""
    office = get_object_or_404(Office, code=code.replace("\0", ""))
    day = _day(on)
    if day is None:
        raise Http404
    hours = counting.of_day(office, day)
    before, after = counting.neighbours(office, day)
    facts = {
        "office": office,
        "on": day,
        "hours": hours,
        "total": counting.total(hours),
        "before": before,
        "after": after,
        "at": clock.now(),
        "offices": Office.objects.all(),
    }
    return render(request, "public/ledger/places.html", facts)


def _today(office: Office) -> date:
    return clock.today(office.zone)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == _ISO_DAY else None
    except ValueError:
        return None
    return day if day and day.year in _YEARS else None


def _head(on: str) -> DayHead:
    """The head of the day, if the ledger has one."""
    day = _day(on)
    for head in files.heads():
        if head.on == day:
            return head
    raise Http404


def _file(request: HttpRequest, name: str, content: Iterable[str], head: DayHead | None = None) -> HttpResponse:
    """A file as it is read; a day that is final never changes again."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": KEPT if head and head.final else FRESH,
        "X-Content-Type-Options": "nosniff",
    }
    if head:
        headers["ETag"] = quote_etag(head.after.hash)
        if headers["ETag"] in parse_etags(request.headers.get("If-None-Match", "")):
            return HttpResponse(status=304, headers=headers)
    if request.method == "HEAD":
        content = []
    told = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
    # To whoever passes it on an answer like any other.
    return cast("HttpResponse", told)
