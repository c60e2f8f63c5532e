"""What opens next, where, and how: as anybody may read it beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from mpaspor.offices.models import Office
from mpaspor.stages.appointments import releases
from mpaspor.stages.appointments.models import Draw, Release


@dataclass(slots=True)
class Opening:
    """A release, or a draw with all its releases; offices loaded. `classes` are the service classes it has hours of."""

    releases: list[Release]
    draw: Draw | None = None
    places: int = 0
    classes: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """What an address or a form calls it."""
        return self.draw.code if self.draw else str(self.releases[0].pk)

    @property
    def office(self) -> Office:
        """The office whose hours tell its moments; of a draw over several, the first."""
        return self.releases[0].office

    @property
    def offices(self) -> list[Office]:
        return list({release.office_id: release.office for release in self.releases}.values())

    def phase(self, at: datetime) -> str:
        """Where it stands: announced, entering, drawing, leftovers (of a draw); coming, line (of a line)."""
        if self.draw is None:
            return "line" if self.releases[0].opens_at <= at else "coming"
        if at < self.draw.opens_at:
            return "announced"
        if at < self.draw.closes_at:
            return "entering"
        return "drawing" if at < self.draw.results_at else "leftovers"

    def next_at(self, at: datetime) -> datetime:
        """The moment that counts now: when one can begin, or until when one still can."""
        release, draw = self.releases[0], self.draw
        if draw is None:
            return release.line_until if release.opens_at <= at and release.line_until else release.opens_at
        moments = {"announced": draw.opens_at, "entering": draw.closes_at, "drawing": draw.results_at}
        return moments.get(self.phase(at), release.opens_at)


def openings(at: datetime, *, province: str = "", office: Office | None = None) -> list[Opening]:
    """Everything announced that is not yet anybody's, whatever counts next first: one statement."""
    found = _coming(at)
    if province:
        found = found.filter(office__province=province)
    if office:
        found = found.filter(office=office)
    return sorted(gathered(found), key=lambda opening: (opening.next_at(at), opening.name))


def of_draw(draw: Draw) -> Opening:
    """The draw with all its releases."""
    return gathered(releases.told(Release.objects.filter(draw=draw)).order_by("office__name", "id"))[0]


def find(at: datetime, *, release: int | None = None, draw: str = "") -> Opening | None:
    """What is still to come of this release (by id) or draw (by code)."""
    asked = Q(draw__code=draw) if draw else Q(pk=release, draw=None)
    found = gathered(_coming(at).filter(asked))
    return found[0] if found else None


def gathered(rows: Iterable[Release]) -> list[Opening]:
    """Releases of one draw as one; each loaded by `releases.told`."""
    found: dict[object, Opening] = {}
    for release in rows:
        opening = found.setdefault(release.draw_id or -release.pk, Opening([], release.draw))
        opening.releases.append(release)
        opening.places += vars(release)["places"]
        opening.classes.update(vars(release)["classes"])
    return list(found.values())


def _coming(at: datetime) -> QuerySet[Release]:
    """What is announced and not yet anybody's, also while its line runs."""
    not_yet = Q(opens_at__gt=at) | Q(line_until__gt=at) | (Q(draw__isnull=False) & ~Q(draw__state=Draw.State.AWARDED))
    found = releases.told(Release.objects.filter(not_yet, announced_at__lte=at))
    return found.order_by("opens_at", "office__name", "id")
