"""Tariff rows, bills, payments, credits, and the append-only ledger under them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mpaspor.audit import states
from mpaspor.stages.applications.models import Applicant, Application


class Tariff(models.Model):
    """What one thing costs, from when, on which law's word."""

    code = models.CharField(max_length=30, help_text="ordinary_5, electronic_10, first_migrant_worker…")
    amount = models.BigIntegerField(help_text="whole rupiah")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    legal_reference = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_price_per_code_and_day"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="tariff_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"


class BillState(models.TextChoices):
    DUE = "due"
    SETTLED = "settled"
    LAPSED = "lapsed"
    VOID = "void"


class Bill(states.Stateful):
    """What an application has to pay: one 15-digit code for everybody in it."""

    State = BillState

    TRANSITIONS: ClassVar = {"due": ("settled", "lapsed", "void"), "settled": (), "lapsed": (), "void": ()}

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="bills")
    code = models.CharField(max_length=15, unique=True)
    amount = models.BigIntegerField(help_text="whole rupiah")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            states.known_state("bill", BillState.values),
            models.CheckConstraint(condition=Q(amount__gte=0), name="bill_not_negative"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="bill_ends_after_issue"),
            models.UniqueConstraint(fields=["application"], condition=Q(state="due"), name="one_bill_due"),
        ]
        indexes: ClassVar = [models.Index(fields=["expires_at"], condition=Q(state="due"), name="bills_that_end")]

    def __str__(self) -> str:
        return self.code

    @property
    def payer(self) -> str:
        """The name a bank shows before one pays: the one on the file, or its first person's."""
        return (self.application.contact_name or self.application.people.all()[0].full_name).upper()

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.application_id, None)


class BillItem(models.Model):
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="items")
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="+")
    tariff = models.ForeignKey(Tariff, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField(help_text="whole rupiah, as the tariff stood when the bill was made")

    def __str__(self) -> str:
        return f"{self.bill_id}: {self.amount}"


class Payment(models.Model):
    """Money a bank says it took for a code. The bank's own request number makes a repeated notice harmless."""

    class Outcome(models.TextChoices):
        SETTLED = "settled"
        CREDIT = "credit"
        QUESTION = "question"

    # As wide as a bank may write them: money is taken note of whatever stands beside it.
    bank = models.CharField(max_length=128)
    request_id = models.CharField(max_length=128)
    bill = models.ForeignKey(Bill, null=True, on_delete=models.PROTECT, related_name="payments")
    code = models.CharField(max_length=128)
    amount = models.BigIntegerField(help_text="whole rupiah")
    channel = models.CharField(max_length=128)
    reference = models.CharField(max_length=128)
    paid_at = models.DateTimeField()
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bank", "request_id"], name="one_payment_per_notice"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.request_id}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.bill.application_id if self.bill else None, None)


class CreditState(models.TextChoices):
    OPEN = "open"
    USED = "used"


class Credit(states.Stateful):
    """Money that came too late, too little or too much: the applicant's, until a later bill of the owner uses it."""

    State = CreditState

    TRANSITIONS: ClassVar = {"open": ("used",), "used": ()}

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="credits")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="credits")
    amount = models.BigIntegerField(help_text="whole rupiah")
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    used_for = models.ForeignKey(Bill, null=True, on_delete=models.PROTECT, related_name="credits")

    class Meta:
        constraints: ClassVar = [
            states.known_state("credit", CreditState.values),
            models.CheckConstraint(condition=Q(amount__gt=0), name="credit_positive"),
            models.CheckConstraint(
                condition=Q(state="open", used_for=None) | Q(state="used", used_for__isnull=False),
                name="used_credit_names_its_bill",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.amount}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.application_id, None)


class LedgerTransaction(models.Model):
    """One cause, at least two lines, sum zero (the database checks at commit)."""

    at = models.DateTimeField()
    cause = models.CharField(max_length=30)
    bill = models.ForeignKey(Bill, null=True, on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return f"{self.cause} {self.pk}"


class LedgerLine(models.Model):
    """Debits are positive, credits negative, in whole rupiah."""

    class Account(models.TextChoices):
        BANK = "bank"
        FEES = "fees"
        CREDITS = "credits"
        QUESTIONS = "questions"

    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(max_length=10, choices=Account.choices)
    amount = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(amount=0), name="line_not_zero")]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"
