"""The decision on one applicant, and each adjudicator's own opinion under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mpaspor.audit import states
from mpaspor.core.encryption import EncryptedJSON
from mpaspor.stages.applications.models import Applicant

if TYPE_CHECKING:
    from mpaspor.offices.models import Office


class Reason(models.TextChoices):
    """Coded reasons of refusal (domain facts 1.15)."""

    DUPLICATE_IDENTITY = "duplicate_identity", _("Identitas ganda")
    DENIED_PREVIOUS_PASSPORT = "denied_previous_passport", _("Tidak mengakui paspor lama")
    DATA_MISMATCH = "data_mismatch", _("Data KTP, KK, dan akta tidak sama")
    FALSE_STATEMENT = "false_statement", _("Keterangan tidak benar")
    NONPROCEDURAL_WORK = "nonprocedural_work", _("Diduga pekerja migran nonprosedural")
    TRAFFICKING = "trafficking", _("Diduga korban perdagangan orang")
    UNCLEAR_PURPOSE = "unclear_purpose", _("Tujuan tidak jelas")
    PREVENTED = "prevented", _("Termasuk daftar cegah")
    INCOMPLETE_PAPERS = "incomplete_papers", _("Dokumen tidak dilengkapi dalam batas waktu")
    WRONG_TYPE = "wrong_type", _("Jenis permohonan tidak sesuai")
    DAMAGED_UNDECLARED = "damaged_undeclared", _("Paspor lama rusak dan tidak disebutkan")
    OTHER = "other", _("Alasan lain")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def at(self, office: Office) -> DecisionQuerySet:
        return self.filter(office=office)


class DecisionState(models.TextChoices):
    SCREENING = "screening"
    READY = "ready"
    PAPERS_WANTED = "papers_wanted"
    GRANTED = "granted"
    REFUSED = "refused"


class Decision(states.Stateful):
    State = DecisionState

    TRANSITIONS: ClassVar = {
        "screening": ("ready",),
        "ready": ("granted", "refused", "papers_wanted"),
        "papers_wanted": ("ready", "refused"),
        "granted": (),
        "refused": (),
    }

    applicant = models.OneToOneField(Applicant, on_delete=models.PROTECT, related_name="decision")
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=State.choices, default=State.SCREENING)
    opened_at = models.DateTimeField()
    due_on = models.DateField(help_text="the book is promised for this day")
    watchlist = EncryptedJSON(default=dict, help_text="the gateway's answer; adjudicators only")
    needs_two = models.BooleanField(default=False)
    reason = models.CharField(max_length=30, choices=Reason.choices, blank=True)
    words = models.TextField(blank=True, help_text="what the applicant is told")
    papers = models.JSONField(default=list, help_text="kinds of paper asked for")
    papers_asked_at = models.DateTimeField(null=True)
    papers_until = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            states.known_state("decision", DecisionState.values),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(reason=""), name="refusal_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="papers_wanted") | models.Q(papers_until__isnull=False),
                name="papers_wanted_until_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["office", "state"], name="decisions_waiting"),
            models.Index(fields=["opened_at"], condition=models.Q(state="screening"), name="decisions_to_screen"),
        ]

    def __str__(self) -> str:
        return f"decision on {self.applicant_id}"

    @property
    def is_over(self) -> bool:
        return self.state in (DecisionState.GRANTED, DecisionState.REFUSED)

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.applicant.application_id, self.applicant_id)


class Opinion(models.Model):
    """One adjudicator's own view, sealed from the next until she has recorded hers."""

    class Verdict(models.TextChoices):
        GRANT = "grant", _("Terbitkan")
        REFUSE = "refuse", _("Tolak, pilih dasar hukum")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="opinions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=6, choices=Verdict.choices)
    reason = models.CharField(max_length=30, choices=Reason.choices, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["decision", "by"], name="one_opinion_each")]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.by_id}"

    def trail_of(self) -> tuple[int | None, int | None]:
        """Of no file: the trail an applicant reads must not tell whether one or two decided."""
        return (None, None)
