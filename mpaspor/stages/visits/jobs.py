"""Jobs of the visit: load, call one act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.core.clock import now
from mpaspor.stages.visits import day_end


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="visits_day_end")
def end_days(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    """Every hour, for the offices' midnights fall at three different hours."""
    day_end.close(at=now())
