"""The paying bank pays once, whatever happens between its word and our books."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from mpaspor.gateways import payout
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.payout.port import Account, State
from mpaspor.stages.payments import jobs, paying_back
from mpaspor.stages.payments.models import Credit, LedgerTransaction, Refund
from tests import books
from tests.gateways.conftest import Sandbox, free_port, rewire
from tests.stages.payments import refunds
from tests.stages.payments.refunds import AFTER

pytestmark = [pytest.mark.django_db, pytest.mark.real_clock]


def to(ending: str) -> Account:
    return Account("014", f"123456{ending}", "Ratna Wulandari")


def orders(sandbox: Sandbox, refund: Refund) -> int:
    """How many orders the bank has written down under the refund's number."""
    told = [line for line in (sandbox.folder / "payout.jsonl").read_text().splitlines() if refund.number in line]
    return len({line.split('"number"', 1)[1][:24] for line in told})


def paid_out() -> int:
    return LedgerTransaction.objects.filter(cause="refund paid").count()


def test_the_bank_says_whose_account_it_is() -> None:
    refund = refunds.requested(to("1234"))
    jobs.ask_about_account(refund.pk)
    assert refunds.again(refund).named == "Ratna Wulandari"
    jobs.ask_about_account(refund.pk)
    assert not paying_back.to_ask().exists()


def test_or_that_it_is_somebody_elses_or_nobodys() -> None:
    theirs, nobodys = refunds.requested(to("0777")), refunds.requested(to("0404"))
    jobs.ask_about_accounts(0)
    assert refunds.again(theirs).named == "ORANG LAIN"
    assert (refunds.again(nobodys).named, refunds.again(nobodys).named_at is None) == ("", False)


def test_a_bank_that_is_away_is_asked_again(settings: Settings) -> None:
    refund = refunds.requested(to("1234"))
    address = settings.GATEWAYS["payout"]["url"]
    rewire(settings, "payout", url=f"http://127.0.0.1:{free_port()}")
    jobs.ask_about_account(refund.pk)
    jobs.ask_about_accounts(0)
    assert refunds.again(refund).named_at is None
    rewire(settings, "payout", url=address)
    jobs.ask_about_accounts(0)
    assert refunds.again(refund).named


def test_what_two_have_approved_is_paid_by_the_next_round(sandbox: Sandbox) -> None:
    refund = refunds.approved(to("1234"))
    jobs.pay_refunds(0)
    jobs.pay_refunds(0)
    assert refunds.again(refund).state == "paid"
    assert Credit.objects.get().state == "refunded"
    assert (orders(sandbox, refund), paid_out()) == (1, 1)
    assert books.of_money() == []


def test_a_round_killed_between_the_banks_word_and_our_books_pays_once(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    refund = refunds.approved(to("1234"))
    with monkeypatch.context() as killed:
        killed.setattr(paying_back, "paid", interrupted)
        with pytest.raises(KeyboardInterrupt):
            paying_back.pay(refund, at=AFTER)
    assert refunds.again(refund).state == "approved"
    jobs.pay_refunds(0)
    assert refunds.again(refund).state == "paid"
    assert (orders(sandbox, refund), paid_out()) == (1, 1)


def interrupted(*_args: object, **_facts: object) -> None:
    raise KeyboardInterrupt


def test_a_bank_that_paid_and_did_not_say_so_is_asked_and_does_not_pay_again(sandbox: Sandbox) -> None:
    refund = refunds.approved(to("0504"))
    with pytest.raises(Unavailable):
        paying_back.pay(refund, at=AFTER)
    assert (refunds.again(refund).state, books.balance().paid_out) == ("approved", 0)
    jobs.pay_refunds(0)
    assert refunds.again(refund).state == "paid"
    assert (orders(sandbox, refund), paid_out()) == (1, 1)


def test_a_bank_in_trouble_leaves_it_approved() -> None:
    refund = refunds.approved(to("0503"))
    jobs.pay_refunds(0)
    assert refunds.again(refund).state == "approved"
    assert books.of_money() == []


def test_one_that_takes_its_time_is_paid_when_the_bank_says_so(sandbox: Sandbox) -> None:
    refund = refunds.approved(to("0202"))
    jobs.pay_refunds(0)
    assert refunds.again(refund).state == "approved"
    for _round in range(3):
        jobs.pay_refunds(0)
    assert refunds.again(refund).state == "paid"
    assert (orders(sandbox, refund), paid_out()) == (1, 1)


@pytest.mark.parametrize("ending", ["0403", "0418"])
def test_one_the_bank_refuses_comes_back_to_her_with_its_word(ending: str) -> None:
    refund = refunds.approved(to(ending))
    jobs.pay_refunds(0)
    back = refunds.again(refund)
    assert (back.state, bool(back.why)) == ("bounced", True)
    assert books.balance().refunds == 950_000
    assert books.of_money() == []


def test_one_the_bank_took_on_and_sent_back_is_not_paid_again_under_its_number() -> None:
    refund = refunds.approved(to("0606"))
    for _round in range(4):
        jobs.pay_refunds(0)
    assert refunds.again(refund).state == "bounced"
    found = payout.payer().status(refund.number)
    assert found is not None
    assert found.state == State.REJECTED
