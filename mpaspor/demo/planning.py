"""Turning a month's figures into plans: who is issued a passport on which working day, and when she came for it."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from mpaspor.demo import folk
from mpaspor.demo.figures import COUNTS
from mpaspor.demo.journey import Plan
from mpaspor.offices import calendar, policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpaspor.demo.figures import Month
    from mpaspor.offices.models import Office

HOURS = (8, 9, 10, 11, 13, 14)
LATEST_FILING_DAYS = 25
LONGEST_WAIT_FOR_COLLECTION = 12


@dataclass(frozen=True, slots=True)
class Key:
    """The n-th of its sort in a month."""

    year: int
    month: int
    sort: str
    number: int


@dataclass(frozen=True, slots=True)
class Days:
    """The working days around a month."""

    before: list[date]
    within: list[date]
    after: list[date]


def days_of(office: Office, month: Month) -> Days:
    first = date(month.year, month.month, 1)
    last = date(month.year, month.month, monthrange(month.year, month.month)[1])
    return Days(
        before=calendar.working_days(office, first - timedelta(days=30), first - timedelta(days=1)),
        within=calendar.working_days(office, first, last),
        after=calendar.working_days(office, last + timedelta(days=1), last + timedelta(days=30)),
    )


def keys(month: Month) -> Iterator[Key]:
    for sort, count in month.counts.items():
        for number in range(count):
            yield Key(month.year, month.month, sort, number)


def plan(key: Key, office: Office, days: Days, seed: int, salt: int = 0) -> Plan:
    """The same plan for the same key and seed; another `salt` draws another person."""
    chance = Random(_number(f"{seed} {office.code} {key} {salt}"))  # noqa: S311 - made-up people
    sort = COUNTS[key.sort]
    all_days = [*days.before, *days.within, *days.after]
    issued = days.within[chance.randrange(len(days.within))]
    at = all_days.index(issued)
    visit_on = all_days[at - chance.randint(1, policy.number("issue.working_days", on=issued, office_id=office.pk))]
    filed_on = visit_on - timedelta(days=chance.randint(1, LATEST_FILING_DAYS))
    person = folk.adult(chance, filed_on, chance.randrange(9000))
    return Plan(
        person=person,
        kind=sort.kind,
        years=chance.choice(policy.value("validity.adult", on=filed_on)),
        purpose=sort.purpose,
        old_number=f"B{_number(f'{office.code} {key} {salt}') % 10_000_000:07}" if sort.replaces else "",
        filed_on=filed_on,
        visit_on=visit_on,
        issued_on=issued,
        collected_on=all_days[at + chance.randint(1, LONGEST_WAIT_FOR_COLLECTION)],
        hour=chance.choice(HOURS),
        seed=chance.randrange(1_000_000),
    )


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
