from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpaspor.gateways.snap import codes, inquiries, moments, payments, reading, tokens
from mpaspor.gateways.snap.codes import Refused, Service

# The machine may be busy with others; how long an example takes says nothing.
UNHURRIED = settings(deadline=None)

AT = datetime(2026, 1, 8, 2, 0, tzinfo=UTC)


def refusal(act: Callable[[], object]) -> Refused | None:
    """How an act was refused, if it was; any other exception is the test's."""
    try:
        act()
    except Refused as refused:
        return refused
    return None


# The table of the standard, as the domain's notes have it (3.6).
TABLE = {
    200: "00", 202: "00", 400: "00 01 02", 401: "00 01 02 03 04", 403: "00 01 02 03 04 05 06 15 18",
    404: "00 01 02 04 08 11 12 13 14 15 16 17 18 19", 405: "00 01", 409: "00 01", 429: "00", 500: "00 01 02", 504: "00",
}  # fmt: skip


def test_every_row_of_the_table_is_there_and_no_other() -> None:
    assert set(codes.CASES) == {(status, case) for status, cases in TABLE.items() for case in cases.split()}


@pytest.mark.parametrize(
    ("service", "case", "expected"),
    [
        (Service.VA_INQUIRY, codes.SUCCESSFUL, "2002400"),
        (Service.VA_INQUIRY, codes.EXPIRED_BILL, "4042419"),
        (Service.VA_INQUIRY, codes.TRANSACTION_EXPIRED, "4032400"),
        (Service.VA_PAYMENT, codes.INCONSISTENT, "4042518"),
        (Service.TOKEN, codes.SUCCESSFUL, "2007300"),
    ],
)
def test_a_code_is_status_service_and_case(service: Service, case: codes.Case, expected: str) -> None:
    assert codes.code(service, case) == expected
    assert codes.case_of(expected) is case


@pytest.mark.parametrize("wrong", ["", "404", "4042499", "abc2400", "40424190", "４０４２４１９"])
def test_a_code_of_no_row_is_unknown(wrong: str) -> None:
    with pytest.raises(codes.UnknownCode):
        codes.case_of(wrong)


def test_a_message_names_the_field_or_the_reason() -> None:
    assert codes.MISSING_FIELD.message("customerNo") == "Invalid Mandatory Field customerNo"
    assert codes.UNAUTHORIZED.message("Signature") == "Unauthorized. [Signature]"
    assert codes.INVALID_BILL.message("Not found") == "Invalid Bill/Virtual Account [Not found]"
    assert codes.INVALID_BILL.message() == "Invalid Bill/Virtual Account"


@pytest.mark.parametrize(
    "text",
    ["2026-01-08T09:00:00+07:00", "2026-01-08T09:00:00.000+07:00", "2026-01-08T02:00:00Z", "2026-01-08T02:00:00.0Z"],
)
def test_a_moment_may_have_fractions_or_none(text: str) -> None:
    assert moments.read(text) == AT


@pytest.mark.parametrize(
    "text",
    ["", "kemarin", "2026-01-08", "2026-01-08T09:00:00", "2026-13-08T09:00:00Z", "0001-01-01T00:00:00+14:00",
     "9999-12-31T23:59:59-12:00", "2026-01-08 09:00:00+07:00", "20260108T090000Z", "2026-01-08T09:00:00+0700",
     "2026-01-08T25:00:00Z", "２026-01-08T09:00:00Z", "2026-01-08T09:00:00+99:99"],
)  # fmt: skip
def test_a_moment_nobody_can_place_is_refused(text: str) -> None:
    with pytest.raises(moments.NoMoment):
        moments.read(text)


@UNHURRIED
@given(st.text())
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    with suppress(moments.NoMoment):
        assert moments.read(text).tzinfo is UTC


def test_a_day_of_the_banks_begins_at_seventeen_utc() -> None:
    assert moments.day(datetime(2026, 1, 8, 16, 59, tzinfo=UTC)).day == 8
    assert moments.day(datetime(2026, 1, 8, 17, 0, tzinfo=UTC)).day == 9


def test_a_token_names_its_client_until_it_runs_out() -> None:
    token = tokens.issue("kunci", "bank-contoh", at=AT)

    assert tokens.client_of("kunci", token, at=AT + timedelta(seconds=899)) == "bank-contoh"
    for key, at in (("lain", AT), ("kunci", AT + timedelta(seconds=900))):
        with pytest.raises(tokens.InvalidToken):
            tokens.client_of(key, token, at=at)


@UNHURRIED
@given(st.text())
def test_any_text_is_no_token(text: str) -> None:
    with pytest.raises(tokens.InvalidToken):
        tokens.client_of("kunci", text, at=AT)


def test_a_token_changed_anywhere_is_none() -> None:
    token = tokens.issue("kunci", "bank-contoh", at=AT)
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(tokens.InvalidToken):
            tokens.client_of("kunci", token[:place] + other + token[place + 1 :], at=AT)


@pytest.mark.parametrize(
    ("value", "rupiah"), [("650000.00", 650000), ("0.00", 0), ("650000.50", None), ("00650000.00", 650000)]
)
def test_an_amount_is_text_with_two_decimals(value: str, rupiah: int | None) -> None:
    read = reading.amount({"amount": {"value": value, "currency": "IDR"}}, "amount")
    assert read is not None
    assert read.rupiah == rupiah


@pytest.mark.parametrize(
    "wrong",
    ["650000.00", 650000, {}, {"value": "650000", "currency": "IDR"}, {"value": 650000.00, "currency": "IDR"},
     {"value": "650.000,00", "currency": "IDR"}, {"value": "650000.00", "currency": "USD"}, {"value": "650000.00"},
     {"value": "-1.00", "currency": "IDR"}, {"value": "1" * 17 + ".00", "currency": "IDR"}, [], True,
     {"value": "６50000.00", "currency": "IDR"}],
)  # fmt: skip
def test_any_other_amount_is_refused_by_its_name(wrong: object) -> None:
    with pytest.raises(Refused, match="amount") as refused:
        reading.amount({"amount": wrong}, "amount")
    assert refused.value.case is codes.INVALID_FORMAT


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_fields = st.sampled_from(
    ["partnerServiceId", "customerNo", "virtualAccountNo", "inquiryRequestId", "paymentRequestId", "paidAmount",
     "totalAmount", "trxDateInit", "trxDateTime", "channelCode", "flagAdvise", "amount", "cumulativePaymentAmount"]
)  # fmt: skip
_good: dict[str, Any] = {
    "partnerServiceId": "   88899", "customerNo": "820260108000001", "virtualAccountNo": "   88899820260108000001",
    "inquiryRequestId": "1", "paymentRequestId": "1", "paidAmount": {"value": "650000.00", "currency": "IDR"},
}  # fmt: skip


@UNHURRIED
@given(st.dictionaries(_fields, _json))
def test_readers_refuse_by_name_and_in_no_other_way(changes: dict[str, Any]) -> None:
    content = {**_good, **changes}
    for mandatory, read in ((inquiries.FORM.mandatory, inquiries.read), (payments.FORM.mandatory, payments.read)):
        for act in (partial(reading.require, content, mandatory), partial(read, content)):
            refused = refusal(act)
            assert refused is None or (refused.case in (codes.INVALID_FORMAT, codes.MISSING_FIELD) and refused.detail)


@UNHURRIED
@given(st.binary() | _json.map(lambda value: json.dumps(value).encode()))
def test_a_body_is_an_object_or_refused(body: bytes) -> None:
    refused = refusal(lambda: reading.parse(body))

    assert refused is None or refused.case is codes.BAD_REQUEST


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 100_000, b'{"a":NaN}', b'{"a":' + b"9" * 5000 + b"}", b"\xff", b""]
)
def test_a_hostile_body_is_refused(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        reading.parse(body)
    assert refused.value.case is codes.BAD_REQUEST
