"""A draw: who takes part, what they wish, and what makes its outcome nobody's to choose."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mpaspor.audit import states
from mpaspor.stages.applications.models import Applicant, Application


class Draw(states.Stateful):
    """One draw over the places of one or more releases.

    opens_at < closes_at < reveal_by < beacon_at <= results_at. The public value's moment lies after the last moment for
    a witness's secret: who keeps silent chooses without knowing what she chooses between.
    """

    class State(models.TextChoices):
        ANNOUNCED = "announced"
        SEALED = "sealed"
        DRAWN = "drawn"
        AWARDED = "awarded"

    TRANSITIONS: ClassVar = {
        "announced": ("sealed",),
        "sealed": ("drawn",),
        "drawn": ("awarded",),
        "awarded": (),
    }

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=120, help_text="as people know it: Denpasar, 15 Desember - 9 Januari")
    state = models.CharField(max_length=9, choices=State.choices, default=State.ANNOUNCED)
    opens_at = models.DateTimeField(help_text="entries open")
    closes_at = models.DateTimeField(help_text="entries close and are sealed")
    reveal_by = models.DateTimeField(help_text="last moment for a witness to reveal")
    beacon_at = models.DateTimeField(help_text="when the public value becomes known")
    results_at = models.DateTimeField()
    beacon = models.CharField(max_length=80, help_text="the public value's source, named in advance")
    beacon_round = models.BigIntegerField()
    public_value = models.CharField(max_length=128, blank=True)
    entries_digest = models.CharField(max_length=64, blank=True)
    places_digest = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    results_digest = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["closes_at", "id"]
        constraints: ClassVar = [
            states.known_state("draw", ("announced", "sealed", "drawn", "awarded")),
            models.CheckConstraint(
                condition=Q(
                    opens_at__lt=F("closes_at"), closes_at__lt=F("reveal_by"), reveal_by__lt=F("beacon_at"),
                    beacon_at__lte=F("results_at"),
                ),
                name="draw_in_its_order",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    def trail_of(self) -> tuple[int | None, int | None]:
        return (None, None)


class DrawWitness(models.Model):
    """Somebody independent who publishes the hash of a secret before entries close, and the secret after."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="witnesses")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(max_length=80)
    commitment = models.CharField(max_length=64, blank=True, help_text="sha256 of the secret, in hex")
    committed_at = models.DateTimeField(null=True)
    secret = models.CharField(max_length=200, blank=True)
    revealed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draw", "name"], name="one_witness_of_a_name")]

    def __str__(self) -> str:
        return self.name

    def trail_of(self) -> tuple[int | None, int | None]:
        return (None, None)


class DrawEntry(states.Stateful):
    """A file that takes part: a person, or a family that is placed together or not at all."""

    class State(models.TextChoices):
        ENTERED = "entered"
        LEFT = "left"
        WON = "won"
        WAITING = "waiting"

    TRANSITIONS: ClassVar = {"entered": ("left", "won", "waiting"), "left": (), "won": (), "waiting": ()}

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="entries")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="draw_entries")
    state = models.CharField(max_length=7, choices=State.choices, default=State.ENTERED)
    number = models.PositiveIntegerField(help_text="the how-manieth to enter; says nothing about the outcome")
    pseudonym = models.CharField(max_length=32)
    entered_at = models.DateTimeField()
    rank = models.PositiveIntegerField(null=True, help_text="place in the drawn order, from 1")
    slot = models.ForeignKey(
        "appointments.Slot", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            states.known_state("drawentry", ("entered", "left", "won", "waiting")),
            models.UniqueConstraint(
                fields=["draw", "application"], condition=~Q(state="left"), name="one_entry_per_file_and_draw"
            ),
            models.UniqueConstraint(fields=["draw", "number"], name="entries_are_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.draw} {self.number}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.application_id, None)


class DrawPerson(models.Model):
    """Somebody in an entry: one NIK takes part in a draw once."""

    entry = models.ForeignKey(DrawEntry, on_delete=models.CASCADE, related_name="people")
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="+")
    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="+")
    person_key = models.BinaryField(max_length=32)
    active = models.BooleanField(default=True, help_text="false once the entry was left")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draw", "person_key"], condition=Q(active=True), name="one_chance_per_person_and_draw"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.applicant_id}"


class DrawWish(models.Model):
    """An office, a day and an hour; empty = any day, any hour. The entry's first wish comes first."""

    entry = models.ForeignKey(DrawEntry, on_delete=models.CASCADE, related_name="wishes")
    order = models.PositiveSmallIntegerField()
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    on = models.DateField(null=True)
    hour = models.TimeField(null=True, help_text="when it begins, local time")

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "order"], name="one_wish_per_rank")]

    def __str__(self) -> str:
        return f"{self.entry} · {self.order}"
