"""Jobs of the decision: load, call one act."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from mpaspor.core.clock import now
from mpaspor.gateways import link
from mpaspor.stages.decisions import adjudication, screening
from mpaspor.stages.decisions.models import Decision

log = structlog.get_logger()
AT_ONCE = 200


@app.task
def screen(decision_id: int) -> None:
    """Right after the visit; when the watchlist is away, `screen_waiting` asks again."""
    decision = Decision.objects.select_related("applicant__application").get(pk=decision_id)
    if decision.state == Decision.State.SCREENING:
        screening.record(decision, screening.ask(decision.applicant), at=now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="screen_waiting")
def screen_waiting(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    waiting = Decision.objects.filter(state=Decision.State.SCREENING).select_related("applicant__application")
    for decision in waiting.order_by("opened_at")[:AT_ONCE]:
        try:
            answer = screening.ask(decision.applicant)
        except link.Unavailable as failure:
            log.warning("watchlist away", waiting=decision.pk, failure=str(failure))
            return
        screening.record(decision, answer, at=now())


@app.periodic(cron="27 * * * *")
@app.task(queueing_lock="end_waiting")
def end_waiting(timestamp: int) -> None:  # noqa: ARG001
    """Those whose last day to bring papers is over by their office's clock."""
    at = now()
    waiting = Decision.objects.filter(state=Decision.State.PAPERS_WANTED, papers_until__lte=at.date()).select_related(
        "applicant__application", "office"
    )
    for decision in waiting:
        if decision.papers_until and decision.papers_until < at.astimezone(decision.office.zoneinfo).date():
            adjudication.end_waiting(decision, at=at)
