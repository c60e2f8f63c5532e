"""Entries of the trail and the seals over them. The database refuses to change or delete either."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Kind(models.TextChoices):
    SEEN = "seen"
    CHANGED = "changed"
    MACHINE = "machine"


class Entry(models.Model):
    """One act or look. `act` names it ("visit.called"); `old` and `new` hold what changed; no secrets, no whole NIK.

    The column `xid` (see the migrations) is the writing transaction's number, by which seals know what is complete;
    `audit_base()` keeps it growing when the trail is restored into a cluster that counts from the beginning.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    act = models.CharField(max_length=60)
    record = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    application_id = models.BigIntegerField(null=True)
    applicant_id = models.BigIntegerField(null=True)
    # Like the other numbers here it outlives what it names, and costs no look-up when places go by the hundred.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    place = models.CharField(max_length=80, blank=True)
    why = models.TextField(blank=True)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["application_id", "id"], name="trail_of_application"),
            # What belongs to no file: releases, draws, closures, signals.
            models.Index(
                fields=["record", "record_id", "id"],
                condition=models.Q(application_id__isnull=True),
                name="trail_of_the_house",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.record} {self.record_id}"


class Seal(models.Model):
    """A hash over a run of entries and over the seal before it."""

    at = models.DateTimeField()
    upto = models.BigIntegerField(unique=True, help_text="last transaction number covered")
    entries = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"seal {self.pk} over {self.entries} entries"
