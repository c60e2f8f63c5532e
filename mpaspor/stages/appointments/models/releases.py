"""A release: places of an office, published at an announced moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from mpaspor.offices.models import Office


class ReleaseQuerySet(models.QuerySet["Release"]):
    def at(self, office: Office) -> ReleaseQuerySet:
        """The releases of an office, or of a unit."""
        return self.filter(office=office)

    def within(self, office: Office) -> ReleaseQuerySet:
        """What an officer may see: the releases of her office and its units."""
        return self.filter(Q(office=office) | Q(office__parent=office))


class Release(models.Model):
    """Places of one office for a range of days, which anybody may have from `opens_at` on.

    Once announced it is not taken back; places can only be added. A draw gives its places out before `opens_at`, and
    what is left of them opens then. In a line, until `line_until`, a place is had through the waiting room alone.
    """

    class Way(models.TextChoices):
        DRAW = "draw", _("Undian")
        LINE = "line", _("Antrean")

    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="releases")
    way = models.CharField(max_length=4, choices=Way.choices, default=Way.LINE)
    draw = models.ForeignKey("appointments.Draw", null=True, on_delete=models.PROTECT, related_name="releases")
    first_on = models.DateField(help_text="first day of its places, as the office counts")
    last_on = models.DateField()
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    opens_at = models.DateTimeField()
    line_until = models.DateTimeField(null=True, help_text="until then through the waiting room; empty = no line")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["opens_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(way="draw", draw__isnull=False) | Q(way="line", draw__isnull=True),
                name="a_draw_release_has_its_draw",
            ),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="release_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(line_until__isnull=True) | Q(line_until__gt=F("opens_at")), name="line_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.first_on}–{self.last_on}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (None, None)

    def has_line(self, at: datetime) -> bool:
        """Whether its places are had through the waiting room now."""
        return self.line_until is not None and self.opens_at <= at < self.line_until
