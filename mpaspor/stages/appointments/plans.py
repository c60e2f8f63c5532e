"""A table of what many offices will publish, and when each of them should open."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import PassportKind
from mpaspor.stages.appointments import crowds, staggering
from mpaspor.stages.appointments.announcing import MOST_PLACES, Hours
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.appointments.staggering import Proposal

NEEDED = ("office", "first", "last", "from", "to", "capacity")
OPTIONAL = ("pause", "service_class", "passport_kind", "people")
MOST_DAYS = timedelta(days=62)


class MalformedPlan(Exception):
    """A line of the table cannot be read; the message names the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an office would publish; `people` expected, None where the table does not say."""

    office: Office
    hours: Hours
    people: int | None


def read(text: str) -> list[Plan]:
    """The plans of a CSV (its columns: NEEDED, OPTIONAL). Raises `MalformedPlan`."""
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise MalformedPlan(f"the columns {', '.join(missing)} are missing.")
    offices = {office.name.casefold(): office for office in Office.objects.all()}
    drafts = [_draft(number, row, offices) for number, row in enumerate(rows, start=2)]
    if not drafts:
        raise MalformedPlan("the table is empty.")
    names = [office.pk for office, *_ in drafts]
    if len(set(names)) < len(names):
        raise MalformedPlan("an office stands in the table twice.")
    first = min(span[0] for _, span, _, _ in drafts)
    works_on = crowds.working_days([office for office, *_ in drafts], first)
    return [
        Plan(office, Hours([day for day in span if works_on(office, day)], *more), people)
        for office, span, more, people in drafts
    ]


def propose(
    plans: Sequence[Plan], *, first: datetime, people_per_minute: int, at: datetime
) -> list[tuple[Plan, Proposal]]:
    """A moment for each plan, earliest first. Raises `staggering.NoRoom`."""
    offices = [plan.office for plan in plans]
    known = crowds.of([plan.office for plan in plans if plan.people is None], at=at)
    expected = [
        (plan.office, known[plan.office.pk].expected(plan.hours.places) if plan.people is None else plan.people)
        for plan in plans
    ]
    found = staggering.propose_moments(
        expected, first=first, people_per_minute=people_per_minute, works_on=crowds.working_days(offices, first.date())
    )
    by_office = {plan.office.pk: plan for plan in plans}
    return [(by_office[one.office.pk], one) for one in found]


_Draft = tuple[Office, list[date], tuple[list[tuple[time, time]], int, str, str], int | None]


def _draft(number: int, row: dict[str, str | None], offices: dict[str, Office]) -> _Draft:
    """One line, before the days of its office are known."""
    given = {name: (row.get(name) or "").strip() for name in (*NEEDED, *OPTIONAL)}
    office = offices.get(given["office"].casefold())
    if office is None:
        raise MalformedPlan(f"line {number}: no office is called {given['office']!r}.")
    try:
        first, last = date.fromisoformat(given["first"]), date.fromisoformat(given["last"])
        hours = _hours(int(given["from"]), int(given["to"]), int(given["pause"] or 0))
        capacity, people = int(given["capacity"]), int(given["people"]) if given["people"] else None
        service_class = Slot.ServiceClass(given["service_class"] or Slot.ServiceClass.REGULAR)
        kind = PassportKind(given["passport_kind"]) if given["passport_kind"] else ""
    except ValueError as problem:
        raise MalformedPlan(f"line {number}: {problem}.") from None
    if not first <= last <= first + MOST_DAYS or not hours or not 0 < capacity <= MOST_PLACES or (people or 0) < 0:
        raise MalformedPlan(f"line {number}: its days, hours or numbers cannot be.")
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return office, span, (hours, capacity, str(service_class), str(kind)), people


def _hours(begins: int, ends: int, pause: int) -> list[tuple[time, time]]:
    return [(time(hour), time(hour + 1)) for hour in range(begins, min(ends, 23)) if hour != pause]
