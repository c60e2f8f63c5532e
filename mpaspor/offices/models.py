"""An office, the people posted there, the days it is shut, and the rules that hold."""

from __future__ import annotations

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _


class Office(models.Model):
    """A Kantor Imigrasi, or a unit of one: a counter elsewhere with days, hours and places of its own.

    Who is seen at a unit is decided on, printed for and served at its office, whose rules hold there too as far as the
    unit has none. Codes are our own: no official list is published (sample data, see docs).
    """

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=80, unique=True)
    office_class = models.CharField(max_length=20)
    has_checkpoint = models.BooleanField(help_text="TPI: has its own border checkpoint")
    city = models.CharField(max_length=80)
    province = models.CharField(max_length=2)
    zone = models.CharField(max_length=20)
    latitude = models.DecimalField(max_digits=6, decimal_places=3)
    longitude = models.DecimalField(max_digits=6, decimal_places=3)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="units",
        help_text="the office whose unit this is (ULP, UKK, MPP, lounge); empty = an office",
    )  # fmt: skip

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="no_unit_of_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seat(self) -> Office:
        """Where it is decided and printed: the office itself, or that of the unit."""
        return self.parent or self

    @property
    def full_name(self) -> str:
        """Kantor Imigrasi Denpasar; a unit goes by its own name: MPP Denpasar."""
        return self.name if self.parent_id else gettext("Kantor Imigrasi %(name)s") % {"name": self.name}

    @cached_property
    def zoneinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class Posting(models.Model):
    """Where an officer works. An officer sees only the files of this office."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posting")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="postings")
    counter = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return f"{self.user} @ {self.office}"


class ClosedDay(models.Model):
    """A day nobody can be seen, and why: in one office, or in all of them (office empty)."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("libur")
        JOINT_LEAVE = "joint_leave", _("cuti")
        CLOSURE = "closure", _("tutup")
        NO_BLANKS = "no_blanks", _("blanko")

    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.CASCADE, related_name="closed_days")
    on = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    passport_kind = models.CharField(max_length=12, blank=True, help_text="only this kind of passport; empty = all")
    reason = models.CharField(max_length=120)
    reason_en = models.CharField(max_length=120)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["on"], name="closed_on")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "on", "passport_kind"], nulls_distinct=False, name="one_reason_per_closed_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.reason}"

    @property
    def words(self) -> str:
        return self.reason_en if get_language() == "en" else self.reason


class Rule(models.Model):
    """One rule that may change: its value, where and from when it holds, and on whose word."""

    key = models.CharField(max_length=60)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.CASCADE, related_name="rules")
    value = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="last day it holds; empty = until further notice")
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key", "office", "valid_from"], nulls_distinct=False, name="one_rule_per_key_office_day"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="rule_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value} from {self.valid_from}"
