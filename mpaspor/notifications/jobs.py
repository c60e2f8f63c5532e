"""Jobs of the outbox: load, call one act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mpaspor.core.clock import now
from mpaspor.notifications import delivery


@app.task(queue="mail")
def send(message_id: int) -> None:
    delivery.deliver(message_id, at=now())


@app.periodic(cron="*/2 * * * *")
@app.task(queue="mail", queueing_lock="queue_letters_again")
def queue_letters_again(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    delivery.queue_again(at=now(), defer=lambda message_id: send.defer(message_id=message_id))
