"""Files that are complete when a story of money begins, and time that passes for their bills."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.journeys import callers
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

PATIENCE = 60.0
LAPSE, PAY = "payments.jobs.lapse_unpaid", "payments.jobs.pay_refunds"


def at_her_phone(
    arrive: Callable[..., Visitor], service: Service, *, first: int, people: int = 1, **how: Any
) -> tuple[Visitor, dict[str, Any]]:
    """Somebody whose file only lacks a place, at its page; and what is known of the file."""
    [file] = callers.made(service, "files", "Denpasar", [people], first=first)["files"]
    phone = callers.at_a_phone(arrive, service, file, **how)
    phone.open(f"/applications/{file['reference']}/offices")
    return phone, file


def let_the_deadline_pass(service: Service, code: str) -> None:
    """Three hours go by for this bill and its places, and the worker's minute has come."""
    _pass(service, code)
    _until(service, "SELECT state = 'lapsed' FROM payments_bill WHERE code = %s", code)


def let_the_grace_pass(service: Service, code: str) -> None:
    """Three more, until its places are free."""
    _pass(service, code)
    _until(
        service,
        "SELECT NOT EXISTS (SELECT 1 FROM appointments_appointment p WHERE p.state = 'held' AND p.applicant_id IN "
        "(SELECT i.applicant_id FROM payments_billitem i JOIN payments_bill b ON b.id = i.bill_id WHERE b.code = %s))",
        code,
    )


def wait_until_known(service: Service, code: str) -> None:
    """By the treasury, which takes money only for bills it was told of."""
    _until(service, "SELECT registered_at IS NOT NULL FROM payments_bill WHERE code = %s", code)


def _pass(service: Service, code: str) -> None:
    service.sql(
        "UPDATE payments_bill SET issued_at = issued_at - interval '3 hours', "
        "expires_at = expires_at - interval '3 hours' WHERE code = %s", code
    )  # fmt: skip
    service.sql(
        "UPDATE appointments_appointment p SET held_at = held_at - interval '3 hours', "
        "held_until = held_until - interval '3 hours' "
        "FROM payments_billitem i JOIN payments_bill b ON b.id = i.bill_id "
        "WHERE i.applicant_id = p.applicant_id AND p.state = 'held' AND b.code = %s", code
    )  # fmt: skip
    service.work("money", LAPSE)


def _until(service: Service, question: str, code: str) -> None:
    until = time.monotonic() + PATIENCE
    while service.sql(question, code) != [(True,)]:
        assert time.monotonic() < until, question
        time.sleep(0.3)
