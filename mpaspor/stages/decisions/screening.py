"""Asking the watchlist. The answer is for adjudicators alone; the trail shows the same line for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.models import Kind
from mpaspor.core import dates
from mpaspor.gateways import watchlist
from mpaspor.gateways.watchlist.port import Answer, Candidate, Person, State
from mpaspor.notifications import outbox
from mpaspor.offices import calendar, policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant, Stage
from mpaspor.stages.decisions.models import Decision


# No savepoint: it fails with the act it is part of.
@transaction.atomic(savepoint=False)
def open(applicant: Applicant, *, office: Office, by: User | None, at: datetime) -> Decision:  # noqa: A001 - screening.open
    """Begin the decision on one person, with the day the book is promised for (Permenkumham 8/2014 art. 22)."""
    on = at.astimezone(office.zoneinfo).date()
    days = policy.number("issue.working_days", on=on, office_id=office.pk)
    due_on = calendar.working_days_after(office, on, days)
    decision = Decision.objects.create(applicant=applicant, office=office, opened_at=at, due_on=due_on)
    trail.write(decision, "decision.screening", by=by, at=at, new={"state": decision.state})
    applicant.move(Stage.DECISION, by=by, at=at)
    application = applicant.application
    outbox.post(
        "decisions/opened",
        application,
        at=at,
        person=applicant.full_name,
        office=office.name,
        day=dates.day(due_on, None, application.language),
        working_days=days,
    )
    return decision


def ask(applicant: Applicant) -> Answer:
    """Ask with least data: name, place and date of birth. Never in a transaction. Raises `link.Unavailable`."""
    assert applicant.birth_on is not None
    person = Person(applicant.full_name, applicant.birth_place, applicant.birth_on)
    return watchlist.watchlist().screen(person)


@transaction.atomic
def record(decision: Decision, answer: Answer, *, at: datetime) -> None:
    """Keep the answer; somebody alike on the list means that two must decide."""
    kept = {
        "state": answer.state.value,
        "asked_at": at.isoformat(),
        "candidates": [_candidate(candidate) for candidate in answer.candidates],
    }
    decision.move(Decision.State.READY, by=None, at=at, watchlist=kept, needs_two=answer.state == State.SIMILAR)


def look(decision: Decision, *, by: User, at: datetime) -> dict[str, Any]:
    """The answer, for an adjudicator's eyes; every look is in the trail, which does not say what was seen.

    The entry is in no file: an applicant who counts the lookers would know whether one or two decide (UU 27/2022
    art. 15 keeps prevention out of the access report).
    """
    entry = trail.entry(decision, "decision.evidence", by=by, at=at, kind=Kind.SEEN)
    entry.application_id = entry.applicant_id = None
    entry.save(force_insert=True)
    return dict(decision.watchlist)


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "name": candidate.name,
        "birth_on": candidate.birth_on.isoformat(),
        "birth_place": candidate.birth_place,
        "nik": candidate.nik,
        "father_name": candidate.father_name,
        "order_reference": candidate.order_reference,
        "requested_by": candidate.requested_by,
        "until": candidate.until.isoformat(),
        "score": candidate.score,
    }
