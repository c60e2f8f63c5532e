"""Proving the ledger against itself and the counters. Each check answers (reference, detail) of what is wrong."""

from __future__ import annotations

from datetime import date

from django.db import connection

from mpaspor.stages.appointments.ledger import chain, lines
from mpaspor.stages.appointments.ledger.chain import Head
from mpaspor.stages.appointments.models import PlaceSeal

Rows = list[tuple[str, str]]

# The sums of all lines, sealed or not, against the counters. In one statement, so that both are of one moment.
SUMS = """
SELECT 'slot ' || coalesce(slot.id, told.slot_id) AS reference,
       format('capacity %%s, taken %%s, kept %%s; the ledger says %%s, %%s, %%s',
              coalesce(slot.capacity, 0), coalesce(slot.taken, 0), coalesce(slot.kept, 0),
              coalesce(told.capacity, 0), coalesce(told.taken, 0), coalesce(told.kept, 0)) AS detail
  FROM appointments_slot AS slot
  FULL JOIN (SELECT slot_id, coalesce(sum(delta) FILTER (WHERE kind = 'opened'), 0) AS capacity,
                    coalesce(sum(delta) FILTER (WHERE kind = 'reserved'), 0) AS kept,
                    coalesce(sum(delta) FILTER (WHERE kind NOT IN ('opened', 'reserved')), 0) AS taken
               FROM appointments_placeline GROUP BY slot_id) AS told
    ON told.slot_id = slot.id
 WHERE (coalesce(slot.capacity, 0), coalesce(slot.taken, 0), coalesce(slot.kept, 0))
    <> (coalesce(told.capacity, 0), coalesce(told.taken, 0), coalesce(told.kept, 0))
"""

# Every line names the release of its slot, and every slot lies within its release: the office, the days.
OUTSIDE = """
SELECT 'slot ' || line.slot_id AS reference,
       format('%%s lines name release %%s, the slot is of release %%s', line.count, line.release_id,
              coalesce(slot.release_id::text, 'none')) AS detail
  FROM (SELECT slot_id, release_id, count(*) FROM appointments_placeline GROUP BY slot_id, release_id) AS line
  LEFT JOIN appointments_slot AS slot ON slot.id = line.slot_id
 WHERE slot.release_id IS DISTINCT FROM line.release_id
 UNION ALL
SELECT 'slot ' || slot.id,
       format('on %%s at office %%s; release %%s is of office %%s, %%s to %%s', place.day, slot.office_id,
              release.id, release.office_id, release.first_on, release.last_on)
  FROM appointments_slot AS slot
  JOIN offices_office AS office ON office.id = slot.office_id
  JOIN appointments_release AS release ON release.id = slot.release_id
 CROSS JOIN LATERAL (SELECT (slot.starts_at AT TIME ZONE office.zone)::date AS day) AS place
 WHERE release.office_id <> slot.office_id OR place.day NOT BETWEEN release.first_on AND release.last_on
"""


def problems() -> list[str]:
    """Whatever is wrong with the ledger; empty when it is whole."""
    found = {"chain": broken(), "sums": _answer(SUMS), "release": _answer(OUTSIDE)}
    return [f"{check}: {reference}: {detail}" for check, rows in found.items() for reference, detail in rows]


def broken() -> Rows:
    """The seals that no longer fit the lines they cover."""
    found: Rows = []
    seals = PlaceSeal.objects.order_by("upto").iterator()
    last = PlaceSeal.objects.order_by("-upto").values_list("upto", flat=True).first() or 0
    run = _Run(Head(), date.min)
    seal = next(seals, None)
    for xid, line in lines.between(0, last):
        while seal and xid > seal.upto:
            found += run.against(seal)
            run, seal = _Run(Head(seal.lines, seal.head), seal.on), next(seals, None)
        run.add(xid, line)
    while seal:
        found += run.against(seal)
        run, seal = _Run(Head(seal.lines, seal.head), seal.on), next(seals, None)
    return found


class _Run:
    """The lines under one seal, chained anew from where the seal before says the chain stood."""

    def __init__(self, head: Head, on: date) -> None:
        self.head, self.on, self.later, self.last = head, on, False, 0

    def add(self, xid: int, line: chain.Line) -> None:
        if not self.last:
            self.on = max(self.on, chain.day(line))
        elif xid != self.last:
            self.later = self.later or chain.day(line) > self.on
        self.head, self.last = self.head.follow(line)[0], xid

    def against(self, seal: PlaceSeal) -> Rows:
        if (self.head.lines, self.head.hash) != (seal.lines, seal.head):
            told = f"{seal.lines} lines, head {seal.head[:16]}; computed {self.head.lines}, {self.head.hash[:16]}"
            return [(f"seal {seal.pk}", told)]
        if self.on != seal.on or self.later:
            return [(f"seal {seal.pk}", f"is of {seal.on}, its lines are not")]
        return []


def _answer(sql: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT reference, detail FROM ({sql}) AS found ORDER BY 1, 2", [])  # noqa: S608 - our own text
        return list(cursor.fetchall())
