"""What became of a fee that was paid when the passport did not: kept, or the applicant's again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.payments.models.bills import Bill
from mpaspor.stages.payments.models.incoming import Credit


class FeeOutcome(models.Model):
    """One person's fee after a cause; the row of policy that decided is named."""

    class Cause(models.TextChoices):
        MISSED = "missed", _("tidak datang")
        REFUSED = "refused", _("permohonan ditolak")
        INCOMPLETE = "incomplete", _("dokumen tidak dilengkapi")
        WITHDRAWN = "withdrawn", _("ditarik pemohon")
        OUR_FAULT = "our_fault", _("kesalahan kantor")

    class Verdict(models.TextChoices):
        KEPT = "kept"
        CREDIT = "credit"

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="fee_outcomes")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="outcomes")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    verdict = models.CharField(max_length=6, choices=Verdict.choices)
    amount = models.BigIntegerField(help_text="whole rupiah of the fee it is about")
    rule = models.CharField(max_length=260, help_text="key, value and source of the row that decided")
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    credit = models.OneToOneField(Credit, null=True, on_delete=models.PROTECT, related_name="outcome")

    class Meta:
        constraints: ClassVar = [
            # A fee is given back once, whatever happens after it.
            models.UniqueConstraint(
                fields=["applicant", "bill"], condition=Q(verdict="credit"), name="fee_given_back_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict="credit", credit__isnull=False) | Q(verdict="kept", credit=None),
                name="credited_outcome_names_its_credit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause}: {self.verdict}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.applicant.application_id, self.applicant_id)
