"""When something of ours is away or goes wrong: an answer in the standard's words, and the bank's advice is money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg.errors import DeadlockDetected

from mpaspor.audit.states import StateChanged
from mpaspor.stages.payments import biller, calls, offers, partners
from mpaspor.stages.payments.models import BankPartner, Bill, PartnerCall, Payment, SeenExternalId
from tests import books
from tests.gateways.independent_snap import INQUIRY, PAYMENT, TOKEN, Ask, IndependentBank
from tests.stages.appointments.scene import states

pytestmark = pytest.mark.django_db


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """PostgreSQL does not answer any more."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(DatabaseWrapper, "create_cursor", refuse)
    monkeypatch.setattr(DatabaseWrapper, "_savepoint", refuse)
    yield monkeypatch
    monkeypatch.undo()


def failing(*problems: Exception, then: Any) -> Any:
    """What raises these, one after the other, and then does what it should."""
    left = list(problems)

    def act(*given: Any, **facts: Any) -> Any:
        if left:
            raise left.pop(0)
        return then(*given, **facts)

    return act


def collision() -> OperationalError:
    problem = OperationalError("deadlock detected")
    problem.__cause__ = DeadlockDetected()
    return problem


def test_a_database_that_is_away_is_answered_and_the_advice_is_taken(
    service: tuple[str, Ask], bank: IndependentBank, bill: Bill, stopped: pytest.MonkeyPatch, caplog: Any
) -> None:
    number, ask = service
    bank.token = "x"
    told = ask()
    assert (told.status, told.code) == (500, f"500{number}00")
    assert "is answered and not kept" in caplog.text
    assert told.account["customerNo"] == bill.code
    assert told.account.get("paymentFlagStatus", "02") == "02"
    assert bank.ask_token().code == "5007300"
    stopped.undo()
    bank.token = ""
    assert bank.pay(bill.code, bill.amount, advise=True).code == "2002500"


def test_a_call_that_could_not_be_kept_took_no_money_and_used_no_number(
    bank: IndependentBank, bill: Bill, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.ask_token()
    monkeypatch.setattr(calls, "keep", failing(OperationalError("the disk is full"), then=calls.keep))
    once: dict[str, str | None] = {"X-EXTERNAL-ID": "1"}
    told = bank.pay(bill.code, bill.amount, request_id="R1", headers=once)
    assert (told.code, told.account["paymentFlagStatus"]) == ("5002500", "02")
    assert not Payment.objects.exists()
    assert not SeenExternalId.objects.exists()
    assert states(bill.application) == ["held"]
    assert bank.pay(bill.code, bill.amount, request_id="R1", advise=True, headers=once).code == "2002500"
    assert books.of_money() == []


@pytest.mark.parametrize("problem", [StateChanged(), collision()])
def test_whoever_collides_with_somebody_tries_again(
    bank: IndependentBank, bill: Bill, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    monkeypatch.setattr(offers, "take", failing(problem, problem, then=offers.take))
    assert bank.pay(bill.code, bill.amount).code == "2002500"
    assert Payment.objects.count() == 1
    assert PartnerCall.objects.filter(service="25").count() == 1


@pytest.mark.parametrize("problem", [StateChanged(), collision(), RuntimeError("a mistake of ours")])
def test_what_goes_wrong_again_and_again_is_said_and_logged(
    bank: IndependentBank, bill: Bill, monkeypatch: pytest.MonkeyPatch, problem: Exception, caplog: Any
) -> None:
    bank.ask_token()
    monkeypatch.setattr(offers, "take", failing(*[problem] * 3, then=offers.take))
    assert bank.pay(bill.code, bill.amount).code == "5002500"
    assert "service 25 failed" in caplog.text
    assert not Payment.objects.exists()
    kept = PartnerCall.objects.get(response_code="5002500")
    assert kept.partner
    assert (kept.partner.code, kept.billing_code) == ("CONTOH", bill.code)


@pytest.mark.parametrize(("path", "number"), [(TOKEN, "73"), (INQUIRY, "24"), (PAYMENT, "25")])
def test_no_mistake_of_ours_is_told_otherwise(
    bank: IndependentBank, monkeypatch: pytest.MonkeyPatch, path: str, number: str
) -> None:
    monkeypatch.setattr(biller, "_door", failing(KeyError("x"), then=None))
    status, content = bank.send("POST", path, {}, b"{}")
    assert status == 500
    assert f'"500{number}00"'.encode() in content


def test_a_partner_that_is_changed_is_known_within_seconds(
    bank: IndependentBank, bill: Bill, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.ask_token()
    BankPartner.objects.update(is_active=False)
    assert bank.inquire(bill.code).code == "2002400"
    monkeypatch.setattr(partners, "FRESH_FOR_SECONDS", -1.0)
    assert bank.inquire(bill.code).code == "4012401"
