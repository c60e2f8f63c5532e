"""Living a table of real figures: every passport in it through the real acts, on working days of its month.

Each life is one transaction with a line of its own (`Lived`), so a replay can be stopped at any moment, goes on where
it was, and run again changes nothing. Neither commits nor papers wait for the disk here,
and only here: after a power cut, begin the replay anew on an empty folder.
"""

from __future__ import annotations

import math
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db import connection, transaction

from mpaspor.demo import journey, planning, staff
from mpaspor.demo.models import Lived
from mpaspor.stages.applications.models import IssuedPassport
from mpaspor.stages.applications.submission import AlreadyApplied, Incomplete
from mpaspor.stages.appointments import quotas
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.passports import stock
from mpaspor.stages.passports.models import BlankBook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from mpaspor.demo.figures import Month
    from mpaspor.demo.journey import Plan
    from mpaspor.demo.planning import Days, Key
    from mpaspor.demo.staff import Staff
    from mpaspor.offices.models import Office
    from mpaspor.stages.passports.models import Passport

SERIES = "C"
MOST_BOOKS_AT_ONCE = 10_000
DRAWS = 8


class NobodyFits(Exception):
    """Every person drawn for this line already lives under the same NIK; another seed draws others."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a month is lived: the office with its people, its days, and the slots by their start."""

    office: Office
    staff: Staff
    days: Days
    slots: dict[datetime, int]
    seed: int

    def start_of(self, plan: Plan) -> datetime:
        return datetime.combine(plan.visit_on, time(plan.hour), tzinfo=self.office.zoneinfo)


def still_to_live(office: Office, month: Month) -> list[Key]:
    done = set(Lived.objects.filter(office=office, year=month.year, month=month.month).values_list("sort", "number"))
    return [key for key in planning.keys(month) if (key.sort, key.number) not in done]


def prepare(office: Office, month: Month, keys: Sequence[Key], seed: int) -> Stage:
    """Open the hours and deliver the books the month needs, by the acts of the head of office."""
    days = planning.days_of(office, month)
    began = datetime.combine((days.before or days.within)[0], time(7), tzinfo=office.zoneinfo) - timedelta(days=60)
    people = staff.of(office, at=began)
    plans = [planning.plan(key, office, days, seed) for key in keys]
    _open_hours(office, people, plans, at=began)
    _deliver_books(office, people, plans, at=began)
    starts = Slot.objects.at(office).values_list("starts_at", "id")
    return Stage(office, people, days, dict(starts), seed)


def live(stage: Stage, keys: Sequence[Key]) -> Iterator[Key]:
    """Live these one after the other, giving each back when it is done."""
    with _in_a_hurry():
        for key in keys:
            _live_one(stage, key)
            yield key


@contextmanager
def _in_a_hurry() -> Iterator[None]:
    """No waiting for the disk, and no savepoint around each act: a life that fails anywhere is undone as a whole."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    connection.features.uses_savepoints = False
    papers = cast("dict[str, object]", settings.GATEWAYS["storage"])
    papers["durable"] = False
    try:
        yield
    finally:
        papers["durable"] = True
        connection.features.uses_savepoints = True
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def _live_one(stage: Stage, key: Key) -> None:
    for salt in range(DRAWS):
        plan = planning.plan(key, stage.office, stage.days, stage.seed, salt)
        if plan.old_number and IssuedPassport.objects.filter(number=plan.old_number).exists():
            continue
        try:
            with transaction.atomic():
                passport = journey.live(plan, stage.office, stage.staff, _slot(stage, plan))
                _must_be_as_planned(passport, plan)
                Lived.objects.create(
                    office=stage.office,
                    year=key.year,
                    month=key.month,
                    sort=key.sort,
                    number=key.number,
                    passport=passport,
                )
        except (AlreadyApplied, Incomplete, _SomebodyElse):
            continue
        return
    raise NobodyFits(key)


class _SomebodyElse(Exception):
    """The register knew the person drawn: she would be counted under another column."""


def _must_be_as_planned(passport: Passport, plan: Plan) -> None:
    if passport.replaces != bool(plan.old_number) or passport.kind != plan.kind:
        raise _SomebodyElse


def _slot(stage: Stage, plan: Plan) -> int:
    """The planned hour, or for somebody drawn anew the first that was opened on the day with room."""
    start = stage.start_of(plan)
    if start in stage.slots:
        return stage.slots[start]
    return next(slot for when, slot in stage.slots.items() if when.date() == start.date())


def _open_hours(office: Office, people: Staff, plans: Sequence[Plan], *, at: datetime) -> None:
    """Every hour as many places as its busiest day needs, and a few more; hours that are there get room."""
    wanted = Counter((plan.visit_on, plan.hour) for plan in plans)
    if not wanted:
        return
    most = max(wanted.values()) + math.ceil(len(plans) / 200) + 2
    days: list[date] = sorted({on for on, _ in wanted})
    hours = [(time(hour), time(hour + 1)) for hour in planning.HOURS]
    known = {
        slot.starts_at: slot for slot in Slot.objects.at(office).filter(starts_at__date__range=(days[0], days[-1]))
    }
    quotas.open_hours(office, days, hours, most, by=people.head, at=at)
    for slot in known.values():
        if slot.free < most:
            quotas.change_capacity(slot, slot.taken + most, by=people.head, at=at)


def _deliver_books(office: Office, people: Staff, plans: Sequence[Plan], *, at: datetime) -> None:
    wanted = Counter(plan.kind for plan in plans)
    in_safe = stock.remaining(office)
    for kind, count in sorted(wanted.items()):
        missing = count - in_safe.get(kind, 0)
        while missing > 0:
            some = min(missing, MOST_BOOKS_AT_ONCE)
            stock.deliver(office, kind, _next_number(), some, by=people.head, at=at)
            missing -= some


def _next_number() -> str:
    last = (
        BlankBook.objects.filter(number__startswith=SERIES).order_by("-number").values_list("number", flat=True).first()
    )
    return f"{SERIES}{int(last[1:]) + 1 if last else 1:07}"
