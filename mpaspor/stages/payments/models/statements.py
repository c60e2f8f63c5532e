"""What those outside say they took on a day, line by line; where that differs from ours; and days that are closed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mpaspor.audit import states
from mpaspor.offices.models import Office
from mpaspor.stages.payments.models.incoming import Payment


class Statement(models.Model):
    """One source's list of a day: the treasury's file, a bank's report, a file of the post or of the acquirer."""

    source = models.CharField(max_length=128, help_text="as Payment.source")
    on = models.DateField(help_text="the day in their books")
    fetched_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    amount = models.BigIntegerField(help_text="whole rupiah, all lines")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what came")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "on", "digest"], name="one_statement_as_it_came")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.on}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (None, None)


class StatementLine(models.Model):
    """One payment as they have it; its number finds ours."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    number = models.CharField(max_length=128, help_text="Payment.request_id; in the post's file Payment.reference")
    code = models.CharField(max_length=128)
    amount = models.BigIntegerField(help_text="whole rupiah")
    channel = models.CharField(max_length=128, blank=True)
    reference = models.CharField(max_length=128, blank=True, help_text="as Payment.reference, where they name it")
    stan = models.CharField(max_length=128, blank=True)
    paid_at = models.DateTimeField()
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="statement_lines")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["statement", "number"], name="one_line_per_number")]

    def __str__(self) -> str:
        return self.number

    def trail_of(self) -> tuple[int | None, int | None]:
        return self.payment.trail_of() if self.payment else (None, None)


class Difference(states.Stateful):
    """Somebody's work: what they have and we have not, the other way round, or not alike."""

    class Kind(models.TextChoices):
        MISSING_HERE = "missing_here"
        MISSING_THERE = "missing_there"
        DIFFERING = "differing"

    class State(models.TextChoices):
        OPEN = "open"
        EXPLAINED = "explained"

    TRANSITIONS: ClassVar = {"open": ("explained",), "explained": ()}

    # Whether their next list is looked through first; known to what `reconciling.tasks` finds.
    waits: bool

    kind = models.CharField(max_length=13, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    source = models.CharField(max_length=128)
    on = models.DateField(help_text="the day in their books")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    line = models.OneToOneField(StatementLine, null=True, on_delete=models.PROTECT, related_name="difference")
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="differences")
    amount = models.BigIntegerField(help_text="whole rupiah: theirs less ours")
    found_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            states.known_state("difference", ("open", "explained")),
            models.UniqueConstraint(
                fields=["payment", "source", "on"], condition=Q(kind="missing_there"), name="missing_there_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["on"], condition=Q(state="open"), name="differences_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.source} {self.on}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return self.payment.trail_of() if self.payment else (None, None)


class BookDay(states.Stateful):
    """A day of an office's books (of the centre's where no office is named): signed by one, closed by another."""

    class State(models.TextChoices):
        OPEN = "open"
        SIGNED = "signed"
        CLOSED = "closed"

    TRANSITIONS: ClassVar = {"open": ("signed",), "signed": ("open", "closed"), "closed": ()}

    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    balance = models.JSONField(default=dict, help_text="accounts as they stood when it was signed, whole rupiah")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            states.known_state("bookday", ("open", "signed", "closed")),
            models.UniqueConstraint(fields=["office", "on"], nulls_distinct=False, name="one_book_day"),
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=models.F("signed_by")), name="book_day_has_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return str(self.on)

    def trail_of(self) -> tuple[int | None, int | None]:
        return (None, None)
