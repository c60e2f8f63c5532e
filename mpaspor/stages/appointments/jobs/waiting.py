"""Jobs of the waiting list: load, call one act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.core import turns
from mpaspor.core.clock import now
from mpaspor.stages.appointments import closures
from mpaspor.stages.appointments.waiting import offering, settling, sweeping


@app.periodic(cron="* * * * *")
@app.task(queue="places", queueing_lock="finish_closures")
def finish_closures(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    """Whoever was left behind in a closed hour, by a crash or in the rush."""
    closures.finish(at=now())


@app.periodic(cron="* * * * *")
@app.task(queue="places", queueing_lock="offer_places")
def offer_places(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    """Who waits is asked before anybody else may have what comes back."""
    at = now()
    turns.each(
        (settling.strike_placed, settling.judge_turns, offering.offer_freed, sweeping.return_places),
        lambda act: act(at=at),
    )
