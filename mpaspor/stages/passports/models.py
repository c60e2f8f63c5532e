"""The book: blanks in the safe, the passport printed into one, and who received it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mpaspor.audit import states
from mpaspor.stages.applications.models import Applicant, PassportKind

if TYPE_CHECKING:
    from mpaspor.offices.models import Office


class BlankBook(models.Model):
    """A numbered empty booklet. Each leaves the safe once: into a passport, or spoiled."""

    class State(models.TextChoices):
        IN_STOCK = "in_stock"
        USED = "used"
        SPOILED = "spoiled"

    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="blank_books")
    kind = models.CharField(max_length=12, choices=PassportKind.choices)
    number = models.CharField(max_length=9, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.IN_STOCK)
    delivered_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["office", "kind", "id"], condition=models.Q(state="in_stock"), name="books_in_stock"),
        ]

    def __str__(self) -> str:
        return self.number

    def trail_of(self) -> tuple[int | None, int | None]:
        return (None, None)


class PassportQuerySet(models.QuerySet["Passport"]):
    def at(self, office: Office) -> PassportQuerySet:
        return self.filter(office=office)


class PassportState(models.TextChoices):
    QUEUED = "queued"
    PRINTED = "printed"
    INSPECTED = "inspected"
    READY = "ready"
    COLLECTED = "collected"
    SPOILED = "spoiled"
    CANCELLED = "cancelled"


class Passport(states.Stateful):
    State = PassportState

    TRANSITIONS: ClassVar = {
        "queued": ("printed",),
        "printed": ("inspected", "spoiled"),
        "inspected": ("ready",),
        "ready": ("collected", "cancelled"),
        "collected": (),
        "spoiled": ("queued",),
        "cancelled": (),
    }

    applicant = models.OneToOneField(Applicant, on_delete=models.PROTECT, related_name="passport")
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=PassportKind.choices)
    replaces = models.BooleanField(help_text="the holder had one before: replacement, not new")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField()
    book = models.OneToOneField(BlankBook, null=True, on_delete=models.PROTECT, related_name="passport")
    number = models.CharField(max_length=9, null=True, unique=True)  # noqa: DJ001 - no number yet is not an empty number
    mrz_primary = models.CharField(max_length=80)
    mrz_secondary = models.CharField(max_length=80, blank=True)
    mrz = models.CharField(max_length=89, blank=True)
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    printed_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    collect_until = models.DateField(null=True)

    objects = PassportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            states.known_state("passport", PassportState.values),
            models.CheckConstraint(
                condition=models.Q(state__in=("queued", "spoiled"), number__isnull=True)
                | models.Q(
                    state__in=("printed", "inspected", "ready", "collected", "cancelled"),
                    number__isnull=False,
                    book__isnull=False,
                ),
                name="a_number_when_printed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["office", "state", "queued_at"], name="print_queue"),
            models.Index(fields=["office", "issued_on"], name="issued_by_office"),
            models.Index(fields=["collect_until"], condition=models.Q(state="ready"), name="passports_to_collect"),
        ]

    def __str__(self) -> str:
        return self.number or f"passport of {self.applicant_id}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.applicant.application_id, self.applicant_id)


class Handover(models.Model):
    """Who took the book (Permenkumham 8/2014 art. 23): the holder, family in the same KK, or a proxy with a letter."""

    class Collector(models.TextChoices):
        HOLDER = "holder", _("Pemohon sendiri")
        FAMILY = "family", _("Keluarga dalam KK yang sama")
        PROXY = "proxy", _("Orang lain dengan surat kuasa")

    passport = models.OneToOneField(Passport, on_delete=models.PROTECT, related_name="handover")
    collector = models.CharField(max_length=6, choices=Collector.choices)
    name = models.CharField(max_length=120)
    identity_ending = models.CharField(max_length=4, help_text="last four digits of the collector's NIK")
    letter = models.CharField(max_length=80, blank=True, help_text="number of the proxy's letter")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.passport_id} to {self.name}"
