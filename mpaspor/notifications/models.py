"""The outbox."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mpaspor.audit import states


class MessageState(models.TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Message(states.Stateful):
    """One message to one address, and what became of it."""

    State = MessageState

    TRANSITIONS: ClassVar = {"queued": ("sent", "failed"), "failed": ("queued",), "sent": ()}

    kind = models.CharField(max_length=40, help_text="payments/settled: the template under mail/")
    address = models.EmailField()
    language = models.CharField(max_length=2)
    context = models.JSONField(default=dict)
    application_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [states.known_state("message", MessageState.values)]
        indexes: ClassVar = [
            models.Index(fields=["queued_at"], condition=~models.Q(state="sent"), name="messages_waiting"),
            models.Index(fields=["application_id"], name="messages_of_application"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.address}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.application_id, None)
