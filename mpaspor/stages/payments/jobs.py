"""Jobs of the money: load, call one act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.core import turns
from mpaspor.core.clock import now
from mpaspor.stages.payments import calls, deadlines, won

# Of each minute; a large draw is billed over some of them, so that other jobs have their turn.
SECONDS = 40


@app.periodic(cron="* * * * *")
@app.task(queue="money", queueing_lock="lapse_unpaid")
def lapse_unpaid(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    at = now()
    turns.each((deadlines.close_overdue, deadlines.end_forgotten), lambda end: end(at=at))


@app.periodic(cron="* * * * *")
@app.task(queue="money", queueing_lock="bill_what_was_won")
def bill_what_was_won(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    won.bill_all(at=now(), seconds=SECONDS)


# Half past two in Jakarta.
@app.periodic(cron="30 19 * * *")
@app.task(queue="money", queueing_lock="forget_old_calls")
def forget_old_calls(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    calls.forget_old(at=now())
