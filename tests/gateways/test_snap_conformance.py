"""Each service of the standard against a bank written only from its description."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpaspor.gateways.snap import codes
from mpaspor.gateways.snap.port import BillState
from tests.gateways import keys
from tests.gateways.biller import AT, BANK, CODE, Biller, bill
from tests.gateways.independent_snap import INQUIRY, PAYMENT, IndependentBank, Told, rsa_signature

Ask = Callable[..., Told]
INQUIRY_KEYS = {
    "inquiryStatus", "inquiryReason", "partnerServiceId", "customerNo", "virtualAccountNo", "virtualAccountName",
    "virtualAccountEmail", "virtualAccountPhone", "inquiryRequestId", "totalAmount", "subCompany", "billDetails",
    "freeTexts", "virtualAccountTrxType", "feeAmount", "additionalInfo",
}  # fmt: skip


@pytest.fixture
def biller() -> Biller:
    return Biller(bills={CODE: bill()})


@pytest.fixture
def bank(biller: Biller) -> IndependentBank:
    return biller.independent()


@pytest.fixture(params=["24", "25"])
def service(request: pytest.FixtureRequest, bank: IndependentBank) -> tuple[str, Ask]:
    """Both transaction services, asked about the same bill."""
    if request.param == "24":
        return "24", lambda **changes: bank.inquire(CODE, **changes)
    return "25", lambda **changes: bank.pay(CODE, 650000, **changes)


# ------------------------------------------------------------------------------------------------------ the token (73)


def test_a_token_is_given_to_whoever_signs(bank: IndependentBank) -> None:
    told = bank.ask_token()

    assert (told.status, told.code, told.content["responseMessage"]) == (200, "2007300", "Successful")
    assert told.content["tokenType"] == "Bearer"
    assert told.content["expiresIn"] == "900"
    assert 0 < len(told.content["accessToken"]) <= 2048


def test_the_grant_may_be_written_as_before(bank: IndependentBank) -> None:
    assert bank.ask_token(body={"granttype": "client_credentials"}).status == 200


@pytest.mark.parametrize(
    ("body", "headers", "code", "message"),
    [
        ({}, {}, "4007302", "grantType"),
        ({"grantType": ""}, {}, "4007302", "grantType"),
        ({"grantType": "password"}, {}, "4007301", "grantType"),
        ({"grantType": ["client_credentials"]}, {}, "4007301", "grantType"),
        (None, {"X_CLIENT_KEY": None}, "4007302", "X-CLIENT-KEY"),
        (None, {"X_TIMESTAMP": None}, "4007302", "X-TIMESTAMP"),
        (None, {"X_SIGNATURE": ""}, "4007302", "X-SIGNATURE"),
        (None, {"X_TIMESTAMP": "2026-01-08 09:00"}, "4007301", "X-TIMESTAMP"),
        (None, {"X_CLIENT_KEY": "siapa"}, "4017300", "[Unknown client]"),
        (None, {"X_SIGNATURE": "AAAA"}, "4017300", "[Signature]"),
        (None, {"X_TIMESTAMP": "2026-01-08T09:00:01+07:00"}, "4017300", "[Signature]"),
        (None, {"X_TIMESTAMP": "2026-01-08T08:00:00+07:00"}, "4017300", "[Timestamp]"),
    ],
)
def test_a_token_request_that_is_not_right_is_told_why(
    bank: IndependentBank, body: dict[str, Any] | None, headers: dict[str, str | None], code: str, message: str
) -> None:
    told = bank.ask_token(body=body, **headers)

    assert (told.code, str(told.status)) == (code, code[:3])
    assert message in told.content["responseMessage"]


def test_a_key_of_somebody_else_gets_no_token(bank: IndependentBank) -> None:
    bank.private_key = keys.private("TREASURY")

    assert bank.ask_token().code == "4017300"


def test_during_a_change_of_keys_both_get_a_token(biller: Biller, bank: IndependentBank) -> None:
    biller.partner = replace(BANK, public_keys=(keys.public("TREASURY"), keys.public("BANK")))
    assert bank.ask_token().status == 200
    bank.private_key = keys.private("TREASURY")
    assert bank.ask_token().status == 200


def test_milliseconds_are_a_moment_too(bank: IndependentBank) -> None:
    stamp = "2026-01-08T09:00:00.123+07:00"
    signature = rsa_signature(keys.private("BANK"), f"bank-contoh|{stamp}")

    assert bank.ask_token(X_TIMESTAMP=stamp, X_SIGNATURE=signature).status == 200


@pytest.mark.parametrize("networks", [("10.0.0.0/8",), ("10.0.0.7",), ("192.168.0.0/16", "10.0.0.0/24")])
def test_a_bank_may_call_from_its_own_networks(
    biller: Biller, bank: IndependentBank, networks: tuple[str, ...]
) -> None:
    biller.partner = replace(BANK, networks=networks)

    assert bank.inquire(CODE).code == "2002400"


def test_a_bank_calls_from_nowhere_else(biller: Biller, bank: IndependentBank) -> None:
    assert bank.ask_token().status == 200
    biller.partner = replace(BANK, networks=("192.168.0.0/16", "nonsense"))

    assert bank.inquire(CODE).content["responseMessage"] == "Unauthorized. [Connection not allowed]"
    assert bank.ask_token().content["responseMessage"] == "Unauthorized. [Connection not allowed]"


def test_a_bank_that_is_no_partner_any_more_is_unknown(biller: Biller, bank: IndependentBank) -> None:
    assert bank.ask_token().status == 200
    biller.partner = replace(BANK, is_active=False)

    assert bank.inquire(CODE).code == "4012401"
    assert bank.ask_token().content["responseMessage"] == "Unauthorized. [Unknown client]"


# ------------------------------------------------------------------------------------------- what both services refuse


@pytest.mark.parametrize("name", ["partnerServiceId", "customerNo", "virtualAccountNo"])
@pytest.mark.parametrize("lack", [..., None, ""])
def test_a_field_that_lacks_is_named(service: tuple[str, Ask], name: str, lack: object) -> None:
    number, ask = service
    told = ask(**{name: lack})

    assert told.code == f"400{number}02"
    assert told.content["responseMessage"] == f"Invalid Mandatory Field {name}"


@pytest.mark.parametrize(
    "name", ["Authorization", "X-TIMESTAMP", "X-SIGNATURE", "X-PARTNER-ID", "X-EXTERNAL-ID", "CHANNEL-ID"]
)
def test_a_header_that_lacks_is_named(service: tuple[str, Ask], name: str) -> None:
    number, ask = service
    told = ask(headers={name: None})

    assert (told.code, told.content["responseMessage"]) == (f"400{number}02", f"Invalid Mandatory Field {name}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("partnerServiceId", "88899"),
        ("partnerServiceId", "88899   "),
        ("partnerServiceId", "        "),
        ("customerNo", "82026010800000x"),
        ("customerNo", "8" * 21),
        ("customerNo", True),
        ("customerNo", 8.2),
        ("virtualAccountNo", "   88899820260108000002"),
        ("virtualAccountNo", ["x"]),
    ],
)
def test_a_field_of_another_form_is_named(service: tuple[str, Ask], name: str, value: object) -> None:
    number, ask = service
    told = ask(**{name: value})

    assert told.code == f"400{number}01"
    assert told.content["responseMessage"].startswith("Invalid Field Format ")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-TIMESTAMP", "kemarin"), ("X-EXTERNAL-ID", "1" * 37), ("X-PARTNER-ID", "p" * 37),
        ("CHANNEL-ID", "952310"), ("X-EXTERNAL-ID", "angka\x00"), ("X-EXTERNAL-ID", "é"),
    ],
)  # fmt: skip
def test_a_header_of_another_form_is_named(service: tuple[str, Ask], header: str, value: str) -> None:
    number, ask = service

    told = ask(headers={header: value})

    assert (told.code, told.content["responseMessage"]) == (f"400{number}01", f"Invalid Field Format {header}")


@pytest.mark.parametrize("authorization", ["TOKEN123", "Basic abc", "Bearer ", "Bearer x.y", "Bearer é"])
def test_a_token_nobody_gave_is_refused(service: tuple[str, Ask], authorization: str) -> None:
    number, ask = service
    told = ask(headers={"Authorization": authorization})

    assert told.code in (f"401{number}01", f"400{number}01")
    assert told.code == f"401{number}01" or not authorization.isascii()


def test_a_token_runs_out_after_fifteen_minutes(
    service: tuple[str, Ask], biller: Biller, bank: IndependentBank
) -> None:
    number, ask = service
    assert bank.ask_token().status == 200
    biller.at = AT + timedelta(seconds=899)
    assert ask().status == 200
    biller.at = AT + timedelta(seconds=900)

    assert ask().code == f"401{number}01"


def test_a_wrong_signature_is_refused(service: tuple[str, Ask], bank: IndependentBank) -> None:
    number, ask = service
    bank.secret = "bukan rahasia"
    told = ask()

    assert (told.code, told.content["responseMessage"]) == (f"401{number}00", "Unauthorized. [Signature]")


def test_a_call_of_another_time_is_refused(service: tuple[str, Ask], biller: Biller, bank: IndependentBank) -> None:
    number, ask = service
    assert bank.ask_token().status == 200
    for minutes in (-6, 6):
        bank.now = lambda minutes=minutes: AT + timedelta(minutes=minutes)  # type: ignore[misc]
        told = ask()
        assert (told.code, told.content["responseMessage"]) == (f"401{number}00", "Unauthorized. [Timestamp]")
    bank.now = lambda: AT + timedelta(minutes=5)
    assert ask().status == 200


def test_another_partners_name_is_refused(service: tuple[str, Ask]) -> None:
    number, ask = service

    assert ask(headers={"X-PARTNER-ID": "LAIN"}).code == f"401{number}00"


def test_another_partners_accounts_are_not_shown(service: tuple[str, Ask]) -> None:
    number, ask = service
    told = ask(partnerServiceId="   77777", virtualAccountNo=f"   77777{CODE}")

    assert told.code == f"404{number}16"


def test_an_external_id_is_used_once_a_day(service: tuple[str, Ask], biller: Biller, bank: IndependentBank) -> None:
    number, ask = service
    once: dict[str, str | None] = {"X-EXTERNAL-ID": "41807553358950093184162180797837"}
    ask(headers=once)

    assert ask(headers=once).code == f"409{number}00"
    biller.at = AT + timedelta(days=1)
    bank.ask_token()
    assert ask(headers=once).code != f"409{number}00"


def test_a_refused_signature_uses_no_external_id(service: tuple[str, Ask], bank: IndependentBank) -> None:
    number, ask = service
    once: dict[str, str | None] = {"X-EXTERNAL-ID": "1"}
    secret, bank.secret = bank.secret, "salah"
    ask(headers=once)
    bank.secret = secret

    assert ask(headers=once).code == f"200{number}00"


def test_a_bill_nobody_has_is_not_found(service: tuple[str, Ask], biller: Biller) -> None:
    number, ask = service
    biller.bills.clear()
    told = ask()

    assert (told.code, told.content["responseMessage"]) == (
        f"404{number}12",
        "Invalid Bill/Virtual Account [Not found]",
    )


def test_a_cancelled_bill_is_told_with_its_reason(service: tuple[str, Ask], biller: Biller) -> None:
    number, ask = service
    biller.bills[CODE] = bill(state=BillState.CANCELLED)

    assert ask().code == f"404{number}12"
    assert "[Cancelled]" in ask().content["responseMessage"]


def test_a_paid_bill_is_told(service: tuple[str, Ask], biller: Biller) -> None:
    number, ask = service
    biller.bills[CODE] = bill(state=BillState.PAID)

    assert ask().code == f"404{number}14"


@pytest.mark.parametrize(("wanted", "code"), [("4042419", "404{}19"), ("4032400", "403{}00")])
def test_an_expired_bill_is_told_as_each_bank_wants_it(
    service: tuple[str, Ask], biller: Biller, wanted: str, code: str
) -> None:
    number, ask = service
    biller.partner = replace(BANK, expired=codes.case_of(wanted))
    for expired in (bill(state=BillState.EXPIRED), bill(expires_at=AT)):
        biller.bills[CODE] = expired
        assert ask().code == code.format(number)


def test_what_is_missing_comes_before_what_is_wrong_and_the_token_before_the_signature(
    service: tuple[str, Ask], bank: IndependentBank
) -> None:
    number, ask = service
    bank.secret = "salah"
    nobody: dict[str, str | None] = {"Authorization": "Bearer x", "X-TIMESTAMP": "kemarin", "CHANNEL-ID": None}

    assert ask(headers=nobody, customerNo="x").code == f"400{number}02"
    assert ask(headers=nobody | {"CHANNEL-ID": "1"}, customerNo="x").code == f"400{number}01"
    assert ask(headers={"Authorization": "Bearer x"}, customerNo="x").code == f"400{number}01"
    assert ask(headers={"Authorization": "Bearer x"}).code == f"401{number}01"
    assert ask(headers={"X-EXTERNAL-ID": "seen"}).code == f"401{number}00"


@pytest.mark.parametrize("path", [INQUIRY, PAYMENT])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 9999])
def test_what_is_no_object_is_a_bad_request(bank: IndependentBank, path: str, body: bytes) -> None:
    told = bank.call(path, body)

    assert told.code == f"400{'24' if path == INQUIRY else '25'}00"
    assert told.account["customerNo"] == ""


# ---------------------------------------------------------------------------------------------------- the inquiry (24)


def test_a_bank_is_shown_whose_bill_it_is_and_how_much(bank: IndependentBank) -> None:
    told = bank.inquire(CODE, inquiryRequestId="202601080900000001")

    assert (told.status, told.code, told.content["responseMessage"]) == (200, "2002400", "Successful")
    assert told.account == {
        "inquiryStatus": "00",
        "inquiryReason": {"english": "Success", "indonesia": "Sukses"},
        "partnerServiceId": "   88899",
        "customerNo": CODE,
        "virtualAccountNo": f"   88899{CODE}",
        "virtualAccountName": "BUDI SANTOSO",
        "virtualAccountEmail": "",
        "virtualAccountPhone": "",
        "inquiryRequestId": "202601080900000001",
        "totalAmount": {"value": "650000.00", "currency": "IDR"},
        "subCompany": "00000",
        "billDetails": [
            {
                "billCode": "01",
                "billNo": CODE,
                "billName": "PASPOR",
                "billShortName": "PASPOR",
                "billDescription": {"english": "Passport", "indonesia": "Paspor"},
                "billSubCompany": "00000",
                "billAmount": {"value": "650000.00", "currency": "IDR"},
                "additionalInfo": {},
            }
        ],
        "freeTexts": [{"english": "Denpasar", "indonesia": "Denpasar"}],
        "virtualAccountTrxType": "C",
        "feeAmount": {"value": "0.00", "currency": "IDR"},
        "additionalInfo": {},
    }


def test_a_bare_number_is_a_customer_number_too(bank: IndependentBank) -> None:
    assert bank.inquire(CODE, customerNo=int(CODE)).code == "2002400"


def test_whoever_signed_raw_bytes_or_minified_text_is_answered(bank: IndependentBank) -> None:
    account = {"partnerServiceId": "   88899", "customerNo": CODE, "virtualAccountNo": f"   88899{CODE}"}
    body = account | {"inquiryRequestId": "1"}
    assert bank.call(INQUIRY, body, sign_minified=True).code == "2002400"
    assert bank.call(INQUIRY, body, sign_minified=False).code == "2002400"


def test_every_refusal_keeps_every_key(bank: IndependentBank, biller: Biller) -> None:
    biller.bills[CODE] = bill(state=BillState.PAID)
    for told in (
        bank.inquire(CODE),
        bank.inquire(CODE, customerNo=...),
        bank.inquire(CODE, headers={"CHANNEL-ID": None}),
    ):
        assert set(told.account) == INQUIRY_KEYS
        assert told.account["inquiryStatus"] == "01"
        assert told.account["inquiryReason"]["english"]
        assert told.account["inquiryReason"]["indonesia"]
        assert len(told.account["inquiryReason"]["english"]) <= 64
    assert bank.inquire(CODE).account["virtualAccountNo"] == f"   88899{CODE}"


def test_an_inquiry_without_its_number_is_refused(bank: IndependentBank) -> None:
    assert bank.inquire(CODE, inquiryRequestId=...).code == "4002402"
    assert bank.inquire(CODE, inquiryRequestId="1" * 129).code == "4002401"
    assert bank.inquire(CODE, trxDateInit="kemarin").code == "4002401"


# ---------------------------------------------------------------------------------------------------- the payment (25)


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
def test_the_same_number_for_something_else_is_inconsistent_and_not_paid(
    bank: IndependentBank, biller: Biller, advise: bool
) -> None:
    bank.pay(CODE, 650000, request_id="r1")
    other = bank.pay(CODE, 350000, request_id="r1", advise=advise)

    assert (other.code, other.account["paymentFlagStatus"]) == ("4042518", "01")
    assert [notice.amount for notice in biller.taken.values()] == [650000]
    assert biller.differing == ["r1"]


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


# ------------------------------------------------------------------------------------------------------- anything else

_text = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60)
_names = st.sampled_from(
    ["Authorization", "X-TIMESTAMP", "X-SIGNATURE", "X-PARTNER-ID", "X-EXTERNAL-ID", "CHANNEL-ID", "Content-Type"]
)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=20), inner, max_size=3),
    max_leaves=6,
)
_fields = st.sampled_from(
    ["partnerServiceId", "customerNo", "virtualAccountNo", "inquiryRequestId", "paymentRequestId", "paidAmount",
     "flagAdvise", "trxDateTime", "totalAmount", "paidBills", "virtualAccountName", "referenceNo", "additionalInfo"]
)  # fmt: skip


@given(st.dictionaries(_names, _text | st.none(), max_size=3), st.dictionaries(_fields, _json, max_size=4))
def test_whatever_comes_is_answered_and_never_with_a_failure_of_ours(
    headers: dict[str, str | None], fields: dict[str, Any]
) -> None:
    biller = Biller(bills={CODE: bill()})
    bank = biller.independent()
    for told in (bank.inquire(CODE, headers=headers, **fields), bank.pay(CODE, 650000, headers=headers, **fields)):
        assert told.status in (200, 400, 401, 404, 409)
        assert told.code[:3] == str(told.status)
        assert codes.case_of(told.code)
        json.dumps(told.content).encode()
    assert len(biller.taken) <= 1


@given(st.lists(st.tuples(st.sampled_from(["r1", "r2"]), st.sampled_from([650000, 350000]), st.booleans()), max_size=8))
def test_in_whatever_order_it_is_told_money_is_taken_once(calls: list[tuple[str, int, bool]]) -> None:
    biller = Biller(bills={CODE: bill()})
    bank = biller.independent()
    for request_id, amount, advise in calls:
        bank.pay(CODE, amount, request_id=request_id, advise=advise)

    assert len(biller.taken) == any(amount == 650000 for _, amount, _ in calls)
    assert all(notice.amount == 650000 for notice in biller.taken.values())
