"""The public ledger of places. The database itself writes its lines, and refuses to change or remove them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class PlaceLine(models.Model):
    """One change of one slot: what, how many, when, and under which pseudonym. Written by triggers (the migrations).

    `at` is the database's own clock: a line tells when it was written, whatever the act that caused it believed. The
    column `xid` is the writing transaction's number, as in the trail.
    """

    class Kind(models.TextChoices):
        OPENED = "opened"  # capacity
        HELD = "held"  # taken +1
        WALK_IN = "walk_in"  # taken +1, at the desk
        CONFIRMED = "confirmed"
        ATTENDED = "attended"
        MISSED = "missed"
        RELEASED = "released"  # taken -1
        EXPIRED = "expired"  # taken -1
        UNDONE = "undone"  # taken -1: a family of which somebody could not be placed
        MOVED = "moved"  # taken -1 in the old slot, +1 in the new one
        RESERVED = "reserved"  # kept

    at = models.DateTimeField()
    release_id = models.BigIntegerField()
    slot_id = models.BigIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    delta = models.SmallIntegerField()
    pseudonym = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["slot_id", "id"], name="lines_of_slot")]

    def __str__(self) -> str:
        return f"{self.kind} {self.delta:+} in slot {self.slot_id}"


class PlaceSeal(models.Model):
    """The head of the chain after a run of lines: each line's hash covers the line before it (`ledger.chain`)."""

    at = models.DateTimeField()
    on = models.DateField(help_text="the day of its lines, by Jakarta's clock")
    upto = models.BigIntegerField(unique=True, help_text="last transaction number covered")
    lines = models.BigIntegerField(help_text="how many lines the chain has so far")
    head = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["on", "-upto"], name="seals_of_day")]

    def __str__(self) -> str:
        return f"{self.head[:8]} after {self.lines} lines"
