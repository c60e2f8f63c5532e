"""Tariff rows, bills with the rows they used, and what others were shown of a bill."""

from __future__ import annotations

from typing import ClassVar

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
    """What has to be paid under one 15-digit code: by everybody in a file together, or by one of them."""

    State = BillState

    # Money that comes in the grace still settles a bill that lapsed: its places wait as they did.
    TRANSITIONS: ClassVar = {"due": ("settled", "lapsed", "void"), "settled": (), "lapsed": ("settled",), "void": ()}

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="bills")
    applicant = models.ForeignKey(
        Applicant,
        null=True,
        on_delete=models.PROTECT,
        related_name="bills",
        help_text="whose, in a file where everybody has one; empty: of all together",
    )
    code = models.CharField(max_length=15, unique=True)
    amount = models.BigIntegerField(help_text="whole rupiah")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    extensions = models.PositiveSmallIntegerField(default=0, help_text="how often a payment in flight moved its end")
    registered_at = models.DateTimeField(null=True, help_text="the treasury knows it since")
    registered_until = models.DateTimeField(null=True, help_text="the end the treasury knows")
    withdrawn_at = models.DateTimeField(null=True, help_text="the treasury knows that nobody is to pay it any more")
    ask_at = models.DateTimeField(null=True, help_text="when the treasury is asked about it next")

    class Meta:
        constraints: ClassVar = [
            states.known_state("bill", BillState.values),
            models.CheckConstraint(condition=Q(amount__gte=0), name="bill_not_negative"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="bill_ends_after_issue"),
            # That nobody is billed alone and with the others is the act's to see to, under a lock on the file.
            models.UniqueConstraint(
                fields=["application", "applicant"],
                condition=Q(state="due"),
                nulls_distinct=False,
                name="one_bill_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], condition=Q(state="due"), name="bills_that_end"),
            models.Index(fields=["ask_at"], condition=Q(ask_at__isnull=False), name="bills_to_ask_about"),
            models.Index(
                fields=["id"],
                condition=Q(state="due") & (Q(registered_at=None) | Q(registered_until__lt=F("expires_at"))),
                name="bills_to_register",
            ),
            models.Index(
                fields=["id"],
                condition=Q(registered_at__isnull=False, withdrawn_at=None) & ~Q(state="due"),
                name="bills_to_withdraw",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def whose(self) -> str:
        """Its own person's name, or the one on the file, or its first person's."""
        if self.applicant:
            return self.applicant.full_name
        return self.application.contact_name or self.application.people.all()[0].full_name

    @property
    def payer(self) -> str:
        """The name a bank shows before one pays."""
        return self.whose.upper()

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.application_id, self.applicant_id)


class BillItem(models.Model):
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="items")
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="+")
    tariff = models.ForeignKey(Tariff, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField(help_text="whole rupiah, as the tariff stood when the bill was made")

    def __str__(self) -> str:
        return f"{self.bill_id}: {self.amount}"


class BillShown(models.Model):
    """When a bank last asked us about a bill that could be paid: its payment may come a little late."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="shown")
    partner = models.CharField(max_length=36)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["bill", "partner"], name="bill_shown_once")]

    def __str__(self) -> str:
        return f"{self.partner} {self.at}"


class QrCode(models.Model):
    """A code to scan for a bill, made by the acquirer. It is paid when the acquirer, asked by us, says so."""

    class State(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        OVER = "over"

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="qr_codes")
    reference = models.CharField(max_length=64, unique=True, help_text="ours, towards the acquirer")
    acquirer_reference = models.CharField(max_length=64, blank=True)
    content = models.TextField(help_text="the text of the code (EMVCo, QRIS)")
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bill"], condition=Q(state="open"), name="one_open_qr_code")
        ]
        indexes: ClassVar = [models.Index(fields=["expires_at"], condition=Q(state="open"), name="qr_codes_open")]

    def __str__(self) -> str:
        return self.reference
