from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytest_django.fixtures import Settings

from mpaspor.gateways import payout
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.payout.port import Account, DifferentOrder, State
from mpaspor.gateways.small_web import Answer
from tests.gateways.conftest import OurSide, Sandbox, free_port, rewire, wire

pytestmark = pytest.mark.real_clock

_references = itertools.count(1)
_timeouts = itertools.count(3)
TOKEN_GIVEN = {"responseCode": "2007300", "responseMessage": "Successful", "accessToken": "t", "expiresIn": "900"}


@pytest.fixture
def reference() -> str:
    return f"REFUND-{next(_references):06}"


def account(ending: str = "1234") -> Account:
    return Account("014", f"123456{ending}", "BUDI SANTOSO")


def test_money_is_paid_back_once(reference: str) -> None:
    sent = payout.payer().send(reference, 650000, account())

    assert sent.state == State.PAID
    assert sent.provider_reference
    assert sent.paid_at is not None
    assert payout.payer().send(reference, 650000, account()) == sent == payout.payer().status(reference)


def test_a_hundred_at_once_are_one_order(reference: str) -> None:
    with ThreadPoolExecutor(max_workers=20) as people:
        sent = set(people.map(lambda _: payout.payer().send(reference, 650000, account()), range(100)))

    assert len(sent) == 1


def test_an_order_that_never_arrived_is_not_there(reference: str) -> None:
    assert payout.payer().status(reference) is None


@pytest.mark.parametrize(
    ("amount", "to"), [(350000, account()), (650000, account("9999")), (650000, Account("008", "1234561234", "BUDI"))]
)
def test_another_order_under_the_same_reference_is_not_sent(reference: str, amount: int, to: Account) -> None:
    payout.payer().send(reference, 650000, account())

    with pytest.raises(DifferentOrder):
        payout.payer().send(reference, amount, to)


@pytest.mark.parametrize("ending", ["0404", "0418", "0403"])
def test_an_order_that_was_rejected_stays_so(reference: str, ending: str) -> None:
    sent = payout.payer().send(reference, 650000, account(ending))

    assert sent.state == State.REJECTED
    assert sent.reason
    assert payout.payer().send(reference, 650000, account(ending)).state == State.REJECTED
    found = payout.payer().status(reference)
    assert found is not None
    assert (found.state, found.paid_at, bool(found.reason)) == (State.REJECTED, None, True)


@pytest.mark.parametrize(("ending", "at_last"), [("0202", State.PAID), ("0606", State.REJECTED)])
def test_an_order_may_take_its_time_and_may_come_back(reference: str, ending: str, at_last: State) -> None:
    assert payout.payer().send(reference, 650000, account(ending)).state == State.SENDING
    states = [found.state for found in (payout.payer().status(reference) for _ in range(3)) if found]

    assert states == [State.SENDING, at_last, at_last]


def test_a_bank_that_paid_and_did_not_say_so_is_asked(reference: str) -> None:
    with pytest.raises(Unavailable):
        payout.payer().send(reference, 650000, account("0504"))
    assert payout.payer().send(reference, 650000, account("0504")).state == State.PAID


def test_a_bank_in_trouble_has_no_order(reference: str) -> None:
    with pytest.raises(Unavailable):
        payout.payer().send(reference, 650000, account("0503"))
    assert payout.payer().status(reference) is None


def test_whose_an_account_is() -> None:
    assert payout.payer().owner(account()) == "BUDI SANTOSO"
    assert payout.payer().owner(account("0777")) == "ORANG LAIN"
    assert payout.payer().owner(account("0404")) is None
    assert payout.payer().owner(account("0418")) is None


def test_the_books_outlive_a_kill(start_sandbox: Callable[..., Sandbox], settings: Settings, reference: str) -> None:
    first = start_sandbox()
    wire(settings, first)
    sent = payout.payer().send(reference, 650000, account())
    first.kill()
    wire(settings, start_sandbox((first.port, first.smtp_port)))

    assert payout.payer().status(reference) == sent


def test_a_bank_that_is_away_said_nothing(settings: Settings, reference: str) -> None:
    rewire(settings, "payout", url=f"http://127.0.0.1:{free_port()}")

    with pytest.raises(Unavailable):
        payout.payer().send(reference, 650000, account())


DONE = {"responseCode": "2001800", "responseMessage": "Successful"}
STATUS = {
    "responseCode": "2003600", "responseMessage": "Successful", "originalPartnerReferenceNo": "REFUND-000000",
    "originalReferenceNo": "1", "latestTransactionStatus": "00", "transactionDate": "2026-01-08T09:00:00+07:00",
    "amount": {"value": "650000.00", "currency": "IDR"}, "beneficiaryBankCode": "014",
    "beneficiaryAccountNo": "1234561234",
}  # fmt: skip


@pytest.mark.parametrize(
    "answers",
    [
        [Answer({})],
        [Answer(DONE, 202)],
        [Answer({"responseCode": "4001801"}, 400)],
        [Answer(DONE), Answer({})],
        [Answer(DONE), Answer({"responseCode": "4043601"}, 404)],
        [Answer(DONE), Answer(STATUS | {"originalPartnerReferenceNo": "LAIN"})],
        [Answer(DONE), Answer(STATUS | {"latestTransactionStatus": "07"})],
        [Answer(DONE), Answer(STATUS | {"latestTransactionStatus": {}})],
        [Answer(DONE), Answer(STATUS | {"transactionDate": "kemarin"})],
        [Answer({"responseCode": "4091801"}, 409), Answer(STATUS | {"amount": "650000"})],
        [Answer({"responseCode": "4041814"}, 404)],
    ],
)
def test_an_answer_that_cannot_be_read_is_neither_paid_nor_rejected(
    settings: Settings, our_side: OurSide, answers: list[Answer]
) -> None:
    rewire(settings, "payout", url=our_side.url, timeout=next(_timeouts))
    our_side.answers += [Answer(TOKEN_GIVEN), *answers]

    with pytest.raises(Unavailable):
        payout.payer().send("REFUND-000000", 650000, account())


def test_the_bank_that_says_it_is_done_is_believed_by_its_books(settings: Settings, our_side: OurSide) -> None:
    rewire(settings, "payout", url=our_side.url, timeout=next(_timeouts))
    our_side.answers += [Answer(TOKEN_GIVEN), Answer(DONE), Answer(STATUS)]

    assert payout.payer().send("REFUND-000000", 650000, account()).state == State.PAID
