"""The day a book can be fetched, from the office's real print line; told with the figures it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from mpaspor.offices import calendar, policy
from mpaspor.offices.models import Office
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.passports.models import Passport, PassportQuerySet


@dataclass(frozen=True)
class Estimate:
    """`day` is None while it lies with the applicant; `late` says that the rule's day, `due_on`, will not be kept."""

    day: date | None
    ahead: int
    per_day: int
    due_on: date | None
    working_days: int
    computed_at: datetime

    @property
    def late(self) -> bool:
        return bool(self.day and self.due_on and self.day > self.due_on)


def estimate(record: Passport | Decision, at: datetime) -> Estimate:
    """When the book of this decision or passport will be ready, as it looks at this moment."""
    office = record.office
    today = at.astimezone(office.zoneinfo).date()
    rule = policy.number("issue.working_days", on=today, office_id=office.pk)
    per_day = policy.number("print.per_day", on=today, office_id=office.pk)
    if isinstance(record, Decision):
        ahead, day, due_on = *_of_decision(record, at, per_day), record.due_on
    else:
        ahead, day, due_on = *_of_passport(record, at, per_day), record.applicant.decision.due_on
    return Estimate(day, ahead, per_day, due_on, rule, at)


def _of_decision(decision: Decision, at: datetime, per_day: int) -> tuple[int, date | None]:
    """Not decided: the rule's day, or later when the line is longer or the day has gone by."""
    ahead = _queued(decision.office_id).count()
    if decision.state not in (Decision.State.SCREENING, Decision.State.READY):
        return ahead, None
    return ahead, max(decision.due_on, _after_printing(decision.office, at, ahead, per_day))


def _of_passport(passport: Passport, at: datetime, per_day: int) -> tuple[int, date | None]:
    if passport.state in (Passport.State.QUEUED, Passport.State.SPOILED):
        before = Q(queued_at__lt=passport.queued_at) | Q(queued_at=passport.queued_at, pk__lt=passport.pk)
        ahead = _queued(passport.office_id).filter(before).count()
        return ahead, _after_printing(passport.office, at, ahead, per_day)
    if passport.ready_at:
        return 0, passport.ready_at.astimezone(passport.office.zoneinfo).date()
    return 0, _working_day(passport.office, at, 1)


def _queued(office_id: int) -> PassportQuerySet:
    return Passport.objects.filter(office_id=office_id, state=Passport.State.QUEUED)


def _after_printing(office: Office, at: datetime, ahead: int, per_day: int) -> date:
    """Those ahead are printed first, so many a day; the book is looked at and laid out on the working day after."""
    return _working_day(office, at, ahead // max(1, per_day) + 2)


def _working_day(office: Office, at: datetime, number: int) -> date:
    """The working day of this number from now on; today is the first while the office is open."""
    local = at.astimezone(office.zoneinfo)
    hours = calendar.opening_hours(office, local.date())
    is_over = hours is not None and local.time() >= time.fromisoformat(hours[1])
    return calendar.working_days_after(office, local.date() if is_over else local.date() - timedelta(days=1), number)
