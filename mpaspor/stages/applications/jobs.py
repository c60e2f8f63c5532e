"""Jobs of the applications: load, call one act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.core.clock import now
from mpaspor.stages.applications import population


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="recheck_population")
def recheck_population(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    population.recheck(at=now())
