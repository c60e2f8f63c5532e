"""Jobs of the book: load, call one act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.core.clock import now
from mpaspor.stages.passports import handover


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="cancel_uncollected")
def cancel_uncollected(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    handover.cancel_uncollected(at=now())
