"""Banks that call us by the national standard, and every call they made."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mpaspor.core.encryption import EncryptedJSON, EncryptedText


class BankPartner(models.Model):
    """A bank: who may call in its name, and what it wants to hear. During a change it has two keys, two secrets."""

    code = models.CharField(max_length=36, unique=True, help_text="X-PARTNER-ID; Payment.source")
    name = models.CharField(max_length=80)
    client_key = models.CharField(max_length=128, unique=True, help_text="X-CLIENT-KEY")
    public_keys = models.JSONField(default=list, help_text="PEM, those in use")
    secrets = EncryptedJSON(default=list, help_text="shared secrets in use")
    service_id = models.CharField(max_length=8, help_text="partnerServiceId without its spaces")
    expired_code = models.CharField(max_length=7, default="4042419", help_text="what it wants to hear of a late bill")
    networks = models.JSONField(default=list, help_text="addresses it calls from; none: any")
    is_active = models.BooleanField(default=True)
    url = models.CharField(max_length=200, blank=True, help_text="where we ask it; empty: it is not asked")
    our_client_key = models.CharField(max_length=128, blank=True, help_text="our X-CLIENT-KEY there")
    our_partner_id = models.CharField(max_length=36, blank=True, help_text="our X-PARTNER-ID there")
    our_secret = EncryptedText(default="", help_text="the secret we sign with there")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code

    def trail_of(self) -> tuple[int | None, int | None]:
        return (None, None)


class SeenExternalId(models.Model):
    """X-EXTERNAL-ID is new once a day and partner."""

    partner = models.ForeignKey(BankPartner, on_delete=models.CASCADE, related_name="+", db_index=False)
    on = models.DateField(help_text="of the banks' calendar, Jakarta")
    external_id = models.CharField(max_length=36)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "on", "external_id"], name="external_id_once_a_day")
        ]

    def __str__(self) -> str:
        return self.external_id


class PartnerCall(models.Model):
    """One call as it came and as it was answered, kept ten years (SNAP): sealed here, masked on a screen."""

    partner = models.ForeignKey(BankPartner, null=True, on_delete=models.PROTECT, related_name="calls")
    service = models.CharField(max_length=2)
    external_id = models.CharField(max_length=36, blank=True)
    billing_code = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=45, blank=True)
    asked = EncryptedText(help_text="request line, headers, body")
    answered = EncryptedText()
    response_code = models.CharField(max_length=7)
    milliseconds = models.PositiveIntegerField()
    differs = models.BooleanField(default=False, help_text="told a known payment number with other content")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at"], name="partner_calls_by_time"),
            models.Index(fields=["billing_code"], name="partner_calls_of_a_bill"),
            models.Index(fields=["external_id"], name="partner_calls_by_number"),
            models.Index(fields=["at"], condition=models.Q(differs=True), name="partner_calls_that_differ"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.response_code}"

    def trail_of(self) -> tuple[int | None, int | None]:
        return (None, None)
