"""A slot of places, and one person's place in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mpaspor.audit import states
from mpaspor.stages.applications.models import Applicant, Application, PassportKind

if TYPE_CHECKING:
    from mpaspor.offices.models import Office


class SlotQuerySet(models.QuerySet["Slot"]):
    def at(self, office: Office) -> SlotQuerySet:
        return self.filter(office=office)


class Slot(models.Model):
    """So many places at an office for an hour, published by a release.

    `taken` counts the appointments in TAKING states, `kept` the places given back that wait for the waiting list
    (`FreedPlaces`). Only `book_places`, `places` and `freed` move them; each move is a line of the public ledger.
    """

    class ServiceClass(models.TextChoices):
        REGULAR = "regular", _("Umum")
        ACCELERATED = "accelerated", _("Percepatan")
        PRIORITY = "priority", _("Prioritas")
        DESK = "desk", _("Loket bantuan")

    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="slots")
    release = models.ForeignKey("appointments.Release", on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    service_class = models.CharField(max_length=12, choices=ServiceClass.choices, default=ServiceClass.REGULAR)
    passport_kind = models.CharField(max_length=12, choices=PassportKind.choices, blank=True, help_text="empty = any")
    capacity = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    kept = models.PositiveSmallIntegerField(default=0, help_text="given back, and offered to the waiting list first")
    closed = models.BooleanField(default=False, help_text="nobody can be seen in this hour any more")

    # The closures of the slot's day, [{kind, passport_kind}]: there when `places.slots` loaded it.
    shut: list[dict[str, str]]

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(taken__gte=0, kept__gte=0, capacity__gte=F("taken") + F("kept")), name="never_over_capacity"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["office", "starts_at", "service_class", "passport_kind"], name="one_slot_per_hour_and_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.starts_at:%Y-%m-%d %H:%M} {self.taken}/{self.capacity}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (None, None)

    @property
    def free(self) -> int:
        """What anybody may have now."""
        return 0 if self.closed else self.capacity - self.taken - self.kept


class AppointmentState(models.TextChoices):
    HELD = "held"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    MISSED = "missed"
    RELEASED = "released"
    EXPIRED = "expired"


class Appointment(states.Stateful):
    """One person's place. A family holds one each, all in the same slot.

    `slot` carries no foreign key in the database: a key pointing at the hot counter row made booking 3.4 times slower
    (ADR 0004); the nightly check proves what the key would have.
    """

    State = AppointmentState

    TRANSITIONS: ClassVar = {
        "held": ("confirmed", "released", "expired"),
        "confirmed": ("attended", "missed", "released"),
        "attended": (),
        "missed": (),
        "released": (),
        "expired": (),
    }
    # A person has at most one of these at a time.
    ACTIVE: ClassVar = ("held", "confirmed")
    # These keep their place: a place somebody came to, or let lapse by not coming, is used up.
    TAKING: ClassVar = ("held", "confirmed", "attended", "missed")

    slot = models.ForeignKey(Slot, on_delete=models.DO_NOTHING, db_constraint=False, related_name="appointments")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="appointments")
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="appointments", db_index=False)
    person_key = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    idempotency_key = models.CharField(max_length=64)
    held_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, help_text="empty once confirmed")
    moves = models.PositiveSmallIntegerField(default=0, help_text="times the applicant moved the hour")

    class Meta:
        constraints: ClassVar = [
            states.known_state("appointment", AppointmentState.values),
            models.UniqueConstraint(
                fields=["person_key"], condition=Q(state__in=("held", "confirmed")), name="one_active_place_per_person"
            ),
            # People are looked up by it too: `applicant` comes first and has no index of its own.
            models.UniqueConstraint(fields=["applicant", "idempotency_key"], name="asked_twice_held_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["held_until"], condition=Q(state="held"), name="holds_that_end"),
            models.Index(fields=["person_key", "held_at"], condition=Q(state="expired"), name="holds_let_go"),
        ]

    def __str__(self) -> str:
        return f"{self.applicant_id} in slot {self.slot_id}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.application_id, self.applicant_id)
