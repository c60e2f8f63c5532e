"""Publishing places: by line or by draw, at a moment announced before it comes.

What is announced stays: a release is not taken back, its moment does not move, and places are only ever added. Days and
hours are the office's own; moments are stored in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.gateways import beacon
from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.appointments import announcing, quotas
from mpaspor.stages.appointments.announcing import Hours, Moments
from mpaspor.stages.appointments.models import Draw, DrawWitness, Release, Slot

__all__ = ["Hours", "Moments", "add_places", "announce_draw", "announce_line", "coming", "told"]


@transaction.atomic
def announce_line(
    office: Office,
    cells: Sequence[Hours],
    *,
    opens_at: datetime,
    line_minutes: int | None = None,
    by: User | None,
    at: datetime,
) -> Release:
    """Publish places that anybody may have from `opens_at` on, the first minutes through the waiting room.

    `line_minutes`: how long the waiting room stands before them; None as the policy says, 0 without one.
    Raises `unannounced.Unannounced`.
    """
    _take_turns([office])
    announcing.refuse_line(office, cells, opens_at=opens_at, at=at)
    if line_minutes is None:
        on = opens_at.astimezone(office.zoneinfo).date()
        line_minutes = policy.number("line.minutes", on=on, office_id=office.pk)
    line_until = opens_at + timedelta(minutes=line_minutes) if line_minutes else None
    release = _release(office, cells, opens_at=opens_at, line_until=line_until, by=by, at=at)
    _open(release, cells, by=by, at=at)
    return release


@transaction.atomic
def announce_draw(  # noqa: PLR0913 - each is told to the public
    offices_cells: Sequence[tuple[Office, Sequence[Hours]]],
    *,
    code: str,
    name: str,
    opens_at: datetime,
    closes_at: datetime,
    reveal_by: datetime,
    beacon_at: datetime,
    results_at: datetime,
    leftovers_at: datetime,
    witnesses: Sequence[tuple[str, User | None]],
    by: User | None,
    at: datetime,
) -> Draw:
    """Publish places of these offices that a draw gives out, and who watches over it. Raises `unannounced.Unannounced`.

    The public value of the first round at or after `beacon_at` decides together with the witnesses' secrets.
    """
    _take_turns(office for office, _ in offices_cells)
    moments = Moments(opens_at, closes_at, reveal_by, beacon_at, results_at, leftovers_at)
    announcing.refuse_draw(offices_cells, moments, witnesses, code=code, at=at)
    chain = beacon.chain()
    draw = Draw.objects.create(
        code=code, name=name, opens_at=opens_at, closes_at=closes_at, reveal_by=reveal_by, beacon_at=beacon_at,
        results_at=results_at, beacon=chain.name, beacon_round=chain.round_at(beacon_at),
    )  # fmt: skip
    DrawWitness.objects.bulk_create(DrawWitness(draw=draw, name=name, user=user) for name, user in witnesses)
    told = {
        "state": draw.state,
        "closes_at": closes_at.isoformat(),
        "beacon_round": draw.beacon_round,
        "witnesses": [n for n, _ in witnesses],
    }
    trail.write(draw, "draw.announced", by=by, at=at, new=told)
    for office, cells in offices_cells:
        release = _release(office, cells, opens_at=leftovers_at, draw=draw, by=by, at=at)
        _open(release, cells, by=by, at=at)
    return draw


@transaction.atomic
def add_places(release: Release, cells: Sequence[Hours], *, by: User | None, at: datetime) -> int:
    """More places for what was announced, never fewer: new hours, or more in hours that are there. Returns how many.

    Raises `unannounced.Unannounced`.
    """
    _take_turns([release.office])
    there = announcing.refuse_more(release, cells, at=at)
    added = 0
    for cell in cells:
        for key in announcing.keys(release.office, [cell]):
            if key in there:
                slot = Slot.objects.select_for_update(no_key=True).get(pk=there[key].pk)
                quotas.change_capacity(slot, slot.capacity + cell.capacity, by=by, at=at)
        added += cell.places
    _open(release, cells, by=by, at=at)
    first, last = announcing.span(cells)
    Release.objects.filter(pk=release.pk).update(
        first_on=min(first, release.first_on), last_on=max(last, release.last_on)
    )
    release.refresh_from_db(fields=["first_on", "last_on"])
    trail.write(release, "release.extended", by=by, at=at, new={"places": added})
    return added


def coming(at: datetime, *, office: Office | None = None) -> list[Release]:
    """Releases announced and not open yet, or whose draw is not over; what people can do first comes first.

    Each with its office and draw, and as `places`, `hours`, `classes`, `kinds` what it publishes.
    """
    waited_for = Q(opens_at__gt=at) | (Q(draw__isnull=False) & ~Q(draw__state=Draw.State.AWARDED))
    found = told(Release.objects.filter(waited_for))
    found = found.filter(office=office) if office else found
    return list(found.order_by(Coalesce("draw__opens_at", "opens_at"), "opens_at", "office__name", "id"))


def told(releases: QuerySet[Release]) -> QuerySet[Release]:
    """The releases with their office and draw, and what they publish, in one question."""
    return releases.select_related("office", "draw").annotate(
        places=Coalesce(Sum("slots__capacity"), 0),
        taken=Coalesce(Sum(F("slots__taken") + F("slots__kept")), 0),
        hours=Count("slots"),
        classes=ArrayAgg("slots__service_class", distinct=True, default=[]),
        kinds=ArrayAgg("slots__passport_kind", distinct=True, default=[]),
    )


def _take_turns(offices: Iterable[Office]) -> None:
    """Changes of an office's places take turns; of several offices in the order of their ids."""
    wanted = sorted({office.pk for office in offices})
    list(Office.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))


def _release(
    office: Office,
    cells: Sequence[Hours],
    *,
    opens_at: datetime,
    line_until: datetime | None = None,
    draw: Draw | None = None,
    by: User | None,
    at: datetime,
) -> Release:
    first, last = announcing.span(cells)
    release = Release.objects.create(
        office=office, way=Release.Way.DRAW if draw else Release.Way.LINE, draw=draw, first_on=first, last_on=last,
        announced_at=at, announced_by=by, opens_at=opens_at, line_until=line_until,
    )  # fmt: skip
    facts = {"way": release.way, "opens_at": opens_at.isoformat(), "places": sum(cell.places for cell in cells)}
    trail.write(release, "release.announced", by=by, at=at, new=facts)
    return release


def _open(release: Release, cells: Sequence[Hours], *, by: User | None, at: datetime) -> None:
    for cell in cells:
        quotas.open_hours(
            release.office, cell.days, cell.hours, cell.capacity, service_class=cell.service_class,
            passport_kind=cell.passport_kind, release=release, by=by, at=at,
        )  # fmt: skip
