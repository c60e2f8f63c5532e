"""The chain of hashes over the trail.

Entries are written without touching a common row, so that a crowd does not queue for one lock. A seal then covers all
entries of transactions that can no longer commit anything (below the oldest one still open), in the order of those
transactions, and the seal before it. Whoever changes or removes a sealed entry must change every seal since; the last
digest is published, so that would show. Numbers go on in another cluster where the trail was restored. ADR 0006.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from mpaspor.audit.models import Seal

if TYPE_CHECKING:
    from datetime import datetime

# One seal covers at most about this many entries, so that a check can say where a break lies.
ENTRIES_PER_SEAL = 5000
_BEGINNING = "0" * 64
_ONE_SEALER = 0x5EA1

_DIGEST = """
SELECT count(*),
       encode(sha256(convert_to(coalesce(string_agg(jsonb_build_array(
         id, xid, at, kind, act, record, record_id, application_id, applicant_id, by_id, place, why, old, new
       )::text, E'\\n' ORDER BY xid, id), ''), 'UTF8') || convert_to(%s, 'UTF8')), 'hex')
  FROM audit_entry WHERE xid > %s AND xid <= %s
"""

_NEXT_RUN = """
SELECT max(xid) FROM (
  SELECT xid FROM audit_entry
   WHERE xid > %s AND xid < %s + pg_snapshot_xmin(pg_current_snapshot())::text::bigint
   ORDER BY xid, id LIMIT %s
) AS run
"""


def seal(at: datetime) -> int:
    """Seal whatever is complete; returns how many seals were made."""
    made = 0
    while _seal_next_run(at):
        made += 1
    return made


@transaction.atomic
def _seal_next_run(at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_SEALER])
        last = Seal.objects.order_by("-upto").first()
        after, previous = (last.upto, last.digest) if last else (0, _BEGINNING)
        # In a statement of its own: what it waits for, the next one sees.
        cursor.execute("SELECT audit_base()")
        (base,) = cursor.fetchone()
        cursor.execute(_NEXT_RUN, [after, base, ENTRIES_PER_SEAL])
        (upto,) = cursor.fetchone()
        if upto is None:
            return False
        entries, digest = _digest(previous, after, upto)
    Seal.objects.create(at=at, upto=upto, entries=entries, previous=previous, digest=digest)
    return True


def broken() -> list[str]:
    """The seals that no longer fit what they cover; empty when the trail is whole."""
    found, after, previous = [], 0, _BEGINNING
    for row in Seal.objects.order_by("upto").iterator():
        entries, digest = _digest(row.previous, after, row.upto)
        if row.previous != previous or entries != row.entries or digest != row.digest:
            found.append(f"seal {row.pk}")
        after, previous = row.upto, row.digest
    return found


def _digest(previous: str, after: int, upto: int) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST, [previous, after, upto])
        entries, digest = cursor.fetchone()
    return entries, digest
