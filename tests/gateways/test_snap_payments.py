"""Service 25, told by a bank written only from the description of the standard."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from mpaspor.gateways.snap.port import BillState
from tests.gateways.biller import AT, CODE, Biller, bill
from tests.gateways.independent_snap import IndependentBank


def test_a_payment_is_taken_and_mirrored(bank: IndependentBank, biller: Biller) -> None:
    told = bank.pay(CODE, 650000, request_id="r1")

    assert (told.status, told.code, told.content["responseMessage"]) == (200, "2002500", "Successful")
    assert told.account["paymentFlagStatus"] == "00"
    assert told.account["paymentFlagReason"] == {"english": "Success", "indonesia": "Sukses"}
    assert told.account["paidAmount"] == {"value": "650000.00", "currency": "IDR"}
    assert (told.account["paymentRequestId"], told.account["referenceNo"]) == ("r1", "00113000001")
    assert told.account["paidBills"] == "95000"
    [noted] = biller.taken.values()
    assert (noted.billing_code, noted.amount, noted.partner, noted.channel) == (CODE, 650000, "CONTOH", "6011")


def test_what_the_bank_says_beside_the_money_is_said_back(bank: IndependentBank) -> None:
    amount = {"value": "650000.00", "currency": "IDR"}
    rows: dict[str, Any] = {
        "billDetails": [{"billNo": "1", "billDescription": {"english": "a", "indonesia": "b"}, "billAmount": amount}],
        "freeTexts": [{"english": "a", "indonesia": "b"}],
    }
    told = bank.pay(CODE, 650000, cumulativePaymentAmount=amount, subCompany="00001", **rows)

    assert {name: told.account[name] for name in rows} == rows
    assert (told.account["subCompany"], told.account["channelCode"]) == ("00001", "6011")
    assert told.account["cumulativePaymentAmount"] == amount


@pytest.mark.parametrize(
    "rows",
    ["x", [1], [{"billNo": {"a": {"b": {"c": {"d": "e"}}}}}], [{"billNo": "\ud800"}], [{"\ud800": "1"}],
     [{"billNo": "1" * 256}], [{}] * 999],
)  # fmt: skip
def test_nonsense_beside_the_money_is_not_said_back_and_stops_nothing(bank: IndependentBank, rows: object) -> None:
    told = bank.pay(CODE, 650000, billDetails=rows, freeTexts=rows)

    assert told.code == "2002500"
    assert len(json.dumps(told.account, ensure_ascii=False).encode()) < 4_000


def test_advice_of_what_was_taken_gets_the_answer_again(bank: IndependentBank, biller: Biller) -> None:
    first = bank.pay(CODE, 650000, request_id="r1")
    advice = bank.pay(CODE, 650000, request_id="r1", advise=True)

    assert (advice.status, advice.code) == (200, "2002500")
    assert advice.account == first.account | {"flagAdvise": "Y"}
    assert len(biller.taken) == 1


def test_advice_of_what_never_arrived_is_a_payment(bank: IndependentBank, biller: Biller) -> None:
    assert bank.pay(CODE, 650000, request_id="r1", advise=True).code == "2002500"
    assert len(biller.taken) == 1


def test_the_same_number_without_advice_is_inconsistent_and_paid(bank: IndependentBank, biller: Biller) -> None:
    bank.pay(CODE, 650000, request_id="r1")
    again = bank.pay(CODE, 650000, request_id="r1")

    assert (again.status, again.code, again.account["paymentFlagStatus"]) == (404, "4042518", "00")
    assert len(biller.taken) == 1


@pytest.mark.parametrize("advise", [True, False])
def test_the_same_number_for_another_amount_is_refused_by_what_no_bank_takes_for_success(
    bank: IndependentBank, biller: Biller, advise: bool
) -> None:
    bank.pay(CODE, 650000, request_id="r1")
    other = bank.pay(CODE, 350000, request_id="r1", advise=advise)

    assert (other.code, other.account["paymentFlagStatus"]) == ("4042513", "01")
    assert [notice.amount for notice in biller.taken.values()] == [650000]
    assert biller.differing == ["r1"]


def test_the_same_bytes_again_after_a_lost_answer_are_told_that_we_have_the_money(
    bank: IndependentBank, biller: Biller
) -> None:
    once: dict[str, str | None] = {"X-EXTERNAL-ID": "1"}
    first = bank.pay(CODE, 650000, request_id="r1", headers=once)
    again = bank.pay(CODE, 650000, request_id="r1", headers=once)

    assert (first.code, again.code) == ("2002500", "4092500")
    assert again.account == first.account
    assert len(biller.taken) == 1


@pytest.mark.parametrize(
    ("request_id", "amount"),
    [("r2", 650000), ("r1", 350000)],
    ids=["a number never noted", "a number noted for another amount"],
)
def test_of_money_we_do_not_have_a_repeated_call_is_told_neither_yes_nor_no(
    bank: IndependentBank, biller: Biller, request_id: str, amount: int
) -> None:
    once: dict[str, str | None] = {"X-EXTERNAL-ID": "1"}
    bank.pay(CODE, 650000, request_id="r1", headers=once)
    again = bank.pay(CODE, amount, request_id=request_id, headers=once)

    assert (again.code, again.account["paymentFlagStatus"]) == ("4092500", "02")
    assert again.account["paymentFlagReason"]["english"] == "Conflict"
    assert len(biller.taken) == 1


def test_a_second_payment_of_a_bill_is_refused(bank: IndependentBank, biller: Biller) -> None:
    bank.pay(CODE, 650000, request_id="r1")

    assert bank.pay(CODE, 650000, request_id="r2").code == "4042514"
    assert len(biller.taken) == 1


@pytest.mark.parametrize("amount", ["649999.00", "650001.00", "650000.50", "6500000.00"])
def test_another_amount_is_refused(bank: IndependentBank, biller: Biller, amount: str) -> None:
    told = bank.pay(CODE, 0, paidAmount={"value": amount, "currency": "IDR"})

    assert (told.code, told.account["paymentFlagStatus"]) == ("4042513", "01")
    assert biller.taken == {}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"paymentRequestId": ...}, "4002502"),
        ({"paidAmount": ...}, "4002502"),
        ({"paidAmount": {"currency": "IDR"}}, "4002502"),
        ({"paidAmount": {"value": "650000", "currency": "IDR"}}, "4002501"),
        ({"paidAmount": {"value": "0.00", "currency": "IDR"}}, "4002501"),
        ({"paidAmount": {"value": "650000.00", "currency": "USD"}}, "4002501"),
        ({"paidAmount": 650000}, "4002501"),
        ({"flagAdvise": "X"}, "4002501"),
        ({"trxDateTime": "2026-01-08"}, "4002501"),
        ({"totalAmount": {"value": "x", "currency": "IDR"}}, "4002501"),
        ({"totalAmount": {"value": "", "currency": ""}}, "2002500"),
        ({"trxDateTime": ..., "referenceNo": ..., "flagAdvise": ...}, "2002500"),
    ],
)
def test_a_payment_is_read_strictly(bank: IndependentBank, biller: Biller, changes: dict[str, Any], code: str) -> None:
    assert bank.pay(CODE, 650000, **changes).code == code
    assert len(biller.taken) == (code == "2002500")


def test_a_payment_just_after_the_end_is_taken_when_it_was_shown_before(bank: IndependentBank, biller: Biller) -> None:
    bank.inquire(CODE)
    biller.bills[CODE] = bill(expires_at=AT + timedelta(seconds=1))
    biller.at = AT + timedelta(seconds=300)

    assert bank.pay(CODE, 650000).code == "2002500"


@pytest.mark.parametrize(("seconds", "state"), [(301, BillState.DUE), (60, BillState.EXPIRED)])
def test_the_grace_ends_with_its_minutes_or_with_the_place(
    bank: IndependentBank, biller: Biller, seconds: int, state: BillState
) -> None:
    bank.inquire(CODE)
    biller.bills[CODE] = bill(state=state, expires_at=AT + timedelta(seconds=1))
    biller.at = AT + timedelta(seconds=seconds)

    assert bank.pay(CODE, 650000).code == "4042519"


def test_there_is_no_grace_for_whom_the_bill_was_not_shown(bank: IndependentBank, biller: Biller) -> None:
    biller.bills[CODE] = bill(expires_at=AT)

    assert bank.pay(CODE, 650000).code == "4042519"
