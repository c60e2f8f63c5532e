"""What opens next: for everybody to read, and for calendars to subscribe to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mpaspor.accounts.models import User
from mpaspor.core import clock, dates, ics
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application, Stage
from mpaspor.stages.applications.nik import PROVINCES
from mpaspor.stages.appointments import reminders, schedule
from mpaspor.stages.appointments.models import Reminder, Slot
from mpaspor.stages.appointments.schedule import Opening
from mpaspor.web.access import CENTRE, public
from mpaspor.web.templatetags.telling import language

# The service classes worth naming: everybody expects the others.
NAMED = {
    Slot.ServiceClass.PRIORITY: gettext_lazy("lansia dan balita"),
    Slot.ServiceClass.ACCELERATED: gettext_lazy("percepatan"),
}
# How long something that has no end of its own is shown in a calendar.
SHOWN_FOR = timedelta(minutes=30)


@public
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """Every opening announced, what counts next first; of one province or office when asked."""
    at = clock.now()
    province = request.GET.get("province", "") if request.GET.get("province") in PROVINCES else ""
    office = Office.objects.filter(code=_code(request.GET.get("office", ""))).first()
    found = schedule.openings(at, province=province, office=office)
    file = file_of(request)
    asked = reminders.asked_for(file) if file else {}
    feed = reverse("public:office_feed", args=[office.code]) if office else reverse("public:feed")
    facts = {
        "rows": [told(opening, at, asked) for opening in found],
        "at": at,
        "zone": CENTRE,
        "file": file,
        "office": office,
        "province": province,
        "provinces": sorted(PROVINCES.items(), key=lambda pair: pair[1]),
        "feed": feed,
        "feed_address": f"{settings.SITE_ADDRESS}{feed}",
        "here": f"{request.path}?{urlencode({'province': province})}" if province else request.path,
    }
    return render(request, "public/releases/calendar.html", facts)


@public
@require_safe
def feed(_request: HttpRequest) -> HttpResponse:
    """All openings, as a calendar."""
    at = clock.now()
    return _calendar(_("Pembukaan tempat paspor"), schedule.openings(at))


@public
@require_safe
def office_feed(_request: HttpRequest, code: str) -> HttpResponse:
    """The openings of one office, as a calendar."""
    office = get_object_or_404(Office, code=_code(code))
    name = _("Pembukaan tempat paspor, %(office)s") % {"office": office.name}
    return _calendar(name, schedule.openings(clock.now(), office=office))


def file_of(request: HttpRequest) -> Application | None:
    """The reader's file that still needs a place: reminders are written for it."""
    user = request.user
    if not isinstance(user, User) or user.is_officer:
        return None
    waiting = Application.objects.of(user).filter(people__stage=Stage.APPLICATION, people__order=1)
    return waiting.order_by("-state", "-pk").first()


def told(opening: Opening, at: datetime, asked: dict[str, Reminder]) -> dict[str, Any]:
    """What a row says."""
    first = min(release.first_on for release in opening.releases)
    last = max(release.last_on for release in opening.releases)
    reminder = asked.get(opening.name)
    return {
        "opening": opening,
        "phase": opening.phase(at),
        "next_at": opening.next_at(at),
        "first": first,
        "last": last,
        "extra": [str(NAMED[name]) for name in NAMED if name in opening.classes],
        "capital": dates.in_the_capital(opening.next_at(at), opening.office.zone, language()),
        "remindable": reminders.due_at(opening, at),
        "reminder": reminder,
        "reminded": _("Diingatkan %(when)s") % {"when": _short(reminder.due_at, opening.office)} if reminder else "",
    }


def _short(moment: datetime, office: Office) -> str:
    day = dates.day_short(moment, office.zone, language())
    return f"{day}, {dates.clock_hour(moment, office.zone, language())}"


def events(opening: Opening) -> list[ics.Event]:
    """A line is one event; a draw three: when one can enter, until when, and the result."""
    names = ", ".join(office.name for office in opening.offices)
    page = f"{settings.SITE_ADDRESS}{reverse('public:releases')}"
    stamped_at = opening.releases[0].announced_at
    draw = opening.draw
    if draw is None:
        release = opening.releases[0]
        summary = _("Tempat paspor dibuka: %(office)s") % {"office": names}
        uid, ends_at = f"release-{release.pk}", release.line_until or release.opens_at + SHOWN_FOR
        told = _about(opening)
        return [_event(uid, release.opens_at, ends_at, stamped_at, summary, told, page, names)]
    page = f"{settings.SITE_ADDRESS}{reverse('public:draw', args=[draw.code])}"
    moments = (
        ("opens", draw.opens_at, _("Undian bisa diikuti: %(name)s")),
        ("closes", draw.closes_at - SHOWN_FOR, _("Pendaftaran undian segera ditutup: %(name)s")),
        ("results", draw.results_at, _("Hasil undian: %(name)s")),
    )
    return [
        _event(
            f"draw-{draw.code}-{what}", when, when + SHOWN_FOR, stamped_at, words % {"name": draw.name},
            _about(opening), page, names,
        )
        for what, when, words in moments
    ]  # fmt: skip


def _event(
    uid: str,
    starts_at: datetime,
    ends_at: datetime,
    stamped_at: datetime,
    summary: str,
    told: str,
    page: str,
    place: str,
) -> ics.Event:
    host = settings.SITE_ADDRESS.split("//", 1)[-1]
    return ics.Event(f"{uid}@{host}", starts_at, ends_at, stamped_at, summary, told, page, place)


def _about(opening: Opening) -> str:
    first = min(release.first_on for release in opening.releases)
    last = max(release.last_on for release in opening.releases)
    facts = {
        "places": opening.places,
        "days": dates.span(first, last, language()),
        "moment": dates.moment_at_both(
            opening.draw.closes_at if opening.draw else opening.releases[0].opens_at, opening.office.zone, language()
        ),
    }
    if opening.draw:
        return _("%(places)s tempat untuk %(days)s. Daftar sampai %(moment)s. Siapkan permohonan yang lengkap.") % facts
    return _("%(places)s tempat untuk %(days)s, dibuka %(moment)s. Siapkan permohonan yang lengkap.") % facts


def _calendar(name: str, found: list[Opening]) -> HttpResponse:
    content = ics.calendar(name, (event for opening in found for event in events(opening)))
    return HttpResponse(content, content_type=ics.CONTENT_TYPE, headers={"Cache-Control": "public, max-age=600"})


def _code(text: str) -> str:
    return text if text.isalnum() and text.isascii() else ""
