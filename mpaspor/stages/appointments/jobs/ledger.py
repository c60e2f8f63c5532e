"""Jobs of the public ledger: call one act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.core.clock import now
from mpaspor.stages.appointments.ledger import sealing


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="seal_places")
def seal_places(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    sealing.seal(now())
