"""Two banks that call the service by the national standard, and the rows by which it knows them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from mpaspor.core import clock
from mpaspor.stages.payments import partners
from mpaspor.stages.payments.models import BankPartner
from tests.gateways import keys
from tests.gateways.independent_snap import IndependentBank, Send

SERVICE_IDS = {"CONTOH": "88899", "DUA": "77001"}
EXPIRED = {"CONTOH": "4042419", "DUA": "4032400"}
ADDRESS = "10.0.0.7"


def known(code: str = "CONTOH", **facts: Any) -> BankPartner:
    """The bank's row; `facts` are what is different."""
    row = {
        "name": f"Bank {code.title()}", "client_key": f"bank-{code.lower()}", "public_keys": [keys.public("BANK")],
        "secrets": [keys.BANK_SECRET], "service_id": SERVICE_IDS[code], "expired_code": EXPIRED[code],
        "changed_at": clock.now(),
    }  # fmt: skip
    found, _ = BankPartner.objects.update_or_create(code=code, defaults=row | facts)
    partners.forget()
    return found


def calling(code: str = "CONTOH", send: Send | None = None) -> IndependentBank:
    """The bank itself, with its own key and the secret we share."""
    return IndependentBank(
        send or through_the_pages(),
        f"bank-{code.lower()}",
        keys.private("BANK"),
        keys.BANK_SECRET,
        code,
        clock.now,
        service_id=SERVICE_IDS[code],
    )


def through_the_pages(address: str = ADDRESS, **environ: Any) -> Send:
    """Without a server in between; nothing of a browser's is sent along."""

    def send(method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        # As a server hands bytes on that are no Latin-1.
        given = {name: value.encode().decode("latin-1") for name, value in headers.items() if name != "Content-Type"}
        answer = client.generic(method, path, body, "application/json", headers=given, REMOTE_ADDR=address, **environ)
        assert answer["Content-Type"] == "application/json"
        return answer.status_code, answer.content

    return send
