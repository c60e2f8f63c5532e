"""Lines in the order of the chain: by transaction, and within one as they were written."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from mpaspor.stages.appointments.ledger.chain import Line

# Fetched at a time, so that a long day needs little memory.
PAGE = 5000

_PAGE = """
SELECT xid, id, at, release_id, slot_id, kind, delta, pseudonym FROM appointments_placeline
 WHERE (xid, id) > (%s, %s) AND xid <= %s ORDER BY xid, id LIMIT %s
"""
_COMPLETE = """
SELECT coalesce(max(xid), 0) FROM appointments_placeline
 WHERE xid < %s + pg_snapshot_xmin(pg_current_snapshot())::text::bigint
"""


def between(after: int, upto: int) -> Iterator[tuple[int, Line]]:
    """(transaction, line) of all transactions above `after`, up to `upto`."""
    last = (after, 2**63 - 1)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_PAGE, [*last, upto, PAGE])
            rows = cursor.fetchall()
        for xid, _pk, *fields in rows:
            yield xid, Line(*fields)
        if len(rows) < PAGE:
            return
        last = rows[-1][:2]


def complete() -> int:
    """The last transaction with lines below which none can write any more."""
    with connection.cursor() as cursor:
        # In a statement of its own: an era that has just begun elsewhere is seen by the next one.
        cursor.execute("SELECT audit_base()")
        (base,) = cursor.fetchone()
        cursor.execute(_COMPLETE, [base])
        (upto,) = cursor.fetchone()
    return int(upto)
