"""The double-entry ledger: written once, each transaction sums to zero and names its cause."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mpaspor.offices.models import Office
from mpaspor.stages.payments.models.bills import Bill
from mpaspor.stages.payments.models.incoming import Credit, Payment, Question
from mpaspor.stages.payments.models.outcomes import FeeOutcome
from mpaspor.stages.payments.models.refunds import Refund


class LedgerTransaction(models.Model):
    """One cause, at least two lines, sum zero (the database checks at commit)."""

    at = models.DateTimeField()
    on = models.DateField(help_text="the day it belongs to, in the capital's zone")
    cause = models.CharField(max_length=30)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=128, blank=True, help_text="Payment.source, where money came or went")
    channel = models.CharField(max_length=128, blank=True)
    bill = models.ForeignKey(Bill, null=True, on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="+")
    credit = models.ForeignKey(Credit, null=True, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="+")
    refund = models.ForeignKey(Refund, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.ForeignKey(FeeOutcome, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(bill__isnull=False)
                | Q(payment__isnull=False)
                | Q(credit__isnull=False)
                | Q(question__isnull=False)
                | Q(refund__isnull=False)
                | Q(outcome__isnull=False),
                name="ledger_transaction_names_its_cause",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["on", "office"], name="ledger_of_a_day")]

    def __str__(self) -> str:
        return f"{self.cause} {self.pk}"


class LedgerLine(models.Model):
    """Debits are positive, credits negative, in whole rupiah."""

    class Account(models.TextChoices):
        RECEIVED = "received"
        FEES = "fees"
        CREDITS = "credits"
        QUESTIONS = "questions"
        REFUNDS = "refunds"
        PAID_OUT = "paid_out"

    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(max_length=10, choices=Account.choices)
    amount = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(amount=0), name="line_not_zero")]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"
