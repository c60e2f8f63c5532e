"""Letters before an opening."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.core.clock import now
from mpaspor.stages.appointments import reminders


@app.periodic(cron="*/5 * * * *")
@app.task(queue="mail", queueing_lock="remind_of_openings")
def remind_of_openings(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    reminders.send_due(at=now())
