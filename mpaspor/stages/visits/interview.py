"""What the applicant wrote, asked again in person. Only what differs is written down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.models import Entry
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.visits.models import Interview, Visit

AFTER_THE_PAPERS = (Visit.State.EXAMINED, Visit.State.INTERVIEWED)


class NotExamined(Exception):
    """The papers come first."""


class WordsNeeded(Exception):
    """A doubt needs words: who decides was not in the room."""


@transaction.atomic
def record(visit: Visit, text: str, differs: dict[str, str], conclusion: str, *, by: User, at: datetime) -> Interview:
    """Keep the notes and what the answers are now; asked again before the end of the visit, they are corrected."""
    if visit.state not in AFTER_THE_PAPERS:
        raise NotExamined
    text, differs = text.strip(), {name: answer.strip() for name, answer in differs.items() if answer.strip()}
    conclusion = Interview.Conclusion(conclusion)
    if conclusion == Interview.Conclusion.DOUBT and not text:
        raise WordsNeeded
    interview = Interview(visit=visit, by=by, at=at, notes={"text": text, "differs": differs}, conclusion=conclusion)
    Interview.objects.bulk_create(
        [interview], update_conflicts=True, unique_fields=["visit"], update_fields=["by", "at", "notes", "conclusion"]
    )
    if visit.state == Visit.State.EXAMINED:
        visit.move(Visit.State.INTERVIEWED, by=by, at=at)
    else:
        trail.write(interview, "interview.corrected", by=by, at=at)
    return interview


def has_interviewed(applicant: Applicant, officer: User) -> bool:
    """Whether this officer ever held or corrected the interview: then the decision is somebody else's.

    The trail is asked, not the record: a record knows only who spoke last.
    """
    acts = ("visit.interviewed", "interview.corrected")
    return Entry.objects.filter(
        application_id=applicant.application_id, applicant_id=applicant.pk, act__in=acts, by=officer
    ).exists()
