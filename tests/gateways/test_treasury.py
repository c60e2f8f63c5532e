from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from mpaspor.core import clock
from mpaspor.gateways import treasury
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.small_web import Answer
from mpaspor.gateways.treasury import day_files, notices, wire
from mpaspor.gateways.treasury.counter import NotTaken
from mpaspor.gateways.treasury.port import (
    BillRefused,
    CodeTaken,
    Item,
    NoSuchBill,
    Receipt,
    State,
    TreasuryBill,
    UnreadableAnswer,
)
from tests.gateways import keys
from tests.gateways.conftest import OurSide, Sandbox, free_port, rewire
from tests.gateways.conftest import wire as wire_settings

# The machine may be busy with others; how long an example takes says nothing.
UNHURRIED = settings(deadline=None)

pytestmark = pytest.mark.real_clock

_codes = itertools.count(820260108200001)
ITEMS = (Item("PASPOR_E_10", "Paspor elektronik 10 tahun", 2, 950000), Item("PERCEPATAN", "Percepatan", 1, 1000000))
RECEIPT = Receipt(
    "820260108000001", "0A1B2C3D4E5F6G7H", "000123456789", "012345", "6011", 650000,
    datetime(2026, 1, 8, 2, 0, tzinfo=UTC), date(2026, 1, 8),
)  # fmt: skip


@pytest.fixture
def code() -> str:
    return str(next(_codes))


def bill_for(code: str, *, hours: float = 2, reference: str = "7KQ2-M9XD") -> TreasuryBill:
    expires_at = (clock.now() + timedelta(hours=hours)).replace(microsecond=0)
    return treasury.treasury().create_bill(reference, "BUDI SANTOSO", ITEMS, expires_at=expires_at, code=code)


def test_a_bill_is_made_under_our_code_and_the_same_again_is_the_same(code: str) -> None:
    made = bill_for(code)

    assert (made.billing_code, made.reference, made.amount, made.state) == (code, "7KQ2-M9XD", 2900000, State.UNPAID)
    assert made.receipt is None
    assert bill_for(code) == made == treasury.treasury().get_bill(code)


def test_a_code_of_somebody_else_is_taken(code: str) -> None:
    bill_for(code)

    with pytest.raises(CodeTaken):
        bill_for(code, reference="LAIN-LAIN")


def test_a_bill_that_is_over_before_it_begins_is_refused(code: str) -> None:
    with pytest.raises(BillRefused, match="over"):
        bill_for(code, hours=-1)


def test_a_code_nobody_has_is_no_bill(code: str) -> None:
    with pytest.raises(NoSuchBill):
        treasury.treasury().get_bill(code)
    with pytest.raises(NoSuchBill):
        treasury.treasury().void_bill(code)


def test_a_paid_bill_has_its_numbers(our_side: OurSide, code: str) -> None:
    bill_for(code)
    paid = treasury.counter().pay(code, channel="MPOS")
    found = treasury.treasury().get_bill(code)

    assert found.state == State.PAID
    assert found.receipt == paid.receipt
    assert re.fullmatch("[0-9A-Z]{16}", paid.receipt.ntpn)
    assert re.fullmatch("[0-9]{12}", paid.receipt.ntb)
    assert re.fullmatch("[0-9]{6}", paid.receipt.stan)
    assert (paid.receipt.channel, paid.receipt.amount) == ("MPOS", 2900000)


def test_a_payment_is_told_by_a_notice_only_the_treasury_can_sign(our_side: OurSide, code: str) -> None:
    bill_for(code)
    paid = treasury.counter().pay(code)
    [call] = our_side.calls

    assert paid.delivered
    assert (call.method, call.path) == ("POST", wire.NOTICE_PATH)
    assert notices.read(call.body) == paid.receipt
    told = {"method": "POST", "path": call.path, "at": clock.now()}
    notices.authenticate(call.headers, body=call.body, **told)  # type: ignore[arg-type]
    with pytest.raises(notices.NotAuthentic, match="Signature"):
        notices.authenticate(call.headers, body=call.body + b" 1", **told)  # type: ignore[arg-type]
    later = told | {"at": clock.now() + timedelta(minutes=6)}
    with pytest.raises(notices.NotAuthentic, match="Timestamp"):
        notices.authenticate(call.headers, body=call.body, **later)  # type: ignore[arg-type]
    for name in ("X-TIMESTAMP", "X-SIGNATURE"):
        headers = httpx.Headers(dict(call.headers))
        del headers[name]
        with pytest.raises(notices.NotAuthentic, match=name):
            notices.authenticate(headers, body=call.body, **told)  # type: ignore[arg-type]


def test_an_impostors_notice_is_not_authentic(settings: Settings, our_side: OurSide, code: str) -> None:
    bill_for(code)
    treasury.counter().pay(code, wrong_signature=True)
    [call] = our_side.calls
    with pytest.raises(notices.NotAuthentic, match="Signature"):
        notices.authenticate(call.headers, method="POST", path=call.path, body=call.body, at=clock.now())

    rewire(settings, "treasury", public_key="nonsense")
    with pytest.raises(notices.NotAuthentic):
        notices.authenticate(call.headers, method="POST", path=call.path, body=call.body, at=clock.now())


def test_during_a_change_of_keys_both_are_believed_and_without_a_key_nobody(
    settings: Settings, our_side: OurSide, code: str
) -> None:
    bill_for(code)
    treasury.counter().pay(code)
    [call] = our_side.calls
    told = {"method": "POST", "path": call.path, "body": call.body, "at": clock.now()}
    both = keys.public("BANK") + keys.public("TREASURY")
    for changed in (both, both.replace("\n", "\\n")):
        rewire(settings, "treasury", public_key=changed)
        notices.authenticate(call.headers, **told)  # type: ignore[arg-type]
    for changed in (keys.public("BANK"), ""):
        rewire(settings, "treasury", public_key=changed)
        with pytest.raises(notices.NotAuthentic):
            notices.authenticate(call.headers, **told)  # type: ignore[arg-type]


def test_a_notice_held_back_is_found_by_asking_and_told_later(our_side: OurSide, code: str) -> None:
    bill_for(code)
    paid = treasury.counter().pay(code, hold=True)

    assert our_side.calls == []
    assert treasury.treasury().get_bill(code).receipt == paid.receipt
    assert treasury.counter().tell(code).receipt == paid.receipt
    assert len(our_side.calls) == 1


def test_a_service_in_trouble_is_told_again(our_side: OurSide, code: str) -> None:
    bill_for(code)
    our_side.answers += [Answer({}, 503), Answer({}, 500)]

    assert [one.status for one in treasury.counter().pay(code).deliveries] == [503, 500, 200]


def test_money_in_flight_can_be_seen_and_stops_neither_time_nor_void(our_side: OurSide, code: str) -> None:
    bill_for(code)
    assert treasury.counter().begin(code).state == State.PAYING
    assert treasury.treasury().void_bill(code).state == State.PAYING

    treasury.counter().pay(code, paid_at=clock.now() + timedelta(hours=3))
    assert treasury.treasury().get_bill(code).state == State.PAID


def test_a_bill_runs_out_and_is_paid_late_only_where_a_channel_was_too_early(our_side: OurSide, code: str) -> None:
    bill_for(code)
    late = clock.now() + timedelta(hours=3)
    with pytest.raises(NotTaken, match="EXPIRED"):
        treasury.counter().pay(code, paid_at=late)

    assert treasury.counter().pay(code, paid_at=late, late=True).receipt.billing_code == code


def test_a_bill_may_be_extended_before_and_after_its_end(our_side: OurSide, code: str) -> None:
    made = bill_for(code, hours=0.0003)
    later = made.expires_at + timedelta(hours=24)

    assert treasury.treasury().extend_bill(code, expires_at=later).expires_at == later
    treasury.counter().pay(code, paid_at=later - timedelta(hours=1))
    with pytest.raises(BillRefused, match="PAID"):
        treasury.treasury().extend_bill(code, expires_at=later)
    with pytest.raises(NoSuchBill):
        treasury.treasury().extend_bill(str(int(code) + 700000), expires_at=later)


def test_a_bill_paid_twice_shows_both_payments(our_side: OurSide, code: str) -> None:
    bill_for(code)
    first = treasury.counter().pay(code)
    with pytest.raises(NotTaken, match="PAID"):
        treasury.counter().pay(code)
    second = treasury.counter().pay(code, again=True)

    assert treasury.treasury().get_bill(code).receipts == (first.receipt, second.receipt)
    assert first.receipt.ntpn != second.receipt.ntpn
    assert treasury.treasury().get_bill(code).receipt == first.receipt


def test_another_amount_is_taken_only_by_force(our_side: OurSide, code: str) -> None:
    bill_for(code)
    with pytest.raises(NotTaken, match="exact"):
        treasury.counter().pay(code, amount=1)

    assert treasury.counter().pay(code, amount=1, force=True).receipt.amount == 1


def test_a_void_bill_cannot_be_paid_and_a_paid_one_not_be_voided(our_side: OurSide, code: str) -> None:
    bill_for(code)
    assert treasury.treasury().void_bill(code).state == State.VOID
    assert treasury.treasury().void_bill(code).state == State.VOID
    with pytest.raises(NotTaken, match="VOID"):
        treasury.counter().pay(code)
    other = str(next(_codes))
    bill_for(other)
    treasury.counter().pay(other)

    assert treasury.treasury().void_bill(other).state == State.PAID


def test_the_file_of_a_day_holds_what_was_booked_on_it(our_side: OurSide, code: str) -> None:
    bill_for(code, hours=24 * 900)
    at = datetime(2028, 2, 29, 16, 59, 59, tzinfo=UTC)
    first = treasury.counter().pay(code, paid_at=at).receipt
    second = treasury.counter().pay(code, paid_at=at + timedelta(seconds=1), again=True).receipt

    assert first.settled_on == date(2028, 2, 29)
    assert treasury.treasury().day_file(date(2028, 2, 29)) == (first,)
    assert treasury.treasury().day_file(date(2028, 3, 1)) == (second,)
    assert treasury.treasury().day_file(date(2028, 3, 2)) == ()


def test_the_books_outlive_a_kill(
    start_sandbox: Callable[..., Sandbox], settings: Settings, our_side: OurSide, code: str
) -> None:
    first = start_sandbox()
    wire_settings(settings, first)
    bill_for(code)
    paid = treasury.counter().pay(code).receipt
    first.kill()
    wire_settings(settings, start_sandbox((first.port, first.smtp_port)))

    assert treasury.treasury().get_bill(code).receipts == (paid,)


def test_only_we_may_ask(sandbox: Sandbox, settings: Settings, code: str) -> None:
    assert httpx.get(f"{sandbox.url}/treasury/bills/{code}", trust_env=False).status_code == 401
    rewire(settings, "treasury", private_key=keys.private("BANK"))
    with pytest.raises(Unavailable, match="401"):
        treasury.treasury().get_bill(code)


def test_a_treasury_that_is_away_said_nothing(settings: Settings, code: str) -> None:
    rewire(settings, "treasury", url=f"http://127.0.0.1:{free_port()}/treasury")
    with pytest.raises(Unavailable):
        treasury.treasury().get_bill(code)
    with pytest.raises(Unavailable):
        bill_for(code)


def as_told(**changes: object) -> dict[str, object]:
    found = TreasuryBill(RECEIPT.billing_code, "r", 650000, State.PAID, RECEIPT.paid_at, (RECEIPT,))
    return wire.write_bill(found) | changes


@pytest.mark.parametrize(
    "answer",
    [
        Answer({}),
        Answer([], 200),
        Answer({"error": "nothing here"}, 404),
        Answer({}, 500),
        Answer(as_told(billingCode="820990101000009")),
        Answer(as_told(receipts=[])),
        Answer(as_told(receipts=["x"])),
        Answer(as_told(status="UNPAID")),
        Answer(as_told(status="MAYBE")),
        Answer(as_told(receipts=[wire.write_receipt(RECEIPT) | {"ntpn": "kecil"}])),
        Answer(as_told(amount={"value": "0.00", "currency": "IDR"})),
        Answer(as_told(expiresAt="besok")),
    ],
)
def test_an_answer_that_cannot_be_read_says_nothing(settings: Settings, our_side: OurSide, answer: Answer) -> None:
    rewire(settings, "treasury", url=our_side.url)
    our_side.answers.append(answer)

    with pytest.raises(Unavailable):
        treasury.treasury().get_bill(RECEIPT.billing_code)


def test_nonsense_about_one_bill_is_not_silence(settings: Settings, our_side: OurSide) -> None:
    rewire(settings, "treasury", url=our_side.url)
    our_side.answers += [Answer(as_told(status="MAYBE")), Answer(as_told(billingCode="820990101000009"))]

    for _answer in range(2):
        with pytest.raises(UnreadableAnswer, match=RECEIPT.billing_code):
            treasury.treasury().get_bill(RECEIPT.billing_code)


@pytest.mark.parametrize(("ntb", "stan"), [("1", ""), ("BRI/2026-01-08/000000012345", "0012345678"), ("0" * 64, "7")])
def test_a_channels_own_numbers_are_taken_as_they_come(ntb: str, stan: str) -> None:
    receipt = replace(RECEIPT, ntb=ntb, stan=stan)
    told = wire.write_receipt(receipt)

    assert wire.read_receipt(told) == receipt
    assert day_files.read(day_files.write([receipt])) == (receipt,)
    if not stan:
        del told["stan"]
        assert wire.read_receipt(told) == receipt


def test_a_bill_made_for_another_amount_is_not_ours(settings: Settings, our_side: OurSide) -> None:
    rewire(settings, "treasury", url=our_side.url)
    our_side.answers.append(Answer(as_told(amount={"value": "1.00", "currency": "IDR"})))

    with pytest.raises(Unavailable, match="another bill"):
        bill_for(RECEIPT.billing_code)


@pytest.mark.parametrize("wrong", ["", "82026010800000", "../../../etc", "82026010800000x"])
def test_only_a_billing_code_is_asked_about(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a billing code"):
        treasury.treasury().get_bill(wrong)


# ------------------------------------------------------------------------------------------------- files and notices


def test_a_file_is_read_as_it_was_written() -> None:
    other = Receipt(**{**{name: getattr(RECEIPT, name) for name in RECEIPT.__slots__}, "ntpn": "Z" * 16, "amount": 1})

    assert day_files.read(day_files.write([RECEIPT, other])) == (RECEIPT, other)
    assert day_files.read(day_files.write([])) == ()


def test_a_file_cut_short_anywhere_is_refused() -> None:
    whole = day_files.write([RECEIPT, RECEIPT])
    for length in range(len(whole) - 1):
        with pytest.raises(day_files.MalformedFile):
            day_files.read(whole[:length])


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("650000.00", "650001.00", "sum up"), ("0A1B2C3D4E5F6G7H", "kecil", "line 2: ntpn"),
        ("2026-01-08T09", "2026-01-08 09", "line 2"), (",6011,", ",", "line 2: 7 columns"),
        ("billingCode", "code", "line 1"),
    ],
)  # fmt: skip
def test_a_file_that_was_changed_is_refused_with_the_place(old: str, new: str, where: str) -> None:
    changed = day_files.write([RECEIPT]).decode().replace(old, new, 1)
    with pytest.raises(day_files.MalformedFile, match=where):
        day_files.read(changed.encode())


@UNHURRIED
@given(st.binary() | st.text().map(lambda text: (",".join(day_files.COLUMNS) + "\n" + text).encode(errors="replace")))
def test_any_bytes_are_a_file_or_refused(content: bytes) -> None:
    with suppress(day_files.MalformedFile):
        day_files.read(content)


@UNHURRIED
@given(st.binary() | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(repr).map(str.encode))
def test_any_bytes_are_a_notice_or_refused(body: bytes) -> None:
    with suppress(notices.MalformedNotice):
        notices.read(body)


@UNHURRIED
@given(
    st.sampled_from(sorted(wire.write_receipt(RECEIPT))), st.none() | st.text() | st.integers() | st.lists(st.text())
)
def test_a_notice_with_one_field_changed_is_read_or_refused_by_name(field: str, value: object) -> None:
    with suppress(wire.Unreadable):
        wire.read_receipt(wire.write_receipt(RECEIPT) | {field: value})


@pytest.mark.parametrize("body", [b"[" * 100_000, b"[]", b"", b"{}", b'{"billingCode":"x"}'])
def test_a_body_that_is_no_notice_is_refused(body: bytes) -> None:
    with pytest.raises(notices.MalformedNotice):
        notices.read(body)
