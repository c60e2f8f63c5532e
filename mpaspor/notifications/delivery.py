"""Taking a message from the outbox to the mail server, and saying honestly what became of it.

A letter may, when a process dies between sending and noting it, go out twice; it never stays away without a word.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation

from mpaspor.core import letters
from mpaspor.notifications.models import Message

# After a failure the wait doubles, so that a mail server may be away for a day or two and nothing is lost.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=6)
# After so many tries it stays failed, and the operators' check shows it.
MOST_ATTEMPTS = 20
# A message queued for so long has lost its job: the worker died with it, or it cannot be drawn.
FORGOTTEN_AFTER = timedelta(minutes=10)
AT_ONCE = 500


def deliver(message_id: int, *, at: datetime) -> None:
    """Send one queued message; one already sent is left alone, so that a repeated job does no harm.

    A server that does not take it leaves the message failed, with the reason; `queue_again` tries later.
    """
    message = Message.objects.get(pk=message_id)
    if message.state != Message.State.QUEUED:
        return
    tries = message.attempts + 1
    try:
        render(message).send()
    except (OSError, smtplib.SMTPException) as problem:
        message.move(Message.State.FAILED, by=None, at=at, error=str(problem)[:200], attempts=tries)
        return
    message.move(Message.State.SENT, by=None, at=at, sent_at=at, error="", attempts=tries)


@transaction.atomic
def queue_again(*, at: datetime, defer: Callable[[int], object]) -> int:
    """Put what failed and what was forgotten back in line, each when its wait is over; returns how many."""
    waiting = Message.objects.select_for_update(skip_locked=True).order_by("queued_at")
    failed = list(waiting.filter(_waited(at))[:AT_ONCE])
    forgotten = list(waiting.filter(state=Message.State.QUEUED, queued_at__lt=at - FORGOTTEN_AFTER)[:AT_ONCE])
    for message in failed:
        message.move(Message.State.QUEUED, by=None, at=at, queued_at=at)
    Message.objects.filter(pk__in=[message.pk for message in forgotten]).update(queued_at=at)
    for message in failed + forgotten:
        defer(message.pk)
    return len(failed) + len(forgotten)


def wait_after(attempts: int) -> timedelta:
    """How long a message that failed so often rests: 2, 4, 8 … minutes, at most six hours."""
    doubled: int = 2 ** (attempts - 1)
    return min(LONGEST_WAIT, FIRST_WAIT * doubled)


def render(message: Message) -> EmailMultiAlternatives:
    """The message in its reader's language: first line of the template is the subject."""
    with translation.override(message.language):
        context = {**message.context, "address": settings.SITE_ADDRESS}
        subject, _, text = render_to_string(f"mail/{message.kind}.txt", context).strip().partition("\n")
        return letters.compose(subject, text, message.address)


def _waited(at: datetime) -> Q:
    rested = Q()
    for attempts in range(1, MOST_ATTEMPTS):
        rested |= Q(attempts=attempts, queued_at__lte=at - wait_after(attempts))
    return Q(state=Message.State.FAILED) & rested
