"""Somebody asked to be reminded."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mpaspor.stages.applications.models import Application


class Reminder(models.Model):
    """A file whose owner wants a letter before a release opens or a draw's entries open or close; gone once sent."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reminders")
    release = models.ForeignKey("appointments.Release", null=True, on_delete=models.CASCADE, related_name="+")
    draw = models.ForeignKey("appointments.Draw", null=True, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(release__isnull=False, draw__isnull=True) | Q(release__isnull=True, draw__isnull=False),
                name="reminder_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["application", "release", "draw"], nulls_distinct=False, name="reminded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} at {self.due_at}"
