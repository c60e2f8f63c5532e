"""The bank's calls: signed, harmless when repeated, and answered clearly whatever comes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mpaspor.core import clock
from mpaspor.gateways.banks import notices, signature
from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.payments.models import Bill, LedgerTransaction, Payment
from tests import books
from tests.stages.appointments.scene import MORNING, states
from tests.stages.payments.scene import billed, notice, told

pytestmark = pytest.mark.django_db
PARTNER, SECRET = "CONTOH", "shared with the bank"
PAYMENT, INQUIRY = "/callbacks/banks/payment", "/callbacks/banks/inquiry"


@pytest.fixture(autouse=True)
def bank(settings: Any) -> None:
    settings.GATEWAYS = settings.GATEWAYS | {"banks": {"url": "", "partner": PARTNER, "secret": SECRET}}


def call(path: str, body: bytes, /, **changes: Any) -> Any:
    """Call as the bank does; `changes` are what somebody else does differently."""
    facts: dict[str, Any] = {"partner": PARTNER, "path": path, "body": body, "at": clock.now()}
    secret = changes.pop("secret", SECRET)
    headers = signature.headers(secret, external_id="1", method="POST", **(facts | changes))
    answer = Client(enforce_csrf_checks=True).post(path, data=body, content_type="application/json", headers=headers)
    assert answer["Content-Type"] == "application/json"
    return answer


def tell(bill: Bill, **changes: Any) -> Any:
    return call(PAYMENT, notices.write(told(bill, **changes)))


def ask(bill: Bill) -> Any:
    return call(INQUIRY, json.dumps({"billingCode": bill.code, "partnerId": PARTNER}).encode())


def code_of(answer: Any) -> str:
    content: dict[str, str] = json.loads(answer.content)
    assert content["responseCode"].startswith(str(answer.status_code))
    assert content["responseMessage"]
    return content["responseCode"]


def test_a_payment_told_is_noted_and_acknowledged() -> None:
    bill = billed()
    assert code_of(tell(bill)) == "2002500"
    assert Bill.objects.get(pk=bill.pk).state == "settled"
    assert states(bill.application) == ["confirmed"]


def test_told_again_it_is_acknowledged_again_and_noted_once() -> None:
    bill = billed()
    assert [code_of(tell(bill)) for _ in range(3)] == ["2002500"] * 3
    assert Payment.objects.count() == LedgerTransaction.objects.count() == 1


def test_money_for_nobody_is_acknowledged_because_it_is_noted() -> None:
    assert code_of(tell(Bill(code="820260102999999", amount=650_000))) == "2002500"
    assert Payment.objects.get().outcome == "question"


def test_a_number_used_for_two_amounts_is_refused() -> None:
    bill = billed()
    tell(bill)
    assert code_of(tell(bill, amount=1)) == "4042518"
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "guessed"},
        {"partner": "SOMEBODY"},
        {"at": MORNING - timedelta(seconds=301)},
        {"at": MORNING + timedelta(seconds=301)},
        {"path": "/callbacks/banks/inquiry"},
        {"body": b"{}"},
    ],
)
def test_a_call_that_does_not_prove_itself_is_refused(change: dict[str, Any]) -> None:
    bill = billed()
    answer = call(PAYMENT, notices.write(told(bill)), **change)
    assert code_of(answer) == "4012500"
    assert Bill.objects.get(pk=bill.pk).state == "due"


@pytest.mark.parametrize("missing", ["X-SIGNATURE", "X-TIMESTAMP", "X-PARTNER-ID", "X-EXTERNAL-ID"])
def test_a_call_without_a_header_is_told_which(missing: str) -> None:
    answer = Client().post(PAYMENT, data=b"{}", content_type="application/json")
    assert code_of(answer) == "4002502"
    headers = {"X-SIGNATURE": "x", "X-TIMESTAMP": "x", "X-PARTNER-ID": "CONTOH", "X-EXTERNAL-ID": "1"}
    del headers[missing]
    answer = Client().post(PAYMENT, data=b"{}", content_type="application/json", headers=headers)
    assert json.loads(answer.content)["responseMessage"] == f"Invalid Mandatory Field {missing}"


WRONG = [
    (b"", "4002500"),
    (b"no json", "4002500"),
    (b"[1]", "4002500"),
    (b"\xff\xfe", "4002500"),
    (b"[" * 100_000, "4002500"),
    (b"{}", "4002501"),
    (b'{"partnerId": "OTHER"}', "4002501"),
    (b'{"partnerId": "CONTOH"}', "4002502"),
]


@pytest.mark.parametrize(("body", "code"), WRONG, ids=range(len(WRONG)))
def test_a_body_that_says_nothing_is_refused(body: bytes, code: str) -> None:
    assert code_of(call(PAYMENT, body)) == code


FIELDS = [
    ("paidAmount", {"value": "950000.50", "currency": "IDR"}),
    ("paidAmount", {"value": "-1.00", "currency": "IDR"}),
    ("paidAmount", {"value": "0.00", "currency": "IDR"}),
    ("paidAmount", {"value": "9" * 30, "currency": "IDR"}),
    ("paidAmount", {"value": "950000.00", "currency": "USD"}),
    ("paidAmount", 950_000),
    ("trxDateTime", "yesterday"),
    ("trxDateTime", "2026-01-02T09:00:00"),
    ("trxDateTime", "0001-01-01T00:00:00+14:00"),
    ("billingCode", ["820260102000001"]),
    ("billingCode", "8" * 500),
    ("billingCode", "82026\u0000102"),
    ("referenceNo", "\ud800"),
    ("channelCode", "60\n11"),
    ("paymentRequestId", True),
]


@pytest.mark.parametrize(("field", "value"), FIELDS, ids=range(len(FIELDS)))
def test_a_field_that_cannot_be_right_is_named(field: str, value: object) -> None:
    content = notices.to_json(told(billed())) | {field: value}
    answer = call(PAYMENT, json.dumps(content).encode())
    assert code_of(answer) == "4002501"
    assert json.loads(answer.content)["responseMessage"] == f"Invalid Field Format {field}"
    assert Payment.objects.count() == 0


@pytest.mark.parametrize("field", ["paidAmount", "billingCode", "paymentRequestId", "trxDateTime", "referenceNo"])
def test_a_field_that_is_missing_is_named(field: str) -> None:
    content = notices.to_json(told(billed()))
    del content[field]
    answer = call(PAYMENT, json.dumps(content).encode())
    assert json.loads(answer.content)["responseMessage"] == f"Invalid Mandatory Field {field}"


def test_a_body_of_many_megabytes_is_refused() -> None:
    assert code_of(call(PAYMENT, b" " * (2 * 1024 * 1024))) == "4132500"


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_anything_but_a_post_is_refused(method: str) -> None:
    answer: Any = getattr(Client(), method)(PAYMENT)
    assert code_of(answer) == "4052501"
    assert answer["Allow"] == "POST"


def test_the_bank_is_told_whose_bill_it_is_and_how_much() -> None:
    bill = billed()
    answer = ask(bill)
    assert code_of(answer) == "2002400"
    content = json.loads(answer.content)
    assert (content["billingCode"], content["payerName"]) == (bill.code, "RATNA WULANDARI")
    assert content["totalAmount"] == {"value": "950000.00", "currency": "IDR"}


def test_a_code_nobody_has_is_not_found() -> None:
    assert code_of(ask(Bill(code="820260102999999"))) == "4042412"


def test_a_paid_bill_is_not_paid_again() -> None:
    bill = billed()
    settlement.receive(notice(bill), at=clock.now())
    assert code_of(ask(bill)) == "4042414"


def test_a_bill_called_off_is_not_to_be_paid() -> None:
    bill = billed()
    billing.void(bill, by=None, at=clock.now(), why="")
    assert code_of(ask(bill)) == "4042412"


def test_a_bill_past_its_deadline_is_not_to_be_paid() -> None:
    bill = billed()
    Bill.objects.filter(pk=bill.pk).update(expires_at=clock.now(), issued_at=clock.now() - timedelta(hours=2))
    assert code_of(ask(bill)) == "4042419"
    billing.lapse(bill, at=clock.now())
    assert code_of(ask(bill)) == "4042419"


@pytest.mark.parametrize("code", [None, "", "123", 820260102000001, "８20260102000001", "82026010200000a"])
def test_a_code_that_is_none_is_refused(code: object) -> None:
    answer = call(INQUIRY, json.dumps({"billingCode": code, "partnerId": PARTNER}).encode())
    assert answer.status_code == 400
    assert "billingCode" in json.loads(answer.content)["responseMessage"]


def test_after_all_calls_the_books_agree() -> None:
    bill = billed()
    tell(bill)
    tell(bill, number="2")
    assert books.of_money() == []
