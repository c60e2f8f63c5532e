from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpaspor.gateways.banks import notices
from mpaspor.gateways.banks.port import PaymentNotice
from tests.gateways.conftest import PARTNER

NOTICE = PaymentNotice("r1", "820260108000001", 650000, "6011", datetime(2026, 1, 8, 2, 0, tzinfo=UTC), "n1", PARTNER)


@given(
    st.builds(
        PaymentNotice,
        payment_request_id=st.text(min_size=1, max_size=128),
        billing_code=st.from_regex(r"\A[0-9]{15}\Z"),
        amount=st.integers(min_value=1, max_value=10**14),
        channel=st.text(min_size=1, max_size=128),
        paid_at=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1)).map(  # noqa: DTZ001
            lambda at: at.replace(microsecond=0, tzinfo=UTC)
        ),
        reference=st.text(min_size=1, max_size=128),
        partner=st.text(min_size=1, max_size=36),
    )
)
def test_a_notice_survives_its_journey(notice: PaymentNotice) -> None:
    assert notices.read(notices.write(notice)) == notice


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"billingCode": None}, "billingCode"),
        ({"billingCode": ""}, "billingCode"),
        ({"paymentRequestId": "r" * 129}, "paymentRequestId"),
        ({"referenceNo": ["n1"]}, "referenceNo"),
        ({"partnerId": True}, "partnerId"),
        ({"trxDateTime": "2026-01-08T09:00:00"}, "trxDateTime"),
        ({"trxDateTime": "kemarin"}, "trxDateTime"),
        ({"paidAmount": "650000.00"}, "paidAmount"),
        ({"paidAmount": {"value": "650000.50", "currency": "IDR"}}, "paidAmount"),
        ({"paidAmount": {"value": "-650000.00", "currency": "IDR"}}, "paidAmount"),
        ({"paidAmount": {"value": "0.00", "currency": "IDR"}}, "paidAmount"),
        ({"paidAmount": {"value": "650000.00", "currency": "USD"}}, "paidAmount"),
        ({"paidAmount": {"value": "6e5", "currency": "IDR"}}, "paidAmount"),
        ({"paidAmount": {"value": "\u0666\u0665", "currency": "IDR"}}, "paidAmount"),
        ({"paidAmount": {"value": "9" * 20, "currency": "IDR"}}, "paidAmount"),
    ],
)
def test_a_malformed_notice_names_its_field(changed: dict[str, object], named: str) -> None:
    with pytest.raises(notices.MalformedNotice, match=named):
        notices.read(json.dumps(notices.to_json(NOTICE) | changed).encode())


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"\xff", b"{", b"7"])
def test_a_body_that_is_no_notice_is_malformed(body: bytes) -> None:
    with pytest.raises(notices.MalformedNotice, match="body"):
        notices.read(body)


def test_a_code_sent_as_a_number_is_read() -> None:
    body = json.dumps(notices.to_json(NOTICE) | {"billingCode": 820260108000001, "channelCode": 6011}).encode()

    assert notices.read(body) == NOTICE
