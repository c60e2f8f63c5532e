"""What has been replayed already, so that a replay can be stopped, go on, and be repeated without doubling anybody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Lived(models.Model):
    """One passport of a table, lived: the n-th of its sort in a month at an office."""

    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    sort = models.CharField(max_length=24)
    number = models.PositiveIntegerField()
    passport = models.ForeignKey("passports.Passport", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "year", "month", "sort", "number"], name="lived_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02} {self.sort} {self.number}"
