"""Taking a message from the outbox to the mail server, and saying honestly what became of it."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from mpaspor.notifications.models import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

# A failed message is tried again this long after it was queued last, by the periodic job.
TRY_AGAIN_AFTER = timedelta(minutes=2)
# After so many tries it stays failed, and the operators' check shows it.
MOST_ATTEMPTS = 20


def deliver(message_id: int, *, at: datetime) -> None:
    """Send one queued message; one already sent is left alone, so that a repeated job does no harm.

    A server that does not take it leaves the message failed, with the reason; `queue_failed_again` tries later.
    """
    message = Message.objects.get(pk=message_id)
    if message.state != Message.State.QUEUED:
        return
    try:
        render(message).send()
    except (OSError, smtplib.SMTPException) as problem:
        message.move(Message.State.FAILED, by=None, at=at, error=str(problem)[:200], attempts=message.attempts + 1)
        return
    message.move(Message.State.SENT, by=None, at=at, sent_at=at, error="", attempts=message.attempts + 1)


@transaction.atomic
def queue_failed_again(*, at: datetime, defer: Callable[[int], object]) -> int:
    """Put failed messages back in line; returns how many."""
    failed = list(
        Message.objects.select_for_update(skip_locked=True).filter(
            state=Message.State.FAILED, queued_at__lt=at - TRY_AGAIN_AFTER, attempts__lt=MOST_ATTEMPTS
        )[:500]
    )
    for message in failed:
        message.move(Message.State.QUEUED, by=None, at=at, queued_at=at)
        defer(message.pk)
    return len(failed)


def render(message: Message) -> EmailMultiAlternatives:
    """The message in its reader's language: first line of the template is the subject."""
    with translation.override(message.language):
        context = {**message.context, "address": settings.SITE_ADDRESS}
        subject, _, text = render_to_string(f"mail/{message.kind}.txt", context).strip().partition("\n")
        html = render_to_string("mail/layout.html", {**context, "subject": subject, "text": text.strip()})
    mail = EmailMultiAlternatives(subject=subject.strip(), body=text.strip(), to=[message.address])
    mail.attach_alternative(html, "text/html")
    return mail
