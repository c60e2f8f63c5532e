"""The pretend bank and our client, over HTTP, in both directions; our side is the door with its books in memory."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from mpaspor.core import clock
from mpaspor.gateways import snap
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.small_web import Answer
from mpaspor.gateways.snap import moments
from mpaspor.gateways.snap.port import BillState, PaymentNotice, PaymentState
from mpaspor.gateways.snap.session import TOKEN_PATH
from tests.gateways import independent_snap, keys
from tests.gateways.biller import Biller, bill
from tests.gateways.conftest import OurSide, Sandbox, free_port, rewire, wire
from tests.gateways.independent_snap import PAYMENT, TOKEN, IndependentBank

pytestmark = pytest.mark.real_clock

_codes = itertools.count(820260108100001)


@pytest.fixture
def code() -> str:
    """A bill nobody else in this run pays."""
    return str(next(_codes))


@pytest.fixture
def biller(our_side: OurSide, code: str) -> Iterator[Biller]:
    one = Biller(at=None, bills={code: bill(code, expires_at=clock.now() + timedelta(hours=1))})
    our_side.judge = one.over_small_web
    yield one
    our_side.judge = None


def payments_told(our_side: OurSide) -> list[dict[str, object]]:
    return [call.json() for call in our_side.calls if call.path == PAYMENT]


def test_a_payment_is_told_and_taken(biller: Biller, our_side: OurSide, code: str) -> None:
    receipt = snap.teller().pay(code, 650000, channel="6014")

    assert receipt.delivered
    assert receipt.state == PaymentState.PAID
    assert [delivery.code for delivery in receipt.deliveries] == ["2002500"]
    [noted] = biller.taken.values()
    assert noted == _seconds(receipt.notice)
    assert (noted.billing_code, noted.amount, noted.channel, noted.partner) == (code, 650000, "6014", "CONTOH")


def test_its_calls_are_as_another_program_would_check_them(biller: Biller, our_side: OurSide, code: str) -> None:
    snap.teller().pay(code, 650000)
    for call in our_side.calls:
        if call.path == TOKEN:
            text = f"bank-contoh|{call.headers['X-TIMESTAMP']}"
            independent_snap.check_rsa(keys.public("BANK"), call.headers["X-SIGNATURE"], text)
            assert call.json()["grantType"] == "client_credentials"
    [told] = payments_told(our_side)
    assert told["partnerServiceId"] == "   88899"
    assert told["customerNo"] == code
    assert told["virtualAccountNo"] == f"   88899{code}"
    assert told["paidAmount"] == {"value": "650000.00", "currency": "IDR"}
    assert told["flagAdvise"] == "N"


def test_the_bank_shows_whose_bill_it_is_before_one_pays(biller: Biller, code: str) -> None:
    inquiry = snap.teller().inquire(code)

    assert (inquiry.found, inquiry.payer_name, inquiry.amount, inquiry.code) == (
        True,
        "BUDI SANTOSO",
        650000,
        "2002400",
    )
    receipt = snap.teller().pay(code, 650000, request_id=inquiry.request_id)
    assert list(biller.taken) == [inquiry.request_id] == [receipt.notice.payment_request_id]


def test_the_bank_shows_why_a_bill_cannot_be_paid(biller: Biller, code: str) -> None:
    biller.bills[code] = bill(code, BillState.EXPIRED)
    inquiry = snap.teller().inquire(code)

    assert (inquiry.found, inquiry.amount, inquiry.code) == (False, None, "4042419")


@pytest.mark.parametrize("answer", [Answer([]), Answer({}), Answer({"virtualAccountData": {}}), Answer({}, 500)])
def test_an_answer_the_bank_cannot_read_is_no_bill(
    biller: Biller, our_side: OurSide, code: str, answer: Answer
) -> None:
    snap.teller().inquire(code)
    our_side.answers.append(answer)

    assert not snap.teller().inquire(code).found


def test_told_three_times_it_is_taken_once(biller: Biller, our_side: OurSide, code: str) -> None:
    receipt = snap.teller().pay(code, 650000, repeat=3)

    assert [one.code for one in receipt.deliveries] == ["2002500"] * 3
    assert [told["flagAdvise"] for told in payments_told(our_side)] == ["N", "Y", "Y"]
    assert len(biller.taken) == 1


def test_told_again_without_advice_it_stays_taken(biller: Biller, code: str) -> None:
    receipt = snap.teller().pay(code, 650000, repeat=2, advise=False)

    assert [one.code for one in receipt.deliveries] == ["2002500", "4042518"]
    assert receipt.delivered
    assert receipt.state == PaymentState.PAID


def test_a_service_in_trouble_is_told_again_as_advice(biller: Biller, our_side: OurSide, code: str) -> None:
    snap.teller().inquire(code)
    our_side.answers += [Answer({}, 503), Answer({"responseCode": "5042500", "responseMessage": "Timeout"}, 504)]
    receipt = snap.teller().pay(code, 650000)

    assert [one.status for one in receipt.deliveries] == [503, 504, 200]
    assert [told["flagAdvise"] for told in payments_told(our_side)] == ["N", "Y", "Y"]
    assert len({call.headers["X-EXTERNAL-ID"] for call in our_side.calls if call.path == PAYMENT}) == 3
    assert len(biller.taken) == 1


def test_a_bank_that_reached_nobody_still_has_the_money_and_says_so(
    biller: Biller, our_side: OurSide, code: str
) -> None:
    snap.teller().inquire(code)
    our_side.answers += [Answer({}, 500)] * 3
    receipt = snap.teller().pay(code, 650000)

    assert not receipt.delivered
    status = snap.bank().status(code)
    assert status is not None
    assert (status.state, status.notice.amount) == (PaymentState.PAID, 650000)
    assert snap.teller().advise(receipt.notice.payment_request_id).delivered
    assert len(biller.taken) == 1


def test_a_payment_we_refuse_goes_back_to_the_payer(biller: Biller, code: str) -> None:
    receipt = snap.teller().pay(code, 1)

    assert [one.code for one in receipt.deliveries] == ["4042513"]
    assert receipt.state == PaymentState.REFUSED
    status = snap.bank().status(code)
    assert status is not None
    assert status.state == PaymentState.REFUSED
    assert biller.taken == {}


@pytest.mark.parametrize("state", list(PaymentState))
def test_the_bank_believes_what_a_refusal_says_of_the_money(
    biller: Biller, our_side: OurSide, code: str, state: PaymentState
) -> None:
    snap.teller().inquire(code)
    told = {"responseCode": "4092500", "responseMessage": "Conflict"}
    our_side.answers += [Answer(told | {"virtualAccountData": {"paymentFlagStatus": state.value}}, 409)]

    assert snap.teller().pay(code, 650000).state == state


def test_an_impostor_is_not_believed(biller: Biller, code: str) -> None:
    receipt = snap.teller().pay(code, 650000, wrong_signature=True)

    assert [one.code for one in receipt.deliveries] == ["4012500"]
    assert biller.taken == {}


def test_what_the_bank_holds_back_is_found_by_asking(biller: Biller, our_side: OurSide, code: str) -> None:
    receipt = snap.teller().pay(code, 650000, hold=True)

    assert payments_told(our_side) == []
    status = snap.bank().status(code, payment_request_id=receipt.notice.payment_request_id)
    assert status is not None
    assert status.notice == _seconds(receipt.notice)


def test_a_payment_may_be_told_late(biller: Biller, code: str) -> None:
    assert snap.teller().pay(code, 650000, delay=1).delivered


def test_a_token_we_no_longer_take_is_asked_for_anew(biller: Biller, our_side: OurSide, code: str) -> None:
    snap.teller().inquire(code)
    refused = {"responseCode": "4012501", "responseMessage": "Invalid Token (B2B)"}
    our_side.answers.append(Answer(refused, 401))
    before = len([call for call in our_side.calls if call.path == TOKEN])
    receipt = snap.teller().pay(code, 650000)

    assert receipt.delivered
    assert len([call for call in our_side.calls if call.path == TOKEN]) == before + 1


def test_an_unpaid_bill_is_not_in_the_banks_books(code: str) -> None:
    assert snap.bank().status(code) is None


def test_the_report_of_a_day_holds_what_was_paid_on_it(biller: Biller, code: str) -> None:
    at = datetime(2024, 2, 29, 16, 59, 59, tzinfo=UTC)
    biller.bills[str(int(code) + 50000)] = bill(str(int(code) + 50000))
    first = snap.teller().pay(code, 650000, paid_at=at)
    snap.teller().pay(str(int(code) + 50000), 650000, paid_at=at + timedelta(seconds=1))

    assert [row.notice for row in snap.bank().report(moments.day(at))] == [first.notice]


def test_the_books_outlive_a_kill(
    start_sandbox: Callable[..., Sandbox], settings: Settings, biller: Biller, code: str
) -> None:
    first = start_sandbox()
    wire(settings, first)
    paid = snap.teller().pay(code, 650000).notice
    first.kill()
    wire(settings, start_sandbox((first.port, first.smtp_port)))

    status = snap.bank().status(code)
    assert status is not None
    assert status.notice == _seconds(paid)


def test_an_independent_bank_speaks_to_our_side_over_http(biller: Biller, our_side: OurSide, code: str) -> None:
    send = independent_snap.over_http(our_side.url)
    bank = IndependentBank(send, "bank-contoh", keys.private("BANK"), keys.BANK_SECRET, "CONTOH", clock.now)

    assert bank.inquire(code).code == "2002400"
    assert bank.pay(code, 650000).code == "2002500"
    assert len(biller.taken) == 1


def test_a_bank_that_is_away_did_not_say_unpaid(settings: Settings, code: str) -> None:
    rewire(settings, "snap", url=f"http://127.0.0.1:{free_port()}/bank")

    with pytest.raises(Unavailable):
        snap.bank().status(code)


@pytest.mark.parametrize(("changed", "said"), [("secret", "4012600"), ("client_key", "4017300")])
def test_a_bank_that_does_not_know_us_did_not_say_unpaid(
    settings: Settings, code: str, changed: str, said: str
) -> None:
    rewire(settings, "snap", **{changed: "salah"})

    with pytest.raises(Unavailable, match=said):
        snap.bank().status(code)


TOKEN_GIVEN = {"responseCode": "2007300", "responseMessage": "Successful", "accessToken": "t", "expiresIn": "900"}


@pytest.mark.parametrize(
    "answer",
    [
        Answer({}),
        Answer({"responseCode": "2002600"}),
        Answer({"responseCode": "2002600", "virtualAccountData": {"paymentFlagStatus": "00"}}),
        Answer({"responseCode": "4042601"}),
        Answer({"responseCode": "4042501"}, 404),
        Answer({}, 404),
        Answer({"responseCode": "5002600"}, 500),
        Answer({"responseCode": "4292600"}, 429),
        Answer([], 200),
    ],
)
def test_an_answer_that_cannot_be_read_did_not_say_unpaid(
    settings: Settings, our_side: OurSide, code: str, answer: Answer
) -> None:
    rewire(settings, "snap", url=our_side.url, timeout=next(_timeouts))
    our_side.answers += [Answer(TOKEN_GIVEN), answer]

    with pytest.raises(Unavailable):
        snap.bank().status(code)
    assert our_side.calls[0].path == TOKEN_PATH


@pytest.mark.parametrize(
    "answer",
    [
        Answer({}),
        Answer(TOKEN_GIVEN | {"accessToken": ""}),
        Answer(TOKEN_GIVEN | {"expiresIn": "soon"}),
        Answer([], 500),
    ],
)
def test_without_a_token_nothing_is_asked(settings: Settings, our_side: OurSide, code: str, answer: Answer) -> None:
    rewire(settings, "snap", url=our_side.url, timeout=next(_timeouts))
    our_side.answers.append(answer)

    with pytest.raises(Unavailable):
        snap.bank().status(code)
    assert [call.path for call in our_side.calls] == [TOKEN_PATH]


def test_a_lifetime_may_be_a_number(settings: Settings, our_side: OurSide, code: str) -> None:
    rewire(settings, "snap", url=our_side.url, timeout=next(_timeouts))
    nothing = Answer({"responseCode": "4042601", "responseMessage": "Transaction Not Found"}, 404)
    our_side.answers += [Answer(TOKEN_GIVEN | {"expiresIn": 900}), nothing, nothing]

    assert snap.bank().status(code) is None
    assert snap.bank().status(code) is None
    assert [call.path for call in our_side.calls].count(TOKEN_PATH) == 1


@pytest.mark.parametrize("wrong", ["", "82026010800000", "../../../etc", "82026010800000x"])
def test_only_a_billing_code_is_asked_about(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a billing code"):
        snap.bank().status(wrong)


# Sessions are kept by address and timeout; each of these tests begins without a token.
_timeouts = itertools.count(3)


def _seconds(notice: PaymentNotice) -> PaymentNotice:
    """As it travels: to the second."""
    return replace(notice, paid_at=notice.paid_at.replace(microsecond=0))
