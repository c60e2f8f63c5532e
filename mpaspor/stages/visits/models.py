"""A person's day at the office: the ticket, the interview, the photo and the fingers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mpaspor.audit import states
from mpaspor.core.encryption import EncryptedJSON
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.appointments.models import Appointment

if TYPE_CHECKING:
    from mpaspor.offices.models import Office


class VisitQuerySet(models.QuerySet["Visit"]):
    def at(self, office: Office) -> VisitQuerySet:
        return self.filter(office=office)

    def within(self, office: Office) -> VisitQuerySet:
        """Those of the office and its units, for whoever decides on them."""
        return self.filter(Q(office=office) | Q(office__parent=office))


class VisitState(models.TextChoices):
    WAITING = "waiting"
    CALLED = "called"
    EXAMINED = "examined"
    INTERVIEWED = "interviewed"
    ENROLLED = "enrolled"
    PARKED = "parked"
    LEFT = "left"


class Visit(states.Stateful):
    State = VisitState

    TRANSITIONS: ClassVar = {
        "waiting": ("called", "parked", "left"),
        "called": ("examined", "waiting", "parked", "left"),
        "examined": ("interviewed", "parked", "left"),
        "interviewed": ("enrolled", "parked", "left"),
        "enrolled": (),
        "parked": ("waiting", "left"),
        "left": ("waiting",),
    }

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="visits")
    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="visit")
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    on = models.DateField(help_text="the office's own day")
    booked_at = models.DateTimeField(help_text="start of the booked hour: the queue's order")
    ticket = models.CharField(max_length=8, help_text="09-07, one for a family")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    checked_in_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    counter = models.CharField(max_length=10, blank=True)
    enrolled_at = models.DateTimeField(null=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            states.known_state("visit", VisitState.values),
            models.UniqueConstraint(fields=["office", "on", "ticket", "applicant"], name="one_ticket_per_person"),
        ]
        indexes: ClassVar = [models.Index(fields=["office", "on", "booked_at"], name="queue_of_day")]

    def __str__(self) -> str:
        return self.ticket

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.applicant.application_id, self.applicant_id)


class TicketRoll(models.Model):
    """The last number given out in a series of a day: an hour ("09"), or the desk ("P")."""

    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    series = models.CharField(max_length=2)
    last = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "on", "series"], name="one_roll_per_series_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.series}-{self.last}"


class Interview(models.Model):
    """What was said, by question; and what the officer made of it."""

    class Conclusion(models.TextChoices):
        CLEAR = "clear", _("Tidak ada keraguan")
        DOUBT = "doubt", _("Ada keraguan, lihat catatan")

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="interview")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    notes = EncryptedJSON(default=dict, help_text='{"text": …, "differs": {question: answer now}}')
    conclusion = models.CharField(max_length=6, choices=Conclusion.choices)

    def __str__(self) -> str:
        return f"interview of {self.visit_id}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return self.visit.trail_of()


class Capture(models.Model):
    """The portrait. Biometric data: specific data under UU 27/2022 art. 4(2), encrypted in the store."""

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="capture")
    store_key = models.CharField(max_length=80, blank=True)
    checks = models.JSONField(default=list, help_text="[[code, passed, measured]]")
    accepted_because = models.CharField(max_length=200, blank=True, help_text="why a portrait below the mark was taken")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return f"portrait of {self.visit_id}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return self.visit.trail_of()

    @property
    def is_good(self) -> bool:
        """Whether every check passed, or an officer said why it will do."""
        return bool(self.accepted_because) or all(passed for _, passed, _ in self.checks)


# Finger positions of ISO/IEC 19794: 1-5 right thumb to little finger, 6-10 left.
FINGERS = {
    1: _("Jempol kanan"),
    2: _("Telunjuk kanan"),
    3: _("Jari tengah kanan"),
    4: _("Jari manis kanan"),
    5: _("Kelingking kanan"),
    6: _("Jempol kiri"),
    7: _("Telunjuk kiri"),
    8: _("Jari tengah kiri"),
    9: _("Jari manis kiri"),
    10: _("Kelingking kiri"),
}


class Fingerprint(models.Model):
    """One finger: the best print of all tries, or why there is none."""

    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="fingers")
    position = models.PositiveSmallIntegerField()
    store_key = models.CharField(max_length=80, blank=True)
    quality = models.PositiveSmallIntegerField(default=0)
    missing_because = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=1)
    taken_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["capture", "position"], name="one_print_per_finger"),
            models.CheckConstraint(condition=models.Q(position__range=(1, 10)), name="ten_fingers"),
        ]

    def __str__(self) -> str:
        return f"finger {self.position} of {self.capture_id}"

    @property
    def words(self) -> str:
        return str(FINGERS[self.position])
