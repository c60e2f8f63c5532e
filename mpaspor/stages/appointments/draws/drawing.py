"""Drawing: the seed from all the parts, every entry's rank and place from the seed. Nothing here can be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction

from mpaspor.gateways import beacon
from mpaspor.stages.appointments.draws import allocation, files
from mpaspor.stages.appointments.draws.allocation import Result
from mpaspor.stages.appointments.models import Draw

_RANK = """
UPDATE appointments_drawentry AS entry SET rank = result.rank, slot_id = result.place
  FROM unnest(%s::text[], %s::integer[], %s::bigint[]) AS result (pseudonym, rank, place)
 WHERE entry.draw_id = %s AND entry.state = 'entered' AND entry.pseudonym = result.pseudonym
"""
_AT_ONCE = 100_000


class NotYet(Exception):
    """The entries are not sealed, or the public value's moment has not come."""


class Altered(Exception):
    """What lies in the store is not what was sealed."""


def draw(draw: Draw, *, at: datetime) -> None:
    """Fetch the public value and give every entry its rank and, as far as they go, its place. Drawn already: as it is.

    Raises `NotYet`, `Altered`, `link.Unavailable` while beacon or store do not answer.
    """
    draw.refresh_from_db()
    if draw.state in {Draw.State.DRAWN, Draw.State.AWARDED}:
        return
    if draw.state != Draw.State.SEALED or at < draw.beacon_at:
        raise NotYet
    value = beacon.beacon().round(draw.beacon_round).randomness
    draw.public_value = value
    seed = files.seed_of(files.facts_of(draw))
    places = files.read_places(_sealed(draw.places_digest))
    entries = files.read_entries(_sealed(draw.entries_digest))
    results = list(allocation.allocate(entries, places, seed))
    _write(draw, results, at=at, public_value=value, seed=seed, results_digest=files.keep(files.results_csv(results)))


def _sealed(digest: str) -> bytes:
    content = files.load(digest)
    if files.digest_of(content) != digest:
        raise Altered(digest)
    return content


@transaction.atomic
def _write(draw: Draw, results: Sequence[Result], *, at: datetime, **found: str) -> None:
    locked = Draw.objects.select_for_update(no_key=True).get(pk=draw.pk)
    if locked.state != Draw.State.SEALED:
        draw.refresh_from_db()
        return
    with connection.cursor() as cursor:
        for part in _parts(results):
            ranks, pseudonyms, places, _wishes = (list(column) for column in zip(*part, strict=True))
            cursor.execute(_RANK, [pseudonyms, ranks, places, draw.pk])
    draw.move(Draw.State.DRAWN, by=None, at=at, drawn_at=at, **found)


def _parts(results: Sequence[Result]) -> Iterator[Sequence[Result]]:
    return (results[start : start + _AT_ONCE] for start in range(0, len(results), _AT_ONCE))
