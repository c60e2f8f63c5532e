"""Sealing: writing down where the chain stands after the lines that are complete (docs/adr/0011).

Lines are written without touching a common row, so that a crowd does not queue for one lock. A seal then covers whole
transactions, all below the oldest one still open; none covers lines of two days.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from mpaspor.stages.appointments.ledger import chain, lines
from mpaspor.stages.appointments.ledger.chain import Head
from mpaspor.stages.appointments.models import PlaceSeal

# One seal covers at most about this many lines, so that a check can say where a break lies.
LINES_PER_SEAL = 5000
_ONE_SEALER = 0x5EA2


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
    last = PlaceSeal.objects.order_by("-upto").first()
    run = _run(last)
    if run is None:
        return False
    upto, on, head = run
    PlaceSeal.objects.create(at=at, on=on, upto=upto, lines=head.lines, head=head.hash)
    return True


def _run(last: PlaceSeal | None) -> tuple[int, date, Head] | None:
    """The last transaction of the next run, its day, and the head after it; None when nothing is complete.

    A line that was begun before midnight and is sealed after a line of the next day belongs to that next day.
    """
    head, after, on = (Head(last.lines, last.head), last.upto, last.on) if last else (Head(), 0, date.min)
    upto, begun = after, head.lines
    for xid, line in lines.between(after, lines.complete()):
        if upto == after:
            on = max(on, chain.day(line))
        elif xid != upto and (chain.day(line) > on or head.lines - begun >= LINES_PER_SEAL):
            break
        head, _told = head.follow(line)
        upto = xid
    return (upto, on, head) if upto > after else None
