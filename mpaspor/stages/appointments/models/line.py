"""What the waiting room keeps: a few numbers a release, whatever the crowd. No row and no memory for a visitor."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Gate(models.Model):
    """How far the line of a release has come: positions up to `admitted` may choose a place."""

    release = models.OneToOneField(
        "appointments.Release", primary_key=True, on_delete=models.CASCADE, related_name="gate"
    )
    admitted = models.BigIntegerField(default=0)
    per_second = models.FloatField(default=0, help_text="how fast people are admitted now")
    at = models.DateTimeField(help_text="when this was true")

    def __str__(self) -> str:
        return f"{self.release_id} up to {self.admitted}"


class GateRound(models.Model):
    """Who came in one round, as the sketch of one node: of fixed size, and no person can be read out of it.

    Round 0 is everybody present before the opening. The sketches of several nodes are laid over one another.
    """

    release = models.ForeignKey("appointments.Release", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    node = models.CharField(max_length=32)
    sketch = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "number", "node"], name="one_sketch_per_round_and_node"),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} round {self.number}"
