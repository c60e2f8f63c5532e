"""The nightly proof."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from mpaspor.cases import invariants
from mpaspor.core.clock import now

log = structlog.get_logger()


@app.periodic(cron="30 18 * * *")
@app.task(queueing_lock="prove_invariants")
def prove(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    """At half past one in the morning in Jakarta, when no office is open: every row that breaks a rule is an error."""
    for finding in invariants.check(now()):
        log.error("invariant broken", **finding._asdict())
