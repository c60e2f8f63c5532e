"""Jobs of the trail: call one act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.audit import seals
from mpaspor.core.clock import now


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="seal_trail")
def seal_trail(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    seals.seal(now())
