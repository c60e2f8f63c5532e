"""Jobs of the money: load, call one act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.core.clock import now
from mpaspor.stages.payments import deadlines


@app.periodic(cron="* * * * *")
@app.task(queue="money", queueing_lock="lapse_unpaid")
def lapse_unpaid(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    at = now()
    deadlines.close_overdue(at=at)
    for application in deadlines.forgotten(at):
        deadlines.end_hold(application, at=at)
