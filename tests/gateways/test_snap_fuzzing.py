"""Whatever a partner sends, in whatever order: an answer of the table, and money once."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mpaspor.gateways.snap import codes
from tests.gateways.biller import CODE, Biller, bill

# The machine may be busy with others; how long an example takes says nothing.
UNHURRIED = settings(deadline=None)

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


@UNHURRIED
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


@UNHURRIED
@given(st.lists(st.tuples(st.sampled_from(["r1", "r2"]), st.sampled_from([650000, 350000]), st.booleans()), max_size=8))
def test_in_whatever_order_it_is_told_money_is_taken_once(calls: list[tuple[str, int, bool]]) -> None:
    biller = Biller(bills={CODE: bill()})
    bank = biller.independent()
    for request_id, amount, advise in calls:
        bank.pay(CODE, amount, request_id=request_id, advise=advise)

    assert len(biller.taken) == any(amount == 650000 for _, amount, _ in calls)
    assert all(notice.amount == 650000 for notice in biller.taken.values())
