from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pytest_django.fixtures import Settings

from mpaspor.core import clock
from mpaspor.gateways import banks
from mpaspor.gateways.banks import notices, signature
from mpaspor.gateways.banks.port import PaymentNotice
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.small_web import Answer, Call
from tests.gateways.conftest import PARTNER, SECRET, OurSide, Sandbox, free_port, rewire, wire

pytestmark = pytest.mark.real_clock

_codes = itertools.count(820260108000001)
NOTICE = PaymentNotice("r1", "820260108000001", 650000, "6011", datetime(2026, 1, 8, 2, 0, tzinfo=UTC), "n1", PARTNER)


@pytest.fixture
def code() -> str:
    """A bill nobody else in this run pays."""
    return str(next(_codes))


def believed(call: Call) -> str:
    return signature.authenticate(
        call.headers,
        secret=SECRET,
        partner=PARTNER,
        method=call.method,
        path=call.path,
        body=call.body,
        at=clock.now(),
        skew_seconds=60,
    )


def test_a_payment_is_told_by_a_signed_call(our_side: OurSide, code: str) -> None:
    receipt = banks.teller().pay(code, 650000, channel="6014")

    [call] = our_side.calls
    assert believed(call)
    assert call.path == "/callbacks/banks/payment"
    assert notices.read(call.body) == receipt.notice
    assert (receipt.notice.billing_code, receipt.notice.amount, receipt.notice.channel) == (code, 650000, "6014")
    assert receipt.notice.partner == PARTNER
    assert receipt.delivered


def test_the_bank_knows_what_was_paid_and_what_was_not(our_side: OurSide, code: str) -> None:
    assert banks.bank().status(code, at=clock.now()) is None

    receipt = banks.teller().pay(code, 650000)

    assert banks.bank().status(code, at=clock.now()) == receipt.notice


def test_a_bill_paid_twice_shows_its_first_payment(our_side: OurSide, code: str) -> None:
    first, second = banks.teller().pay(code, 650000), banks.teller().pay(code, 650000)

    assert first.notice.payment_request_id != second.notice.payment_request_id
    assert banks.bank().status(code, at=clock.now()) == first.notice


def test_a_repeated_notice_is_the_same_payment_under_new_external_ids(our_side: OurSide, code: str) -> None:
    receipt = banks.teller().pay(code, 650000, repeat=3)

    assert len(our_side.calls) == len(receipt.deliveries) == 3
    assert {notices.read(call.body) for call in our_side.calls} == {receipt.notice}
    assert len({believed(call) for call in our_side.calls}) == 3


def test_a_service_in_trouble_is_told_again(our_side: OurSide, code: str) -> None:
    our_side.answers += [Answer({}, 503), Answer({}, 500)]

    receipt = banks.teller().pay(code, 650000)

    assert [delivery.status for delivery in receipt.deliveries] == [503, 500, 200]
    assert receipt.delivered


def test_a_refusal_is_an_answer_and_not_repeated(our_side: OurSide, code: str) -> None:
    our_side.answers.append(Answer({"responseCode": "4042513", "responseMessage": "Invalid Amount"}, 404))

    receipt = banks.teller().pay(code, 1)

    [delivery] = receipt.deliveries
    assert delivery.status == 404
    assert "4042513" in delivery.answer
    assert not receipt.delivered


def test_a_bank_that_reached_nobody_still_has_the_money(our_side: OurSide, code: str) -> None:
    our_side.answers += [Answer({}, 500)] * 3

    receipt = banks.teller().pay(code, 650000)

    assert not receipt.delivered
    assert banks.bank().status(code, at=clock.now()) == receipt.notice


def test_everyone_who_pays_at_once_is_in_the_books(
    start_sandbox: Callable[..., Sandbox], settings: Settings, our_side: OurSide
) -> None:
    first = start_sandbox()
    wire(settings, first)
    codes = [str(next(_codes)) for _ in range(40)]
    with ThreadPoolExecutor(max_workers=20) as people:
        paid = list(people.map(lambda one: banks.teller().pay(one, 350000).notice, codes))
    first.kill()
    wire(settings, start_sandbox((first.port, first.smtp_port)))

    assert [banks.bank().status(one, at=clock.now()) for one in codes] == paid
    assert len({notice.payment_request_id for notice in paid}) == len(codes)


def test_the_books_outlive_a_kill(
    start_sandbox: Callable[..., Sandbox], settings: Settings, our_side: OurSide, code: str
) -> None:
    first = start_sandbox()
    wire(settings, first)
    paid = banks.teller().pay(code, 650000).notice
    first.kill()
    wire(settings, start_sandbox((first.port, first.smtp_port)))

    assert banks.bank().status(code, at=clock.now()) == paid


def test_a_payment_may_be_dated_by_the_one_who_tells_the_story(our_side: OurSide, code: str) -> None:
    yesterday = clock.now().replace(microsecond=0) - timedelta(days=1)

    assert banks.teller().pay(code, 650000, paid_at=yesterday).notice.paid_at == yesterday


def test_a_status_inquiry_travels_in_time(our_side: OurSide, code: str) -> None:
    assert banks.bank().status(code, at=datetime(2022, 2, 1, tzinfo=UTC)) is None


def test_the_bank_shows_whose_bill_it_is_before_one_pays(our_side: OurSide, code: str) -> None:
    our_side.answers.append(
        Answer(
            {
                "responseCode": "2002400",
                "responseMessage": "Successful",
                "billingCode": code,
                "payerName": "RATNA DEWI",
                "totalAmount": {"value": "2550000.00", "currency": "IDR"},
            }
        )
    )

    inquiry = banks.teller().inquire(code)

    assert (inquiry.found, inquiry.payer_name, inquiry.amount) == (True, "RATNA DEWI", 2550000)
    [call] = our_side.calls
    assert believed(call)
    assert call.path == "/callbacks/banks/inquiry"
    assert call.json()["billingCode"] == code


def test_the_bank_shows_why_a_bill_cannot_be_paid(our_side: OurSide, code: str) -> None:
    our_side.answers.append(Answer({"responseCode": "4042419", "responseMessage": "Bill expired"}, 404))

    inquiry = banks.teller().inquire(code)

    assert (inquiry.found, inquiry.amount, inquiry.remark) == (False, None, "Bill expired")


@pytest.mark.parametrize("answer", [Answer([]), Answer({}), Answer({"totalAmount": {"value": "x"}}), Answer({}, 500)])
def test_an_answer_the_bank_cannot_read_is_no_bill(our_side: OurSide, code: str, answer: Answer) -> None:
    our_side.answers.append(answer)

    assert not banks.teller().inquire(code).found


@pytest.mark.parametrize(
    "changed",
    [
        {"billing_code": "12345"},
        {"billing_code": 820260108000001},
        {"amount": 0},
        {"amount": -650000},
        {"amount": 650000.5},
        {"amount": True},
        {"amount": 10**13},
        {"repeat": 0},
        {"repeat": 1000},
        {"paid_at": "kemarin"},
        {"paid_at": "2026-01-08T09:00:00"},
        {"paid_at": 7},
    ],
)
def test_the_bank_takes_no_nonsense(sandbox: Sandbox, our_side: OurSide, code: str, changed: dict[str, object]) -> None:
    asked = {"billing_code": code, "amount": 650000} | changed

    assert httpx.post(f"{sandbox.url}/bank/pay", json=asked, trust_env=False).status_code == 400
    assert our_side.calls == []
    assert banks.bank().status(code, at=clock.now()) is None


def test_the_books_are_shown_only_to_whoever_signs(
    sandbox: Sandbox, settings: Settings, our_side: OurSide, code: str
) -> None:
    assert httpx.get(f"{sandbox.url}/bank/payments/{code}", trust_env=False).status_code == 401
    rewire(settings, "banks", secret="salah")
    with pytest.raises(Unavailable, match="401"):
        banks.bank().status(code, at=clock.now())
    rewire(settings, "banks", secret=SECRET, partner="LAIN")
    with pytest.raises(Unavailable, match="401"):
        banks.bank().status(code, at=clock.now())


def test_a_bank_that_is_away_did_not_say_unpaid(settings: Settings, code: str) -> None:
    rewire(settings, "banks", url=f"http://127.0.0.1:{free_port()}")

    with pytest.raises(Unavailable):
        banks.bank().status(code, at=clock.now())


@pytest.mark.parametrize(
    "answer",
    [
        Answer({}),
        Answer({"payment": None}),
        Answer({"payment": {}}),
        Answer({"payment": []}),
        Answer({"payment": notices.to_json(NOTICE) | {"billingCode": "820990101000009"}}),
        Answer({}, 500),
    ],
)
def test_an_answer_that_cannot_be_read_did_not_say_unpaid(
    settings: Settings, our_side: OurSide, code: str, answer: Answer
) -> None:
    rewire(settings, "banks", url=our_side.url)
    our_side.answers.append(answer)

    with pytest.raises(Unavailable):
        banks.bank().status(code, at=clock.now())


@pytest.mark.parametrize("wrong", ["", "82026010800000", "../../../etc", "82026010800000x"])
def test_only_a_billing_code_is_asked_about(our_side: OurSide, wrong: str) -> None:
    with pytest.raises(ValueError, match="not a billing code"):
        banks.bank().status(wrong, at=clock.now())
