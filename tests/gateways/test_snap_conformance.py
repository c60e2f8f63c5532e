"""What both services of a biller refuse, asked by a bank written only from the description."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mpaspor.gateways.snap import codes
from mpaspor.gateways.snap.port import BillState
from tests.gateways.biller import AT, BANK, CODE, Biller, bill
from tests.gateways.independent_snap import INQUIRY, PAYMENT, Ask, IndependentBank


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


def test_a_partner_without_a_secret_is_nobodys_to_imitate(
    service: tuple[str, Ask], biller: Biller, bank: IndependentBank
) -> None:
    number, ask = service
    biller.partner, bank.secret = replace(BANK, secrets=("", "")), ""

    assert ask().code == f"401{number}00"


def test_during_a_change_of_secrets_both_are_believed(
    service: tuple[str, Ask], biller: Biller, bank: IndependentBank
) -> None:
    number, ask = service
    biller.partner = replace(BANK, secrets=("baru", BANK.secrets[0]))
    bank.secret = "baru"
    ask()
    bank.secret = BANK.secrets[0]

    assert ask().code != f"401{number}00"


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
