"""Jobs of the draws: load, call one act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.core import turns
from mpaspor.core.clock import now
from mpaspor.gateways.link import Unavailable
from mpaspor.stages.appointments.draws import awarding, drawing, sealing
from mpaspor.stages.appointments.models import Draw

# A large draw is given out over some minutes, so that other jobs have their turn.
SECONDS = 40


@app.periodic(cron="* * * * *")
@app.task(queue="draws", queueing_lock="seal_draws")
def seal_draws(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    at = now()
    closed = Draw.objects.filter(state=Draw.State.ANNOUNCED, closes_at__lte=at)
    turns.each(closed, lambda draw: sealing.seal(draw, at=at), silence=Unavailable)


@app.periodic(cron="* * * * *")
@app.task(queue="draws", queueing_lock="draw_draws")
def draw_draws(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    at = now()
    sealed = Draw.objects.filter(state=Draw.State.SEALED, beacon_at__lte=at)
    turns.each(sealed, lambda draw: drawing.draw(draw, at=at), silence=Unavailable)


@app.periodic(cron="* * * * *")
@app.task(queue="draws", queueing_lock="award_draws")
def award_draws(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    at = now()
    drawn = Draw.objects.filter(state=Draw.State.DRAWN, results_at__lte=at)
    turns.each(drawn, lambda draw: awarding.award(draw, at=at, seconds=SECONDS))
