"""Keeping the house in order: jobs whose worker died are started again, and every night all files are proven sound."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from procrastinate.contrib.django import app

from mpaspor.cases import invariants
from mpaspor.core import clock

if TYPE_CHECKING:
    from procrastinate import JobContext

# A worker says every ten seconds that it lives; silent for this long, it is taken for dead.
SILENT_SECONDS = 60

log = logging.getLogger(__name__)


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        log.warning("job %s (%s) was left by a dead worker; it runs again", job.id, job.task_name)
        await manager.retry_job(job)


@app.periodic(cron="30 18 * * *")
@app.task(queueing_lock="prove_soundness")
def prove_soundness(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    """At 01.30 in Jakarta."""
    for finding in invariants.check(at=clock.now()):
        log.error("%s: %s %s", finding.check, finding.reference, finding.detail)
