"""The file of a person or a family, the people in it, their papers; and the register of passports already issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mpaspor.audit import states
from mpaspor.core.encryption import EncryptedJSON, EncryptedText

if TYPE_CHECKING:
    from datetime import date

    from mpaspor.accounts.models import User
    from mpaspor.offices.models import Office


class Stage(models.TextChoices):
    APPLICATION = "application", _("Permohonan")
    APPOINTMENT = "appointment", _("Tempat")
    PAYMENT = "payment", _("Pembayaran")
    VISIT = "visit", _("Kunjungan")
    DECISION = "decision", _("Keputusan")
    PASSPORT = "passport", _("Paspor")
    CLOSED = "closed", _("Selesai")


class Service(models.TextChoices):
    NEW = "new", _("Paspor baru")
    EXPIRED = "expired", _("Ganti paspor, masa berlaku habis")
    FULL = "full", _("Ganti paspor, halaman penuh")
    LOST = "lost", _("Paspor hilang")
    DAMAGED = "damaged", _("Paspor rusak")
    CHANGED = "changed", _("Perubahan data")


REPLACEMENTS = (Service.EXPIRED, Service.FULL)
AT_THE_DESK = (Service.LOST, Service.DAMAGED, Service.CHANGED)


class PassportKind(models.TextChoices):
    ORDINARY = "ordinary", _("Biasa")
    ELECTRONIC = "electronic", _("Elektronik")


class Relation(models.TextChoices):
    SELF = "self", _("Saya sendiri")
    CHILD = "child", _("Anak saya")
    SPOUSE = "spouse", _("Suami atau istri saya")
    PARENT = "parent", _("Orang tua saya")
    OTHER = "other", _("Anggota keluarga lain")


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of(self, owner: User) -> ApplicationQuerySet:
        """The files a citizen may open: her own."""
        return self.filter(owner=owner)

    def at(self, office: Office) -> ApplicationQuerySet:
        """The files an officer may open: those of the office and its units."""
        return self.filter(Q(office=office) | Q(office__parent=office))


class Application(states.Stateful):
    """One file: a person, or a family that comes together. One reference, one place, one bill, one ticket."""

    DRAFT, READY = "draft", "ready"
    TRANSITIONS: ClassVar = {"draft": ("ready",), "ready": ("draft",)}

    reference = models.CharField(max_length=9, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="applications"
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    consent = models.CharField(max_length=200, blank=True, help_text="how consent was given when an officer filed")
    office = models.ForeignKey("offices.Office", null=True, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=8, default=DRAFT)
    language = models.CharField(max_length=2, default="id")
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    device = models.BinaryField(null=True, max_length=32, help_text="blind index of the browser it was filled in with")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [states.known_state("application", ("draft", "ready"))]

    def __str__(self) -> str:
        return self.reference

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.pk, None)


class Applicant(states.Stateful):
    """One person asking for one passport. `stage` says whose desk the file is on; each person's own after the visit."""

    STATE_FIELD = "stage"
    TRANSITIONS: ClassVar = {
        "application": ("appointment", "closed"),
        "appointment": ("payment", "application", "closed"),
        "payment": ("visit", "appointment", "closed"),
        "visit": ("decision", "closed"),
        "decision": ("passport", "closed"),
        "passport": ("closed",),
        "closed": (),
    }

    class Population(models.TextChoices):
        UNCHECKED = "unchecked"
        MATCHED = "matched"
        DIFFERS = "differs"
        NOT_FOUND = "not_found"
        INACTIVE = "inactive"
        DECEASED = "deceased"

    class Close(models.TextChoices):
        DONE = "done"
        WITHDRAWN = "withdrawn"
        REFUSED = "refused"
        MISSED = "missed"
        INCOMPLETE = "incomplete"
        NOT_COLLECTED = "not_collected"

    # Found by `one_person_per_line`, which begins with it.
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="people", db_index=False)
    order = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.APPLICATION)
    close_reason = models.CharField(max_length=14, choices=Close.choices, blank=True)
    relation = models.CharField(max_length=8, choices=Relation.choices, blank=True)
    service = models.CharField(max_length=8, choices=Service.choices, blank=True)
    passport_kind = models.CharField(max_length=12, choices=PassportKind.choices, blank=True)
    years = models.PositiveSmallIntegerField(null=True)
    full_name = models.CharField(max_length=120, blank=True)
    nik = EncryptedText(blank=True)
    person_key = models.BinaryField(null=True, max_length=32, help_text="blind index of the NIK")
    kk = EncryptedText(blank=True)
    sex = models.CharField(max_length=1, choices=[("M", _("Laki-laki")), ("F", _("Perempuan"))], blank=True)
    birth_place = models.CharField(max_length=80, blank=True)
    birth_on = models.DateField(null=True)
    married = models.BooleanField(default=False)
    answers = EncryptedJSON(default=dict, help_text="questionnaire, family, addresses, by field name")
    typed = EncryptedJSON(default=dict, help_text="what was typed and is not right yet, by step and field")
    revision = models.PositiveIntegerField(default=0, help_text="counts the changes of the answers: compare and set")
    filed = models.BooleanField(default=False, help_text="complete: the one active application of this NIK")
    steps_done = models.JSONField(default=list, help_text="names of the steps answered")
    population_state = models.CharField(max_length=10, choices=Population.choices, default=Population.UNCHECKED)
    population_answer = models.JSONField(default=dict, help_text="{field: [agrees, score]}")
    population_asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "order"], name="one_person_per_line"),
            states.known_state("applicant", Stage.values, "stage"),
            models.UniqueConstraint(
                fields=["person_key"],
                condition=models.Q(filed=True) & ~models.Q(stage="closed"),
                name="one_active_application_per_person",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person_key"], name="applicant_person")]

    def __str__(self) -> str:
        return self.full_name or f"{self.application} · {self.order}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.application_id, self.pk)

    def age(self, on: date) -> int | None:
        """Whole years on the day; None while the birth date is unknown."""
        if self.birth_on is None:
            return None
        return on.year - self.birth_on.year - ((on.month, on.day) < (self.birth_on.month, self.birth_on.day))


class Bap(models.Model):
    """The minutes of examination (BAP) of a passport lost, damaged or to be changed, and what was decided on them."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("Penggantian disetujui")
        WAIVED = "waived", _("Penggantian disetujui, bebas beban karena keadaan kahar")
        REFUSED = "refused", _("Penggantian ditolak atau ditangguhkan")

    applicant = models.OneToOneField(Applicant, on_delete=models.CASCADE, related_name="bap")
    service = models.CharField(max_length=8, choices=Service.choices, help_text="what was examined")
    number = models.CharField(max_length=60)
    held_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(service__in=AT_THE_DESK), name="bap_of_what_needs_one"),
            models.CheckConstraint(condition=~Q(number=""), name="bap_has_a_number"),
            models.CheckConstraint(
                condition=Q(outcome="granted") | (Q(outcome__in=("waived", "refused")) & ~Q(why="")),
                name="bap_says_why",
            ),
            # The change itself is free: there is no burden to waive (domain 1.1).
            models.CheckConstraint(condition=~Q(service="changed", outcome="waived"), name="bap_waives_a_burden"),
        ]

    def __str__(self) -> str:
        return self.number

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.applicant.application_id, self.applicant_id)


class Document(models.Model):
    """A paper: what the applicant uploaded, encrypted in the store, and what the officer said of the original."""

    class Quality(models.TextChoices):
        CLEAR = "clear", _("Terbaca jelas")
        BLURRED = "blurred", _("Agak kabur")
        DARK = "dark", _("Terlalu gelap")
        SMALL = "small", _("Terlalu kecil")

    class Verdict(models.TextChoices):
        SAME = "same", _("Sama dengan asli")
        DIFFERENT = "different", _("Berbeda")
        MISSING = "missing", _("Asli tidak dibawa")

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=24)
    store_key = models.CharField(max_length=80)
    content_type = models.CharField(max_length=40)
    content_key = models.BinaryField(null=True, max_length=32, help_text="blind index of the bytes that were sent")
    bytes = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(default=1)
    quality = models.CharField(max_length=8, choices=Quality.choices)
    quality_accepted = models.BooleanField(default=False)
    thumbnail = models.BinaryField(help_text="small JPEG, encrypted")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    verdict_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["applicant", "kind"], name="one_paper_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.applicant_id}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.applicant.application_id, self.applicant_id)


class IssuedPassport(models.Model):
    """The register of passports already issued: our own, and those from before us."""

    person_key = models.BinaryField(max_length=32, help_text="blind index of the NIK")
    name_key = models.BinaryField(max_length=32, help_text="blind index of name and date of birth")
    number = models.CharField(max_length=9, unique=True)
    kind = models.CharField(max_length=12, choices=PassportKind.choices)
    office_name = models.CharField(max_length=80)
    issued_on = models.DateField()
    expires_on = models.DateField()
    cancelled_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person_key"], name="issued_to_person"),
            models.Index(fields=["name_key"], name="issued_to_name"),
        ]

    def __str__(self) -> str:
        return self.number
