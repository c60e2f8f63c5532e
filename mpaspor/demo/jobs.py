"""Jobs of the demo town: load, call one act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.core.clock import now
from mpaspor.demo import opening_day


@app.periodic(cron="* * * * *")
@app.task(queue="draws", queueing_lock="reveal_played_secrets")
def reveal_played_secrets(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    opening_day.reveal_due(at=now())
