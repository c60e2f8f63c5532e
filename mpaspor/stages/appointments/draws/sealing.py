"""Sealing: once entries are closed, what is drawn is fixed, and its digests are public before any value is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Max

from mpaspor.accounts.models import User
from mpaspor.audit import states, trail
from mpaspor.gateways import beacon
from mpaspor.stages.appointments.draws import files, hours, letters, witnesses
from mpaspor.stages.appointments.draws.allocation import Entry
from mpaspor.stages.appointments.models import Draw, DrawEntry, DrawPerson

# Of every entry: its line, and whether the very people who entered still wait for a place, nothing left open.
_ENTRIES = """
SELECT entry.id, entry.pseudonym, party.size, party.kinds, party.births, party.ready AND file.state = 'ready',
       wish.asked
  FROM appointments_drawentry AS entry
  JOIN applications_application AS file ON file.id = entry.application_id
 CROSS JOIN LATERAL (
   SELECT count(*) AS size, string_agg(DISTINCT person.passport_kind, '+' ORDER BY person.passport_kind) AS kinds,
          array_agg(person.birth_on) AS births,
          bool_and(coalesce(person.stage = 'application' AND person.person_key = entrant.person_key, false)) AS ready
     FROM (SELECT * FROM appointments_drawperson WHERE entry_id = entry.id) AS entrant
     FULL JOIN (
       SELECT * FROM applications_applicant WHERE application_id = entry.application_id AND stage <> 'closed') AS person
       ON person.id = entrant.applicant_id) AS party
 CROSS JOIN LATERAL (
   SELECT string_agg(office.code || '/' || coalesce(to_char(wish.on, 'YYYY-MM-DD'), '*') || '/'
                     || coalesce(to_char(wish.hour, 'HH24:MI'), '*'), ';' ORDER BY wish.order) AS asked
     FROM appointments_drawwish AS wish JOIN offices_office AS office ON office.id = wish.office_id
    WHERE wish.entry_id = entry.id) AS wish
 WHERE entry.draw_id = %s AND entry.state = 'entered'
"""

# A statement has room for so many records.
_AT_ONCE = 1000


class TooLate(Exception):
    """Not sealed before the last secret could be revealed: the draw must be postponed to another public value."""


class NotClosed(Exception):
    """Entries have not closed."""


@dataclass(frozen=True, slots=True)
class _Read:
    """The entries that take part, those that no longer can, and what to know them by."""

    entries: list[Entry]
    unready: list[int]
    mark: tuple[int, int]


def seal(draw: Draw, *, at: datetime) -> None:
    """Fix entries and places, publish their digests; entries no longer ready are left out. Sealed already: as it is.

    Raises `NotClosed`, `TooLate`; `StateChanged` when an entry still came in meanwhile: then it is done again.
    """
    draw.refresh_from_db()
    if draw.state != Draw.State.ANNOUNCED:
        return
    if at < draw.closes_at:
        raise NotClosed
    if at >= draw.reveal_by:
        raise TooLate
    read = _read(draw)
    places_digest = files.keep(files.places_csv(hours.places(draw)))
    entries_digest = files.keep(files.entries_csv(read.entries))
    _fix(draw, read, places_digest, entries_digest, at=at)


@transaction.atomic
def postpone(draw: Draw, *, by: User | None, at: datetime, why: str) -> None:
    """What could not be sealed in time waits for another value, as long after this moment as was planned after closing.

    Raises `NotClosed`, `StateChanged`.
    """
    locked = Draw.objects.select_for_update(no_key=True).get(pk=draw.pk)
    if locked.state != Draw.State.ANNOUNCED or at < locked.closes_at:
        raise NotClosed
    chain = beacon.chain()
    delay = max(at - locked.closes_at, timedelta())
    old = dict(files.facts_of(locked))
    draw.reveal_by = locked.reveal_by + delay
    draw.beacon_round = chain.round_at(locked.beacon_at + delay)
    draw.beacon_at = chain.time_of(draw.beacon_round)
    draw.results_at = max(locked.results_at + delay, draw.beacon_at)
    draw.save(update_fields=["reveal_by", "beacon_at", "beacon_round", "results_at"])
    new = dict(files.facts_of(draw))
    changed = [name for name, value in new.items() if old[name] != value]
    trail.write(
        draw, "draw.postponed", by=by, at=at, why=why,
        old={name: old[name] for name in changed}, new={name: new[name] for name in changed},
    )  # fmt: skip


def _read(draw: Draw) -> _Read:
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever entered in the last moment holds this lock until her entry is written.
        Draw.objects.select_for_update(no_key=True).get(pk=draw.pk)
        mark = _mark(draw)
        cursor.execute(_ENTRIES, [draw.pk])
        rows = cursor.fetchall()
    span = hours.days(draw)
    first: dict[date, bool] = {}
    entries, unready = [], []
    for pk, pseudonym, size, kinds, births, ready, asked in rows:
        if not ready:
            unready.append(pk)
            continue
        for birth in births:
            if birth not in first:
                first[birth] = hours.comes_first([birth], span)
        priority = any(first[birth] for birth in births)
        entries.append(Entry(pseudonym, size, kinds, priority, asked.split(";")))
    return _Read(entries, unready, mark)


@transaction.atomic
def _fix(draw: Draw, read: _Read, places_digest: str, entries_digest: str, *, at: datetime) -> None:
    locked = Draw.objects.select_for_update(no_key=True).get(pk=draw.pk)
    if locked.state != Draw.State.ANNOUNCED:
        draw.refresh_from_db()
        return
    if _mark(draw) != read.mark:
        raise states.StateChanged(f"an entry of {draw} came or went while it was sealed")
    for start in range(0, len(read.unready), _AT_ONCE):
        some = DrawEntry.objects.filter(pk__in=read.unready[start : start + _AT_ONCE])
        left = list(some.select_related("application"))
        states.move_all(left, DrawEntry.State.LEFT, by=None, at=at, why="unready")
        DrawPerson.objects.filter(entry__in=left).update(active=False)
        for entry in left:
            entry.draw = draw
            letters.left_out(entry, at=at)
    count = witnesses.committed(draw)
    why = "" if count >= witnesses.WANTED else f"commitments: {count}"
    draw.move(
        Draw.State.SEALED, by=None, at=at, why=why,
        places_digest=places_digest, entries_digest=entries_digest, sealed_at=at,
    )  # fmt: skip


def _mark(draw: Draw) -> tuple[int, int]:
    entered = DrawEntry.objects.filter(draw=draw, state=DrawEntry.State.ENTERED)
    found = entered.aggregate(count=Count("pk"), last=Max("number"))
    return found["count"], found["last"] or 0
