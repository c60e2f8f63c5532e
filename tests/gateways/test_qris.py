from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from mpaspor.core import clock
from mpaspor.gateways import qris
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.qris import emv, notices, wire
from mpaspor.gateways.qris.port import NoSuchQr, QrCode, QrRefused, State
from mpaspor.gateways.qris.scanner import NotTaken
from mpaspor.gateways.small_web import Answer, Call
from mpaspor.gateways.snap import door
from mpaspor.gateways.snap.codes import Refused
from tests.gateways.conftest import OurSide, Sandbox, free_port, rewire
from tests.gateways.conftest import wire as wire_settings
from tests.gateways.test_qris_emv import VECTOR

# The machine may be busy with others; how long an example takes says nothing.
UNHURRIED = settings(deadline=None)

pytestmark = pytest.mark.real_clock

_codes = itertools.count(820260108300001)
_timeouts = itertools.count(3)
TOKEN_GIVEN = {"responseCode": "2007300", "responseMessage": "Successful", "accessToken": "t", "expiresIn": "900"}


@pytest.fixture
def code() -> str:
    return str(next(_codes))


def admitted(call: Call, **changes: Any) -> notices.Notice:
    facts = {"method": call.method, "path": call.path, "headers": call.headers, "body": call.body} | changes
    return notices.admit(door.Call(**facts), at=clock.now())


def issue(code: str, amount: int = 650000) -> QrCode:
    return qris.acquirer().generate(code, amount, expires_at=clock.now() + timedelta(hours=2))


def test_a_code_carries_the_bill_and_its_amount(code: str) -> None:
    issued = issue(code)
    said = emv.check(issued.content)

    assert said.is_dynamic
    assert (said.amount, said.bill_number, said.nmid) == (650000, code, "ID1020000000017")
    assert issued.acquirer_reference
    assert qris.acquirer().query(code).state == State.INITIATED


def test_the_same_again_is_the_same_code_and_another_amount_is_refused(code: str) -> None:
    assert issue(code).content == issue(code).content
    with pytest.raises(QrRefused, match="Duplicate"):
        issue(code, 350000)


def test_a_code_that_was_paid_says_so(our_side: OurSide, code: str) -> None:
    scanned = qris.scanner().pay(issue(code).content)
    found = qris.acquirer().query(code)

    assert scanned.delivered
    assert found == scanned.status
    assert (found.state, found.amount, len(found.rrn)) == (State.SUCCESS, 650000, 12)


def test_a_payment_is_told_by_a_notice_only_the_acquirer_can_sign(our_side: OurSide, code: str) -> None:
    scanned = qris.scanner().pay(issue(code).content, repeat=2)
    first, second = our_side.calls

    assert first.path == "/v1.0/qr/qr-mpm-notify"
    assert [admitted(one).reference for one in (first, second)] == [code, code] == [scanned.status.reference] * 2
    assert admitted(first).external_id != admitted(second).external_id
    with pytest.raises(Refused, match="Signature"):
        admitted(first, path="/elsewhere")
    assert notices.answer() == {"responseCode": "2005200", "responseMessage": "Successful"}


def test_an_impostors_notice_is_not_authentic(our_side: OurSide, code: str) -> None:
    qris.scanner().pay(issue(code).content, wrong_signature=True)
    [call] = our_side.calls

    with pytest.raises(Refused, match="Signature"):
        admitted(call)


def test_a_notice_held_back_is_found_by_asking(our_side: OurSide, code: str) -> None:
    qris.scanner().pay(issue(code).content, hold=True)

    assert our_side.calls == []
    assert qris.acquirer().query(code).state == State.SUCCESS


def test_a_service_in_trouble_is_told_again(our_side: OurSide, code: str) -> None:
    our_side.answers += [Answer({}, 503), Answer({}, 500)]

    assert [one.status for one in qris.scanner().pay(issue(code).content).deliveries] == [503, 500, 200]


@pytest.mark.parametrize("state", [State.PAYING, State.PENDING, State.FAILED])
def test_a_payment_may_hang_or_fail(our_side: OurSide, code: str, state: State) -> None:
    qris.scanner().pay(issue(code).content, state=state)

    assert qris.acquirer().query(code).state == state


def test_a_code_is_paid_once_and_in_its_time(our_side: OurSide, code: str) -> None:
    content = issue(code).content
    with pytest.raises(NotTaken, match="time"):
        qris.scanner().pay(content, paid_at=clock.now() + timedelta(hours=3))
    qris.scanner().pay(content, paid_at=clock.now() + timedelta(hours=3), late=True)
    with pytest.raises(NotTaken, match="SUCCESS"):
        qris.scanner().pay(content)
    with pytest.raises(NotTaken, match="nobody"):
        qris.scanner().pay(VECTOR)


def test_a_code_taken_back_is_not_paid_and_a_paid_one_not_taken_back(our_side: OurSide, code: str) -> None:
    issued = issue(code)
    assert qris.acquirer().cancel(code).state == State.CANCELLED
    assert qris.acquirer().cancel(code).state == State.CANCELLED
    with pytest.raises(NotTaken, match="CANCELLED"):
        qris.scanner().pay(issued.content)
    other = str(next(_codes))
    qris.scanner().pay(issue(other).content)

    assert qris.acquirer().cancel(other).state == State.SUCCESS


def test_a_reference_nobody_has_is_no_code(code: str) -> None:
    with pytest.raises(NoSuchQr):
        qris.acquirer().query(code)
    with pytest.raises(NoSuchQr):
        qris.acquirer().cancel(code)


def test_the_books_outlive_a_kill(
    start_sandbox: Callable[..., Sandbox], settings: Settings, our_side: OurSide, code: str
) -> None:
    first = start_sandbox()
    wire_settings(settings, first)
    paid = qris.scanner().pay(issue(code).content).status
    first.kill()
    wire_settings(settings, start_sandbox((first.port, first.smtp_port)))

    assert qris.acquirer().query(code) == paid


def test_an_acquirer_that_is_away_said_nothing(settings: Settings, code: str) -> None:
    rewire(settings, "qris", url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Unavailable):
        qris.acquirer().query(code)
    with pytest.raises(Unavailable):
        issue(code)


AT = datetime(2026, 1, 8, 2, 0, tzinfo=UTC)
GIVEN = {"responseCode": "2004700", "responseMessage": "Successful", "referenceNo": "a1", "qrContent": VECTOR}


@pytest.mark.parametrize(
    "changes",
    [{"qrContent": VECTOR[:-1] + "0"}, {"qrContent": ""}, {"qrContent": None}, {"qrContent": 1}, {"referenceNo": ""},
     {"responseCode": "2004701"}],
)  # fmt: skip
def test_a_code_that_is_not_lawful_is_shown_to_nobody(
    settings: Settings, our_side: OurSide, code: str, changes: dict[str, Any]
) -> None:
    rewire(settings, "qris", url=our_side.url, timeout=next(_timeouts))
    our_side.answers += [Answer(TOKEN_GIVEN), Answer(GIVEN | changes)]

    with pytest.raises(Unavailable):
        issue(code)


def test_a_code_of_another_amount_is_shown_to_nobody(settings: Settings, our_side: OurSide, code: str) -> None:
    rewire(settings, "qris", url=our_side.url, timeout=next(_timeouts))
    our_side.answers += [Answer(TOKEN_GIVEN), Answer(GIVEN)]

    with pytest.raises(Unavailable, match="another amount"):
        issue(code, 350000)


PAID = {
    "originalPartnerReferenceNo": "820260108000001", "originalReferenceNo": "a1", "latestTransactionStatus": "00",
    "amount": {"value": "650000.00", "currency": "IDR"}, "paidTime": "2026-01-08T09:00:00+07:00",
    "additionalInfo": {"rrn": "000000000001"},
}  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [{"latestTransactionStatus": "99"}, {"latestTransactionStatus": None}, {"amount": None}, {"paidTime": "kemarin"},
     {"originalPartnerReferenceNo": ""}, {"amount": {"value": "650000.50", "currency": "IDR"}}],
)  # fmt: skip
def test_a_success_without_its_amount_and_what_cannot_be_read_say_nothing(changes: dict[str, Any]) -> None:
    wire.read_status(PAID, at=AT)
    with pytest.raises(wire.Unreadable):
        wire.read_status(PAID | changes, at=AT)


def test_what_the_standard_does_not_demand_of_a_success_is_made_up_for() -> None:
    bare = {name: value for name, value in PAID.items() if name not in ("paidTime", "additionalInfo")}
    status = wire.read_status(bare, at=AT)
    assert (status.state, status.amount, status.paid_at, status.rrn) == (State.SUCCESS, 650000, AT, "a1")
    assert wire.read_status(PAID, at=AT).rrn == "000000000001"
    assert wire.read_status(bare | {"latestTransactionStatus": "03"}, at=AT).paid_at is None


def test_an_answer_about_another_code_says_nothing(settings: Settings, our_side: OurSide, code: str) -> None:
    rewire(settings, "qris", url=our_side.url, timeout=next(_timeouts))
    told = PAID | {"responseCode": "2005100", "responseMessage": "Successful"}
    our_side.answers += [Answer(TOKEN_GIVEN), Answer(told)]

    with pytest.raises(Unavailable, match="another code"):
        qris.acquirer().query(code)


def test_a_bill_paid_at_an_acquirer_that_says_no_more_than_it_must_is_paid(
    settings: Settings, our_side: OurSide, code: str
) -> None:
    rewire(settings, "qris", url=our_side.url, timeout=next(_timeouts))
    told = {"responseCode": "2005100", "responseMessage": "Successful", "originalPartnerReferenceNo": code}
    amount = {"value": "650000.00", "currency": "IDR"}
    told |= {"originalReferenceNo": "a1", "latestTransactionStatus": "00", "amount": amount}  # type: ignore[dict-item]
    our_side.answers += [Answer(TOKEN_GIVEN), Answer(told)]
    status = qris.acquirer().query(code)

    assert (status.state, status.amount, status.rrn) == (State.SUCCESS, 650000, "a1")
    assert status.paid_at is not None
    assert abs(status.paid_at - clock.now()) < timedelta(minutes=1)


_json = st.recursive(
    st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@UNHURRIED
@given(st.dictionaries(st.sampled_from(sorted(PAID)), _json))
def test_a_notice_is_read_or_refused_by_name(changes: dict[str, Any]) -> None:
    with suppress(wire.Unreadable):
        wire.read_status(PAID | changes, at=AT)


@UNHURRIED
@given(st.binary())
def test_any_bytes_nobody_signed_are_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        notices.admit(door.Call("POST", wire.NOTIFY_PATH, {}, body), at=AT)
