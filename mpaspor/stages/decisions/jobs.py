"""Jobs of the decision: load, call one act."""

from __future__ import annotations

from contextlib import suppress

import structlog
from procrastinate.contrib.django import app

from mpaspor.audit.states import StateChanged
from mpaspor.core import turns
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
        _screen(decision)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="screen_waiting")
def screen_waiting(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    waiting = Decision.objects.filter(state=Decision.State.SCREENING).select_related("applicant__application")
    turns.each(waiting.order_by("opened_at")[:AT_ONCE], _screen, silence=link.Unavailable)


def _screen(decision: Decision) -> None:
    try:
        answer = screening.ask(decision.applicant)
    except link.Unavailable as failure:
        log.warning("watchlist away", waiting=decision.pk, failure=str(failure))
        raise
    # Both jobs may ask about the same person at the same moment; the first answer stands.
    with suppress(StateChanged):
        screening.record(decision, answer, at=now())


@app.periodic(cron="27 * * * *")
@app.task(queueing_lock="end_waiting")
def end_waiting(timestamp: int) -> None:  # noqa: ARG001
    at = now()
    turns.each(adjudication.waited_in_vain(at), lambda decision: adjudication.end_waiting(decision, at=at))
