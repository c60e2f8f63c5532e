"""Service 73, asked by a bank written only from the description of the standard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.gateways import keys
from tests.gateways.biller import BANK, CODE, Biller
from tests.gateways.independent_snap import IndependentBank, rsa_signature


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
