from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpaspor.gateways.banks import signature

AT = datetime(2026, 1, 8, 2, 0, tzinfo=UTC)
TIMESTAMP = "2026-01-08T09:00:00+07:00"
BODY = (
    b'{"partnerServiceId":"   88899","customerNo":"820260108000001",'
    b'"virtualAccountNo":"   88899820260108000001","inquiryRequestId":"202601080900000001"}'
)
SIGNED = "BrVeTgDtIiLa8MnKxj11mnPaMHFBUSvR6fA19VWDHtXbSqxzkHW7inG2e1IeCmLXfAq14HyZcCeDX0JNTMA3gg=="
CALL = {"method": "POST", "path": "/callbacks/banks/payment", "body": b'{"a":1}'}


def headers(**changes: str) -> httpx.Headers:
    signed = signature.headers("rahasia", partner="CONTOH", external_id="e1", at=AT, **CALL)  # type: ignore[arg-type]
    return httpx.Headers(signed | changes, encoding="latin-1")


def authenticate(given_headers: httpx.Headers, **changes: object) -> str:
    expected: dict[str, object] = {"secret": "rahasia", "partner": "CONTOH", "at": AT, "skew_seconds": 300}
    return signature.authenticate(given_headers, **(CALL | expected | changes))  # type: ignore[arg-type]


def test_the_standards_example_is_signed_as_published() -> None:
    assert hashlib.sha256(BODY).hexdigest() == "b04e8cb66a2cf8e8c1d35daccf2d8bfbba60f0235cdcc503461095f8ec1a1da7"
    signed = signature.sign(
        "rahasia-klien",
        method="POST",
        path="/v1.0/transfer-va/inquiry",
        body=BODY,
        timestamp=TIMESTAMP,
        token="TOKEN123",
    )
    assert signed == SIGNED


def test_white_space_in_the_body_does_not_break_the_signature() -> None:
    spaced = BODY.replace(b",", b" ,\r\n\t ").replace(b":", b" : ")
    signature.verify(
        "rahasia-klien",
        SIGNED,
        method="POST",
        path="/v1.0/transfer-va/inquiry",
        body=spaced,
        timestamp=TIMESTAMP,
        token="TOKEN123",
    )


def test_a_partner_who_signed_the_raw_bytes_is_believed_too() -> None:
    raw = b'{ "a" : 1 }'
    text = f"POST:/x::{hashlib.sha256(raw).hexdigest()}:{TIMESTAMP}"
    signed = signature._sign("rahasia", text)  # noqa: SLF001 - what such a partner would do

    signature.verify("rahasia", signed, method="POST", path="/x", body=raw, timestamp=TIMESTAMP)


def test_an_empty_body_is_signed_as_the_hash_of_nothing() -> None:
    text = f"GET:/bank/payments/820260108000001::{hashlib.sha256(b'').hexdigest()}:{TIMESTAMP}"
    signed = signature.sign(
        "rahasia", method="GET", path="/bank/payments/820260108000001", body=b"", timestamp=TIMESTAMP
    )

    assert signed == signature._sign("rahasia", text)  # noqa: SLF001


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_json, st.booleans())
def test_minified_json_is_the_same_text_without_space(value: object, ascii_only: bool) -> None:
    wide = json.dumps(value, indent="\t", separators=(" , ", " : "), ensure_ascii=ascii_only)
    narrow = json.dumps(value, separators=(",", ":"), ensure_ascii=ascii_only)

    assert signature.minify(wide.encode()) == narrow.encode()


def test_numbers_keep_the_way_they_were_written() -> None:
    assert signature.minify(b'{ "value" : 10.00 , "x": 1e3 }') == b'{"value":10.00,"x":1e3}'


@given(st.binary())
def test_any_bytes_at_all_can_be_minified(body: bytes) -> None:
    assert signature.minify(signature.minify(body)) is not None


def test_a_true_call_gives_its_external_id() -> None:
    assert authenticate(headers()) == "e1"


@pytest.mark.parametrize(
    "changed",
    [
        {"secret": "lain"},
        {"method": "PUT"},
        {"path": "/callbacks/banks/payment?x=1"},
        {"body": b'{"a":2}'},
        {"body": b""},
    ],
)
def test_a_call_changed_on_its_way_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(signature.WrongSignature):
        authenticate(headers(), **changed)


@pytest.mark.parametrize("signed", ["x", "A" * 88, "\u00e9", SIGNED])
def test_a_signature_of_something_else_is_refused(signed: str) -> None:
    with pytest.raises(signature.WrongSignature):
        authenticate(headers(**{"X-SIGNATURE": signed}))


def test_a_later_timestamp_does_not_refresh_an_old_signature() -> None:
    with pytest.raises(signature.WrongSignature):
        authenticate(headers(**{"X-TIMESTAMP": "2026-01-08T09:01:00+07:00"}))


@pytest.mark.parametrize("seconds", [-300, -1, 0, 300])
def test_clocks_may_differ_a_little(seconds: int) -> None:
    assert authenticate(headers(), at=AT + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_a_call_of_another_time_is_refused(seconds: int) -> None:
    with pytest.raises(signature.StaleTimestamp):
        authenticate(headers(), at=AT + timedelta(seconds=seconds))


@pytest.mark.parametrize("timestamp", ["kemarin", "2026-01-08T09:00:00", "2026-01-08"])
def test_a_moment_nobody_can_place_is_refused(timestamp: str) -> None:
    signed = signature.sign("rahasia", timestamp=timestamp, **CALL)  # type: ignore[arg-type]

    with pytest.raises(signature.StaleTimestamp):
        authenticate(headers(**{"X-TIMESTAMP": timestamp, "X-SIGNATURE": signed}))


def test_milliseconds_and_zulu_are_moments_too() -> None:
    for timestamp in ("2026-01-08T09:00:00.123+07:00", "2026-01-08T02:00:00Z"):
        signed = signature.sign("rahasia", timestamp=timestamp, **CALL)  # type: ignore[arg-type]
        assert authenticate(headers(**{"X-TIMESTAMP": timestamp, "X-SIGNATURE": signed})) == "e1"


@pytest.mark.parametrize("name", ["X-TIMESTAMP", "X-SIGNATURE", "X-PARTNER-ID", "X-EXTERNAL-ID"])
def test_a_call_that_lacks_a_header_is_refused_by_its_name(name: str) -> None:
    given_headers = headers()
    del given_headers[name]

    with pytest.raises(signature.MissingHeader, match=name):
        authenticate(given_headers)


def test_an_external_id_is_at_most_36_characters() -> None:
    with pytest.raises(signature.MissingHeader, match="X-EXTERNAL-ID"):
        authenticate(headers(**{"X-EXTERNAL-ID": "e" * 37}))


def test_another_partners_call_is_refused() -> None:
    with pytest.raises(signature.UnknownPartner):
        authenticate(headers(), partner="LAIN")


def test_nothing_is_signed_or_believed_under_an_empty_secret() -> None:
    with pytest.raises(ValueError, match="empty"):
        authenticate(headers(), secret="")
