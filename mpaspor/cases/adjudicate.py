"""A grant is a decision and a place in the print line, in one breath."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.core import dates
from mpaspor.notifications import outbox
from mpaspor.stages.decisions import adjudication
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.passports import printing, ready_date
from mpaspor.stages.passports.models import Passport


@transaction.atomic
def grant(decision: Decision, words: str, *, by: User, at: datetime) -> Decision:
    """Record the opinion; when it decides, the book is queued and the applicant is told the day.

    Raises what `adjudication.grant` raises. Refusals need nothing after them: `adjudication.refuse`.
    """
    adjudication.grant(decision, words, by=by, at=at)
    if decision.state == Decision.State.GRANTED:
        passport = printing.queue(decision.applicant, office=decision.office, by=by, at=at)
        _tell(passport, at)
    return decision


def _tell(passport: Passport, at: datetime) -> None:
    application = passport.applicant.application
    if not application.contact_email:
        return
    day = ready_date.estimate(passport, at).day
    outbox.post(
        "cases/granted",
        application,
        at=at,
        person=passport.applicant.full_name,
        office=passport.office.name,
        day=dates.day(day, None, application.language) if day else "",
    )
