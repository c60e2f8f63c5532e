"""What may be hoarding: things that many accounts share, and places that wander between the same two accounts.

A signal is for a human to look at. It shows its evidence and does nothing by itself: people share a telephone, a shop's
computer and a family card for good reasons. How much is much is policy (`signals.*`). Banks do not tell who paid, so
nothing is said of payers (`NOT_KNOWN`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from mpaspor.offices import policy
from mpaspor.reports import signal_queries as queries

MOST_SIGNALS = 50
MOST_ROWS = 20
_CENTRE = ZoneInfo("Asia/Jakarta")


class Kind(models.TextChoices):
    PHONE = "phone", _("Nomor ponsel yang sama")
    DEVICE = "device", _("Perangkat yang sama")
    PAPER = "paper", _("Foto dokumen yang sama")
    HANDOVER = "handover", _("Tempat berpindah antara akun yang sama")


# From how many accounts on something is shown.
LEAST: dict[str, str] = {
    Kind.PHONE: "signals.phone_accounts",
    Kind.DEVICE: "signals.device_accounts",
    Kind.PAPER: "signals.paper_accounts",
}
# What one would look for and cannot see, with the reason to tell.
NOT_KNOWN = {"payer": _("Bank tidak memberi tahu siapa yang membayar, jadi pembayar yang sama tidak terlihat di sini.")}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row behind a signal: a file of an account, and when.

    `account` is None for a file that an officer filed. `paper` is the kind of paper (for PAPER). For HANDOVER the file
    let its place go `at`, and `taken_by` had it `taken_at`, in `slot` of `office`.
    """

    at: datetime
    reference: str
    account: int | None
    office: str = ""
    paper: str = ""
    slot: int | None = None
    taken_by: str = ""
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """Something to look at. `mark` names it for as long as it lasts; `tail` are the last digits of a telephone.

    `accounts` and `files` count all of it; `times` the rows, of which `evidence` holds at most MOST_ROWS, newest first.
    """

    kind: Kind
    mark: str
    accounts: int
    files: int
    times: int
    first_at: datetime
    last_at: datetime
    evidence: tuple[Evidence, ...]
    tail: str = ""


def clusters(at: datetime, days: int = 30) -> list[Signal]:
    """The signals of the last `days`, by kind, the largest first; of each kind at most MOST_SIGNALS."""
    since, on = at - timedelta(days=days), at.astimezone(_CENTRE).date()
    found: list[Signal] = []
    for kind, seen in queries.SEEN.items():
        least = policy.number(LEAST[kind], on=on)
        sql = queries.SHARED.format(seen=seen)
        found += _signals(Kind(kind), sql, [since, at, least, MOST_SIGNALS, MOST_ROWS])
    minutes, times = policy.number("signals.handover_minutes", on=on), policy.number("signals.handover_times", on=on)
    return found + _signals(Kind.HANDOVER, queries.HANDOVERS, [since, at, minutes, times, MOST_SIGNALS, MOST_ROWS])


def _signals(kind: Kind, sql: str, values: Sequence[datetime | int]) -> list[Signal]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    return [_signal(kind, list(group)) for _mark, group in groupby(rows, key=lambda row: row[0])]


def _signal(kind: Kind, rows: list[tuple[Any, ...]]) -> Signal:
    mark, accounts, files, times, first_at, last_at, tail = rows[0][:7]
    evidence = tuple(_evidence(kind, row[7:]) for row in rows)
    return Signal(kind, mark, accounts, files, times, first_at, last_at, evidence, tail)


def _evidence(kind: Kind, row: tuple[Any, ...]) -> Evidence:
    if kind == Kind.HANDOVER:
        at, reference, account, office, slot, taken_by, taken_at = row
        return Evidence(at, reference, account, office, slot=slot, taken_by=taken_by, taken_at=taken_at)
    at, reference, account, office, paper = row
    return Evidence(at, reference, account, office, paper)
