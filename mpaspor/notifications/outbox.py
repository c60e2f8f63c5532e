"""Writing a message with the fact it tells: both are kept, or neither."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from mpaspor.notifications import jobs
from mpaspor.notifications.models import Message


class Addressee(Protocol):
    """Whoever a message is about: an application, with the address its owner chose."""

    pk: Any
    reference: str
    contact_email: str
    contact_name: str
    language: str


def post(kind: str, application: Addressee, *, at: datetime, **context: object) -> Message | None:
    """Queue the message `kind` (a template under mail/). Without an address nothing is due: the timeline tells it."""
    if not application.contact_email:
        return None
    message = Message.objects.create(
        kind=kind,
        address=application.contact_email,
        language=application.language,
        context={"reference": application.reference, "name": application.contact_name, **context},
        application_id=application.pk,
        queued_at=at,
    )
    jobs.send.defer(message_id=message.pk)
    return message
