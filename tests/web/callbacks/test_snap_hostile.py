"""Whatever comes, in whatever order: an answer of the table, money once, and books that balance."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpaspor.gateways.snap import codes
from mpaspor.stages.payments.models import Bill, PartnerCall, Payment
from tests import books
from tests.gateways.independent_snap import INQUIRY, PAYMENT, TOKEN, IndependentBank, Told
from tests.people import BAGUS, RATNA
from tests.stages.appointments.scene import MORNING, hour
from tests.stages.payments.scene import billed
from tests.web.callbacks import banks

pytestmark = pytest.mark.django_db
# One database serves all examples: what one leaves behind the next one meets, as in life.
EXAMPLES = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])

PATHS = st.sampled_from([TOKEN, INQUIRY, PAYMENT])
ANYTHING = st.text(max_size=60)
NAMES = st.sampled_from(
    ["Authorization", "X-TIMESTAMP", "X-SIGNATURE", "X-PARTNER-ID", "X-EXTERNAL-ID", "CHANNEL-ID", "X-CLIENT-KEY",
     "Content-Type", "Content-Length", "Content-Encoding", "Transfer-Encoding", "X-Forwarded-For", "Accept-Language",
     "Cookie", "Expect"]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=20), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["partnerServiceId", "customerNo", "virtualAccountNo", "inquiryRequestId", "paymentRequestId", "paidAmount",
     "flagAdvise", "trxDateTime", "trxDateInit", "totalAmount", "cumulativePaymentAmount", "paidBills",
     "virtualAccountName", "referenceNo", "channelCode", "additionalInfo", "billDetails"]
)  # fmt: skip
BODIES = [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b"\x00", b'{"a": "\\ud800"}', b'{"customerNo": "\\u0000"}', b"[" * 60_000,
    b'{"a":' * 10_000, b'{"customerNo": ' + b"9" * 5_000 + b"}", b"{}" + b" " * 200_000, b"x" * 3_000_000, b"NaN",
    b'{"customerNo": NaN}', '{"customerNo": "é"}'.encode("latin-1"), b"\xef\xbb\xbf{}",
]  # fmt: skip


def check(status: int, content: bytes) -> None:
    told = json.loads(content)
    assert status < 500, told
    assert told["responseCode"].startswith(str(status))
    assert codes.case_of(told["responseCode"])


@EXAMPLES
@given(
    path=PATHS,
    headers=st.dictionaries(NAMES, ANYTHING, max_size=6),
    body=st.binary(max_size=200) | ANYTHING.map(str.encode),
    query=ANYTHING,
)
def test_noise_is_answered(bank: IndependentBank, path: str, headers: dict[str, str], body: bytes, query: str) -> None:
    check(*bank.send("POST", f"{path}?{query}", headers, body))


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("path", [TOKEN, INQUIRY, PAYMENT])
def test_a_body_that_is_no_call_is_answered_and_kept(bank: IndependentBank, path: str, body: bytes) -> None:
    told = bank.call(path, body)
    check(told.status, json.dumps(told.content).encode())
    assert told.status in (400, 401)
    kept = PartnerCall.objects.latest("id")
    assert kept.response_code == told.code
    assert len(kept.asked) < 300_000


@EXAMPLES
@given(
    headers=st.dictionaries(NAMES, ANYTHING | st.none(), max_size=3), fields=st.dictionaries(FIELDS, JSON, max_size=4)
)
def test_whatever_a_bank_signs_is_answered_and_taken_once(
    bank: IndependentBank, bill: Bill, headers: dict[str, str | None], fields: dict[str, Any]
) -> None:
    for told in (
        bank.inquire(bill.code, headers=headers, **fields),
        bank.pay(bill.code, bill.amount, headers=headers, **fields),
    ):
        check(told.status, json.dumps(told.content).encode())
    assert Payment.objects.count() <= 1
    assert books.of_money() == []


@dataclass
class Story:
    """What two banks did with two bills, and which payments they think we have."""

    bills: tuple[Bill, Bill]
    banks: tuple[IndependentBank, IndependentBank]
    paid: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def tell(self, which: int, bill: int, request_id: str, more: int, advise: bool, number: str) -> Told:
        bank, code = self.banks[which], self.bills[bill].code
        amount = self.bills[bill].amount + more
        told = bank.pay(code, amount, request_id=request_id, advise=advise, headers={"X-EXTERNAL-ID": number})
        if told.status == 200:
            self.paid[bank.partner_id, request_id] = (code, amount)
        return told


@pytest.fixture
def both(db: None) -> tuple[IndependentBank, IndependentBank]:
    for code in ("CONTOH", "DUA"):
        banks.known(code)
    return banks.calling("CONTOH"), banks.calling("DUA")


CALLS = st.tuples(
    st.integers(0, 1), st.integers(0, 1), st.sampled_from(["r1", "r2", "r3"]), st.sampled_from([0, 0, 0, -1, 1]),
    st.booleans(), st.integers(1, 40).map(str),
)  # fmt: skip


@settings(EXAMPLES, max_examples=25)
@given(steps=st.lists(CALLS | st.sampled_from(["inquire", "wait"]), max_size=12))
def test_in_whatever_order_money_is_told_the_banks_and_we_agree(
    both: tuple[IndependentBank, IndependentBank], clock: time_machine.Traveller, steps: list[Any]
) -> None:
    clock.move_to(MORNING)
    # Each example has bills of its own, and leaves nothing behind.
    with transaction.atomic():
        story = Story((billed(RATNA), billed(BAGUS, slot=hour(start=10))), both)
        for step in steps:
            for bank in both:
                bank.token = ""
            if step == "wait":
                clock.shift(timedelta(minutes=40))
            elif step == "inquire":
                for bank, bill in zip(both, story.bills, strict=True):
                    bank.inquire(bill.code)
            else:
                assert story.tell(*step).status < 500
        noted = {
            (payment.source, payment.request_id): (payment.code, payment.amount) for payment in Payment.objects.all()
        }
        assert noted == story.paid
        assert len(noted) == Bill.objects.filter(state="settled").count()
        assert books.of_money() == []
        transaction.set_rollback(True)
