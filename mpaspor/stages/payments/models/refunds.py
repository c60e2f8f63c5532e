"""Money on its way back to somebody: asked for, checked by one, approved by another, paid out, closed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mpaspor.audit import states
from mpaspor.core.encryption import EncryptedText
from mpaspor.stages.payments.models.incoming import Credit, Question


class RefundState(models.TextChoices):
    REQUESTED = "requested"
    CHECKED = "checked"
    APPROVED = "approved"
    PAID = "paid"
    BOUNCED = "bounced"
    DECLINED = "declined"


class Refund(states.Stateful):
    """A credit paid back to a bank account, or money without an owner sent back. Two officers, never one twice.

    Whoever wrote the account down is not the one who checks it.
    """

    State = RefundState

    TRANSITIONS: ClassVar = {
        "requested": ("checked", "declined"),
        "checked": ("approved", "declined"),
        "approved": ("paid", "bounced"),
        "bounced": ("requested", "declined"),
        "paid": (),
        "declined": (),
    }

    credit = models.ForeignKey(Credit, null=True, on_delete=models.PROTECT, related_name="refunds")
    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField(help_text="whole rupiah: all of it")
    state = models.CharField(max_length=9, choices=State.choices, default=State.REQUESTED)
    number = models.CharField(max_length=36, unique=True, help_text="ours towards the paying bank: pays once")
    bank = models.CharField(max_length=8, help_text="code of the receiving bank")
    account = EncryptedText(help_text="its account number")
    holder = EncryptedText(help_text="name of the account, as she wrote it")
    named = EncryptedText(blank=True, help_text="name of the account, as the bank says")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    named_at = models.DateTimeField(null=True, help_text="when the bank said whose account it is, or that it has none")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(
        null=True, help_text="first; since then the ledger owes it, also while an account is put right"
    )
    declined_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=64, blank=True, help_text="of the paying bank")
    why = models.CharField(max_length=300, blank=True, help_text="why declined, or what the bank said")

    class Meta:
        constraints: ClassVar = [
            states.known_state("refund", RefundState.values),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("checked_by")), name="refund_has_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | Q(requested_by=None) | ~Q(checked_by=F("requested_by")),
                name="refund_is_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "paid", "bounced"])
                | (Q(checked_by__isnull=False) & Q(approved_by__isnull=False)),
                name="refund_paid_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(credit=None, question__isnull=False) | Q(credit__isnull=False, question=None),
                name="refund_of_one_thing",
            ),
            models.UniqueConstraint(fields=["credit"], condition=~Q(state="declined"), name="one_refund_of_a_credit"),
            models.UniqueConstraint(
                fields=["question"], condition=~Q(state="declined"), name="one_refund_of_a_question"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.credit.application_id if self.credit else None, None)
