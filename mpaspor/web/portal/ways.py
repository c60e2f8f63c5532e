"""The way round for places that are not anybody's yet: a draw to enter, a line to stand in, the schedule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application, Stage
from mpaspor.stages.appointments import reasons
from mpaspor.stages.appointments.availability import Day
from mpaspor.stages.appointments.models import Release
from mpaspor.web.portal import own


@dataclass(frozen=True, slots=True)
class Way:
    """Where to go, and what is told with it."""

    label: str
    url: str
    title: str = ""
    words: str = ""


def round(day: Day, file: Application) -> Way | None:  # noqa: A001 - the way round a closed day
    """For a day whose places are given out otherwise, or that has too few for all of them."""
    people = own.people(file)
    if day.state == "few" and len(people) > 1 and people[0].stage == Stage.APPLICATION:
        return Way(_("Datang terpisah?"), reverse("portal:people", args=[file.reference]))
    return _of(day.release, day.state, file) if day.release else None


def first_of(days: Iterable[Day], file: Application, at: datetime) -> Way | None:
    """What is told above the calendar: the line that runs, else the draw that can be entered, else what opens first."""
    found = {day.release.pk: day for day in days if day.release}
    if not found:
        return None
    day = min(found.values(), key=lambda one: _urgency(one, at))
    assert day.release
    way = _of(day.release, day.state, file)
    told = reasons.unopened(day.release, day.release.office, at)
    return Way(way.label, way.url, _title(day, at), told.words)


def line_of(release: Release, file: Application) -> str:
    """The waiting room of a release, as this file enters it; the schedule where there is none."""
    try:
        return reverse("portal:line", args=[file.reference, release.pk])
    except NoReverseMatch:
        return _schedule(release.office)


def _of(release: Release, state: str, file: Application) -> Way:
    if release.draw:
        return Way(_("Ikut undian ini"), reverse("portal:draw", args=[file.reference, release.draw.code]))
    if state == "line":
        return Way(_("Masuk antrean"), line_of(release, file))
    return Way(_("Lihat jadwalnya"), _schedule(release.office))


def _schedule(office: Office) -> str:
    return f"{reverse('public:releases')}?office={office.code}"


def _urgency(day: Day, at: datetime) -> tuple[int, datetime]:
    release = day.release
    assert release
    if day.state == "line":
        return 0, release.opens_at
    draw = release.draw
    return (1, draw.closes_at) if draw and draw.opens_at <= at < draw.closes_at else (2, release.opens_at)


def _title(day: Day, at: datetime) -> str:
    kind, _moment = _urgency(day, at)
    return (_("Antrean sedang berjalan"), _("Undian bisa diikuti"), _("Tempat berikutnya sudah diumumkan"))[kind]
