"""The end of the visit is the beginning of the decision: neither happens without the other."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.stages.decisions import jobs, screening
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.visits import biometrics
from mpaspor.stages.visits.models import Visit


@transaction.atomic
def finish(visit: Visit, *, by: User | None, at: datetime) -> Decision:
    """Photo and fingers are complete; the watchlist is asked by a job. Raises what `biometrics.finish` raises."""
    biometrics.finish(visit, by=by, at=at)
    decision = screening.open(visit.applicant, office=visit.office.seat, by=by, at=at)
    jobs.screen.defer(decision_id=decision.pk)
    return decision
