"""The waiting list, and the places given back that it is offered first."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mpaspor.audit import states
from mpaspor.stages.applications.models import Application


class Waiting(states.Stateful):
    """A file that waits for a place. An offer is a hold with a longer time: nobody else can take it meanwhile.

    Those a draw left out keep its order (`rank`); for the places of that draw they come first. Everybody else comes in
    the order of joining. The turn belongs to the `people` who joined: with somebody new the file comes anew.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        OFFERED = "offered"
        PLACED = "placed"
        LEFT = "left"

    TRANSITIONS: ClassVar = {
        "waiting": ("offered", "placed", "left"),
        "offered": ("waiting", "placed", "left"),
        "placed": (),
        "left": (),
    }

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="waitings")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    draw = models.ForeignKey("appointments.Draw", null=True, on_delete=models.PROTECT, related_name="waiting")
    rank = models.PositiveIntegerField(null=True, help_text="in the order of the draw")
    people = ArrayField(
        models.BinaryField(max_length=32), default=list, help_text="whose turn it is: their person keys"
    )
    joined_at = models.DateTimeField()
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    within_km = models.PositiveSmallIntegerField(default=0, help_text="other offices this near are fine too; 0 = none")
    first_on = models.DateField(null=True, help_text="not before this day")
    last_on = models.DateField(null=True, help_text="not after this day")
    slot = models.ForeignKey(
        "appointments.Slot", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+",
        help_text="what is offered now",
    )  # fmt: skip
    offer_until = models.DateTimeField(null=True)
    offers_let_go = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            states.known_state("waiting", ("waiting", "offered", "placed", "left")),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=("waiting", "offered")), name="a_file_waits_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["joined_at", "rank"], condition=Q(state="waiting"), name="waiting_in_order"),
            models.Index(fields=["offer_until"], condition=Q(state="offered"), name="offers_that_end"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} waits for {self.office_id}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.application_id, None)


class FreedPlaces(models.Model):
    """Places of a slot given back (or added after a draw): until `returns_at` for the waiting list, then for anybody.

    The minute is drawn by chance when they come back, so that nobody can give a place up for somebody who waits to
    snatch it. `places` counts down; the sum over a slot is the slot's `kept`.
    """

    slot = models.ForeignKey(
        "appointments.Slot", on_delete=models.DO_NOTHING, db_constraint=False, related_name="freed"
    )
    places = models.PositiveSmallIntegerField()
    freed_at = models.DateTimeField()
    returns_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.places} of {self.slot_id}"
