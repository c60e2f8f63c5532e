"""Every book is looked at before it may be handed over; then the register knows it and its holder is told."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.core import dates
from mpaspor.notifications import outbox
from mpaspor.offices import policy
from mpaspor.stages.applications import register
from mpaspor.stages.passports.models import Passport


@transaction.atomic
def accept(passport: Passport, *, by: User | None, at: datetime) -> Passport:
    """Found good, and laid out to be collected: one look, nothing lies between."""
    look_over(passport, by=by, at=at)
    return make_ready(passport, by=by, at=at)


# No savepoint: half of an acceptance is none.
@transaction.atomic(savepoint=False)
def look_over(passport: Passport, *, by: User | None, at: datetime) -> None:
    """Found good; `printing.spoil` is the other outcome."""
    passport.move(Passport.State.INSPECTED, by=by, at=at)


@transaction.atomic(savepoint=False)
def make_ready(passport: Passport, *, by: User | None, at: datetime) -> Passport:
    """To be collected within a calendar month (Permenkumham 8/2014 art. 30); the register has it from now on."""
    office, on = passport.office, at.astimezone(passport.office.zoneinfo).date()
    months = policy.number("collection.cancel_months", on=on, office_id=office.pk)
    until = months_later(on, months)
    passport.move(Passport.State.READY, by=by, at=at, ready_at=at, collect_until=until)
    assert passport.number is not None
    assert passport.issued_on is not None
    assert passport.expires_on is not None
    register.enter(
        passport.applicant,
        number=passport.number,
        office_name=office.name,
        issued_on=passport.issued_on,
        expires_on=passport.expires_on,
    )
    application = passport.applicant.application
    day = dates.day(until, None, application.language)
    outbox.post("passports/ready", application, at=at, person=passport.applicant.full_name, office=office.name, day=day)
    return passport


def months_later(day: date, months: int) -> date:
    """The same day so many calendar months on, or the month's last: 31 January + 1 is 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
