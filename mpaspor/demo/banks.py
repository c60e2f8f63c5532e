"""The banks of a demo: the pretend one, whose keys the sandbox has, and a second that wants to hear other words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mpaspor.gateways.wiring import Section
from mpaspor.stages.payments.models import BankPartner

# It has no counter of its own: who plays it signs with the keys of the first.
SECOND = {
    "code": "DUA", "name": "Bank Dua", "client_key": "bank-dua", "service_id": "77001", "expired_code": "4032400",
}  # fmt: skip


def settle(at: datetime) -> None:
    """Let both in, once: what somebody changed of them since stays. Without keys there is nobody to let in."""
    section = Section("snap")
    if not section.text("bank_public_key", ""):
        return
    shared: dict[str, Any] = {
        "public_keys": [section.text("bank_public_key")], "secrets": [section.text("secret")], "changed_at": at,
    }  # fmt: skip
    first = {
        "name": "Bank Contoh",
        "client_key": section.text("bank_client_key"),
        "service_id": section.text("service_id"),
        "url": section.text("url"),
        "our_client_key": section.text("client_key"),
        "our_partner_id": section.text("partner_id"),
        "our_secret": section.text("secret"),
    }
    contoh, _ = BankPartner.objects.get_or_create(code=section.text("bank"), defaults=shared | first)
    # The sandbox has another port after each start.
    BankPartner.objects.filter(pk=contoh.pk).exclude(url="").update(url=first["url"])
    BankPartner.objects.get_or_create(code=SECOND["code"], defaults=shared | SECOND)
