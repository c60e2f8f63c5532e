"""The one dated table of rules. Pages, counters, messages and the public site all ask here, so they cannot disagree.

A unit's own row beats that of its office, and an office's the national one; of several that hold on the day, the latest
to begin wins.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from mpaspor.offices.models import Rule

if TYPE_CHECKING:
    from datetime import date

# A changed rule reaches every process within this many seconds.
FRESH_FOR_SECONDS = 10.0

# Every key the code asks for, with what it means. The rows themselves come from the migration (domain facts, 1.23).
KEYS = {
    "adult.age": "years: from this age, or married, one is an adult applicant",
    "application.max_people": "people in one application",
    "billing.again_minutes": "minutes a new bill can be paid that is made in the grace after one lapsed",
    "billing.ask_minutes": "when the treasury is asked about an unpaid bill: minutes after its end, negative before it",
    "billing.grace_minutes": "minutes a place is kept after its bill lapsed, and a bank's payment may come late",
    "billing.in_flight_minutes": "minutes by which a bill's end moves while a payment is on its way",
    "billing.in_flight_times": "times it moves so at most",
    "billing.ttl_minutes": "minutes a bill can be paid",
    "closure.within_days": "days within which another place is looked for when an hour is closed",
    "collection.cancel_months": "calendar months after which an uncollected passport is cancelled",
    "documents.completion_days": "days to bring a paper the officer asked for",
    "documents.max_megabytes": "largest paper accepted, in MB",
    "draw.max_wishes": "wishes in one entry of a draw",
    "draw.pay_hours": "hours a place won in a draw can be paid",
    "fee.after_incomplete": "kept or credit: the fee of somebody whose papers did not come in time",
    "fee.after_missed": "kept or credit: the fee of somebody who did not come",
    "fee.after_our_fault": "kept or credit: the fee of somebody the office or we could not serve",
    "fee.after_refused": "kept or credit, by the reason of the refusal; * for all others",
    "fee.after_withdrawn": "kept or credit: the fee of somebody who takes her file back",
    "fingerprint.good_enough": "quality 0-100 from which a fingerprint is accepted without a second try",
    "fingerprint.tries": "tries after which the best print of a finger is taken as it is",
    "holds.per_account": "files of one account that may hold unpaid places at a time",
    "holds.per_day": "times a day one person's place may be kept and let go unpaid",
    "issue.working_days": "working days from the interview to the book",
    "line.minutes": "minutes after the opening in which places are had through the waiting room alone",
    "old_passport.short_list_after": "year: an old passport issued in Indonesia after it needs fewer papers",
    "office.hours": "opening and closing hours by weekday, [[from, to] | null] * 7, local time",
    "office.passport_kinds": "kinds of passport the office issues",
    "pool.return_minutes": "[least, most] minutes until a place given back is anybody's; the minute is drawn by chance",
    "print.per_day": "books the office prints on a working day",
    "priority.elderly_age": "years from which one may come without a booking",
    "priority.toddler_age": "years up to which one may come without a booking",
    "quota.horizon_days": "days ahead that can be booked",
    "refund.reasons": "reasons of a credit for which it may be paid back; one of another reason pays later bills only",
    "refund.working_days": "working days within which a refund that was asked for is decided",
    "replacement.months_before_expiry": "months before expiry from which a passport may be replaced",
    "reschedule.cutoff_days": "days before the booked day until which the applicant may move it",
    "reschedule.max": "times a booked hour may be moved by the applicant",
    "reschedule.max_days": "days by which a booked day may be moved, earlier or later",
    "reschedule.max_km": "kilometres to another office to which a booked hour may be moved",
    "signals.device_accounts": "accounts that filled in with one browser, from which headquarters is shown them",
    "signals.handover_minutes": "minutes within which a place given up and taken by another account is a handover",
    "signals.handover_times": "handovers between the same two accounts from which headquarters is shown them",
    "signals.paper_accounts": "accounts that sent the same picture of a paper, from which headquarters is shown them",
    "signals.phone_accounts": "accounts with the same telephone, from which headquarters is shown them",
    "snap.log_years": "years the calls of banks are kept",
    "snap.skew_seconds": "seconds by which the clock of a bank, the acquirer or the treasury may differ from ours",
    "validity.adult": "years an adult may choose",
    "validity.child": "years for everybody else",
    "visit.early_minutes": "minutes before the booked hour from which one can check in",
    "waiting.max_km": "kilometres around the chosen office within which the waiting list may offer others",
    "waiting.max_offers": "offers let go after which a file leaves the waiting list",
    "waiting.offer_hours": "hours a place offered to the waiting list is kept",
    "walk_in.per_hour": "people an hour who are seen at the desk without a booking",
}

_rows: list[Rule] = []
_read_at = -FRESH_FOR_SECONDS


class NoRule(Exception):
    """No row of the policy table answers for this key, office and day."""


def value(key: str, *, on: date, office_id: int | None = None) -> Any:
    """The value that holds for the key on the day (a day of the office's own zone)."""
    return row(key, on=on, office_id=office_id).value


def row(key: str, *, on: date, office_id: int | None = None) -> Rule:
    """The row itself, for whoever must say on whose word. Raises `NoRule`."""
    best: Rule | None = None
    for one in _fresh():
        if one.key != key or not _concerns(one, office_id):
            continue
        if one.valid_from > on or (one.valid_to and one.valid_to < on):
            continue
        if best is None or _rank(one, office_id) > _rank(best, office_id):
            best = one
    if best is None:
        message = f"{key} on {on} at office {office_id}"
        raise NoRule(message)
    return best


def number(key: str, *, on: date, office_id: int | None = None) -> int:
    return int(value(key, on=on, office_id=office_id))


def forget() -> None:
    """Read the table again at the next question (after a change in this process)."""
    global _read_at  # noqa: PLW0603 - one cache per process
    _read_at = -FRESH_FOR_SECONDS


def _concerns(row: Rule, office_id: int | None) -> bool:
    return row.office_id in (None, office_id) or office_id in vars(row)["units"]


def _rank(row: Rule, office_id: int | None) -> tuple[bool, bool, date]:
    """The nearest first: the unit's own or the office's own, then that of a unit's office, then the nation's."""
    return (row.office_id is not None and row.office_id == office_id, row.office_id is not None, row.valid_from)


def _fresh() -> list[Rule]:
    global _rows, _read_at
    if time.monotonic() - _read_at > FRESH_FOR_SECONDS:
        units = ArrayAgg("office__units", filter=Q(office__units__isnull=False), default=[])
        _rows, _read_at = list(Rule.objects.annotate(units=units)), time.monotonic()
    return _rows
