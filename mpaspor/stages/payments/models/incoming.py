"""Money that came: payments as those outside tell of them, and what is not a fee (yet): credits and questions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mpaspor.audit import states
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments.models.bills import Bill


class Via(models.TextChoices):
    """On which way money reaches us."""

    TREASURY = "treasury", _("Kas negara")
    BANK = "bank", _("Bank")
    QRIS = "qris", _("QRIS")


class Payment(models.Model):
    """Money somebody outside took for a code. Their own number for it makes telling it again harmless."""

    class Outcome(models.TextChoices):
        SETTLED = "settled"
        CREDIT = "credit"
        QUESTION = "question"

    via = models.CharField(max_length=8, choices=Via.choices)
    # As wide as they may write them: money is taken note of whatever stands beside it.
    source = models.CharField(max_length=128, help_text="who tells of it: TREASURY, a bank's code, the acquirer's")
    request_id = models.CharField(max_length=128, help_text="their number: NTPN, paymentRequestId, our QR reference")
    bill = models.ForeignKey(Bill, null=True, on_delete=models.PROTECT, related_name="payments")
    code = models.CharField(max_length=128)
    amount = models.BigIntegerField(help_text="whole rupiah")
    channel = models.CharField(max_length=128, help_text="where it was paid: 6011 an ATM, a wallet's name…")
    reference = models.CharField(max_length=128, help_text="NTB of a bank, NTP of the post, RRN of a wallet")
    ntpn = models.CharField(max_length=16, blank=True, help_text="of the treasury: 16 letters and digits")
    stan = models.CharField(max_length=128, blank=True)
    booked_on = models.DateField(null=True, help_text="the day in their books (tanggal buku)")
    paid_at = models.DateTimeField()
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "request_id"], name="one_payment_per_notice"),
            models.UniqueConstraint(fields=["ntpn"], condition=~Q(ntpn=""), name="one_payment_per_ntpn"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["via", "booked_on"], name="payments_of_a_day"),
            models.Index(fields=["reference"], name="payments_by_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.request_id}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.bill.application_id if self.bill else None, None)


class CreditState(models.TextChoices):
    OPEN = "open"
    CLAIMED = "claimed"
    USED = "used"
    REFUNDED = "refunded"


class CreditReason(models.TextChoices):
    LATE = "late", _("masuk sesudah tagihan ditutup")
    SHORT = "short", _("kurang dari tagihan")
    OVER = "over", _("lebih dari tagihan")
    DOUBLE = "double", _("dibayar dua kali")
    ANSWERED = "answered", _("pembayaran yang baru ditemukan pemiliknya")
    OUTCOME = "outcome", _("biaya yang dikembalikan menjadi saldo")
    REST = "rest", _("sisa saldo sebelumnya")


class Credit(states.Stateful):
    """The applicant's own money, until a later bill of the owner uses it or it is paid back to her."""

    State, Reason = CreditState, CreditReason

    TRANSITIONS: ClassVar = {
        "open": ("claimed", "used"),
        "claimed": ("open", "refunded"),
        "used": (),
        "refunded": (),
    }

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="credits")
    payment = models.ForeignKey(
        Payment, null=True, on_delete=models.PROTECT, related_name="credits", help_text="empty: it was a fee once"
    )
    amount = models.BigIntegerField(help_text="whole rupiah")
    reason = models.CharField(max_length=8, choices=Reason.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    used_for = models.ForeignKey(Bill, null=True, on_delete=models.PROTECT, related_name="credits")

    class Meta:
        constraints: ClassVar = [
            states.known_state("credit", CreditState.values),
            models.CheckConstraint(condition=Q(amount__gt=0), name="credit_positive"),
            models.CheckConstraint(
                condition=Q(state="used", used_for__isnull=False) | (~Q(state="used") & Q(used_for=None)),
                name="used_credit_names_its_bill",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.amount}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.application_id, None)


class Question(states.Stateful):
    """Money for a code nobody has: somebody's work, until its owner is found or it goes back where it came from."""

    class State(models.TextChoices):
        OPEN = "open"
        CREDITED = "credited"
        RETURNED = "returned"

    TRANSITIONS: ClassVar = {"open": ("credited", "returned"), "credited": (), "returned": ()}

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="question")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="who looks into it"
    )
    credit = models.OneToOneField(Credit, null=True, on_delete=models.PROTECT, related_name="question")
    why = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            states.known_state("question", ("open", "credited", "returned")),
            models.CheckConstraint(
                condition=Q(state="credited", credit__isnull=False) | (~Q(state="credited") & Q(credit=None)),
                name="credited_question_names_its_credit",
            ),
        ]

    def __str__(self) -> str:
        return str(self.payment)

    def trail_of(self) -> tuple[int | None, int | None]:
        return (self.credit.application_id if self.credit else None, None)
