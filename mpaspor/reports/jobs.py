"""Jobs of the reports: call one act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.core.clock import now
from mpaspor.reports import standing


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="look_outside")
def look_outside(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    standing.look(at=now())
