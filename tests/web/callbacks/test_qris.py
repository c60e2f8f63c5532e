"""The acquirer's notices: believed by nobody, answered in the standard's words, and asked about by a job."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.live_server_helper import LiveServer

from mpaspor.core import clock
from mpaspor.gateways import qris
from mpaspor.gateways.qris import wire
from mpaspor.gateways.qris.port import QrStatus, State
from mpaspor.gateways.snap import sealed
from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.payments import asking, scanning
from mpaspor.stages.payments.models import Bill, PartnerCall, Payment, QrCode
from tests import books
from tests.gateways import keys
from tests.gateways.conftest import money, start
from tests.stages.appointments.scene import MORNING, hour, states, stranger
from tests.stages.payments.scene import billed
from tests.stages.payments.test_scanning import billed_now

PATH = "/v1.0/qr/qr-mpm-notify"


@pytest.fixture
def acquirer(settings: Any) -> None:
    settings.GATEWAYS = {**settings.GATEWAYS, **money("http://127.0.0.1:1")}


@pytest.fixture
def code(db: None, acquirer: None) -> QrCode:
    bill = billed()
    return QrCode.objects.create(
        bill=bill, reference=f"{bill.code}-1", created_at=MORNING, expires_at=bill.expires_at, content="x"
    )


def body_about(code: QrCode, **changes: Any) -> bytes:
    status = QrStatus(code.reference, "A1", State.SUCCESS, code.bill.amount, clock.now(), "123456789012", "DOMPET")
    return json.dumps(wire.write_status(status) | changes).encode()


def call(body: bytes, /, **changes: Any) -> Any:
    """Tell as the acquirer does; `changes` are what somebody else does differently."""
    facts: dict[str, Any] = {
        "client_key": "acquirer",
        "method": "POST",
        "path": PATH,
        "body": body,
        "at": clock.now(),
    } | changes
    changed = facts.pop("headers", {})
    headers = sealed.headers(facts.pop("key", keys.private("ACQUIRER")), **facts) | changed
    headers = {name: value for name, value in headers.items() if value is not None}
    answer = Client(enforce_csrf_checks=True).post(PATH, data=body, content_type="application/json", headers=headers)
    assert answer["Content-Type"] == "application/json"
    return answer


def said(answer: Any) -> str:
    told: str = json.loads(answer.content)["responseCode"]
    assert told.startswith(str(answer.status_code))
    return told


def questions() -> list[str]:
    """The bills about which a job asks."""
    jobs = ProcrastinateJob.objects.filter(task_name__endswith="ask_about").order_by("pk")
    return [job.args["code"] for job in jobs]


def test_a_notice_is_a_reason_to_ask_and_no_money(code: QrCode) -> None:
    assert said(call(body_about(code))) == "2005200"
    assert questions() == [code.bill.code]
    bill = Bill.objects.get()
    assert (bill.state, bill.ask_at) == ("due", clock.now())
    assert not Payment.objects.exists()


def test_a_notice_that_says_no_more_than_which_code_is_a_reason_to_ask(code: QrCode) -> None:
    assert said(call(json.dumps({wire.REFERENCE: code.reference}).encode())) == "2005200"
    assert questions() == [code.bill.code]


def test_told_again_it_is_acknowledged_again_and_of_a_paid_code_nothing_is_asked(code: QrCode) -> None:
    assert [said(call(body_about(code))) for _ in range(3)] == ["2005200"] * 3
    QrCode.objects.update(state=QrCode.State.PAID)
    before = len(questions())
    assert said(call(body_about(code))) == "2005200"
    assert len(questions()) == before


@pytest.mark.parametrize(
    "change",
    [
        {"key": keys.private("BANK")},
        {"at": MORNING - timedelta(seconds=3600)},
        {"at": MORNING + timedelta(seconds=3600)},
        {"path": "/v1.0/qr/elsewhere"},
        {"body": b"{}"},
        {"method": "GET"},
    ],
)
def test_whoever_cannot_prove_itself_is_refused(code: QrCode, change: dict[str, Any]) -> None:
    assert said(call(body_about(code), **change)) == "4015200"
    assert questions() == []


def test_how_far_its_clock_may_differ_is_a_rule(code: QrCode) -> None:
    late = {"at": MORNING - timedelta(seconds=3600)}
    assert said(call(body_about(code), **late)) == "4015200"
    Rule.objects.filter(key="snap.skew_seconds").update(value=3600)
    policy.forget()
    assert said(call(body_about(code), **late)) == "2005200"


def test_a_code_nobody_has_is_not_found(code: QrCode) -> None:
    assert said(call(body_about(code, originalPartnerReferenceNo="820260102999999-1"))) == "4045201"


@pytest.mark.parametrize("body", [b"", b"no json", b"[1]", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_a_bad_request(acquirer: None, db: None, body: bytes) -> None:
    assert said(call(body)) == "4005200"


@pytest.mark.parametrize("lack", [..., None, ""])
def test_a_notice_without_its_reference_lacks_it(code: QrCode, lack: object) -> None:
    content = {"latestTransactionStatus": "00"} | ({} if lack is ... else {wire.REFERENCE: lack})
    answer = call(json.dumps(content).encode())
    assert (said(answer), answer.json()["responseMessage"]) == ("4005202", f"Invalid Mandatory Field {wire.REFERENCE}")


@pytest.mark.parametrize("wrong", ["8" * 65, ["x"], True])
def test_a_reference_of_another_form_is_named(code: QrCode, wrong: object) -> None:
    answer = call(json.dumps({wire.REFERENCE: wrong}).encode())
    assert (said(answer), answer.json()["responseMessage"]) == ("4005201", f"Invalid Field Format {wire.REFERENCE}")


@pytest.mark.parametrize("header", ["X-TIMESTAMP", "X-SIGNATURE", "X-EXTERNAL-ID"])
def test_a_header_that_lacks_is_named(code: QrCode, header: str) -> None:
    answer = call(body_about(code), headers={header: None})
    assert (said(answer), answer.json()["responseMessage"]) == ("4005202", f"Invalid Mandatory Field {header}")
    assert questions() == []


@pytest.mark.parametrize(
    ("header", "value"), [("X-TIMESTAMP", "kemarin"), ("X-EXTERNAL-ID", "1" * 37), ("X-SIGNATURE", "x" * 1025)]
)
def test_a_header_of_another_form_is_named(code: QrCode, header: str, value: str) -> None:
    answer = call(body_about(code), headers={header: value})
    assert (said(answer), answer.json()["responseMessage"]) == ("4005201", f"Invalid Field Format {header}")


def test_an_external_id_counts_once_a_day_of_the_acquirers(code: QrCode, clock: time_machine.Traveller) -> None:
    once = {"X-EXTERNAL-ID": "41807553358950093184162180797837"}
    assert said(call(body_about(code), headers=once)) == "2005200"
    assert said(call(body_about(code), headers=once)) == "4095200"
    assert questions() == [code.bill.code]
    clock.shift(timedelta(days=1))
    assert said(call(body_about(code), headers=once)) == "2005200"


def test_a_refused_signature_uses_no_external_id(code: QrCode) -> None:
    once = {"X-EXTERNAL-ID": "1"}
    assert said(call(body_about(code), headers=once, key=keys.private("BANK"))) == "4015200"
    assert said(call(body_about(code), headers=once)) == "2005200"


def test_each_notice_is_kept_as_it_came(code: QrCode) -> None:
    told = call(body_about(code), headers={"X-EXTERNAL-ID": "7"})
    kept = PartnerCall.objects.get()
    assert (kept.service, kept.response_code, kept.external_id) == ("52", said(told), "7")
    assert (kept.billing_code, kept.partner) == (code.bill.code, None)
    assert kept.asked.endswith(body_about(code).decode())


def test_a_body_of_many_megabytes_is_refused(acquirer: None, db: None) -> None:
    assert said(call(b" " * (2 * 1024 * 1024))) == "4005200"


def test_anything_but_a_post_is_refused(acquirer: None, db: None) -> None:
    for method in ("get", "put", "delete"):
        answer = getattr(Client(), method)(PATH)
        assert said(answer) == "4055201"
        assert answer["Allow"] == "POST"


def test_during_a_change_of_keys_both_are_believed(code: QrCode, settings: Any) -> None:
    both = keys.public("BANK") + keys.public("ACQUIRER")
    settings.GATEWAYS = settings.GATEWAYS | {"qris": settings.GATEWAYS["qris"] | {"public_key": both}}
    for one in ("ACQUIRER", "BANK"):
        assert said(call(body_about(code), key=keys.private(one))) == "2005200"
    assert said(call(body_about(code), key=keys.private("TREASURY"))) == "4015200"


def test_a_house_that_knows_no_acquirer_refuses_its_notices(code: QrCode, settings: Any) -> None:
    settings.GATEWAYS = settings.GATEWAYS | {"qris": {}}
    assert said(call(body_about(code))) == "4015200"


_fields = st.sampled_from(sorted(wire.write_status(QrStatus("r", "a", State.PENDING))))
_values = st.none() | st.text() | st.integers() | st.lists(st.text()) | st.dictionaries(st.text(), st.text())


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(_fields, _values), header=st.text(st.characters(max_codepoint=255, min_codepoint=32)))
def test_nothing_that_comes_makes_us_stumble(code: QrCode, changes: dict[str, Any], header: str) -> None:
    assert said(call(body_about(code, **changes)))[0] in "24"
    strange = dict.fromkeys(("X-SIGNATURE", "X-TIMESTAMP", "X-EXTERNAL-ID"), header)
    answer = Client().post(PATH, data=body_about(code), content_type="application/json", headers=strange)
    assert said(answer) in {"4005201", "4005202", "4015200"}


@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_whole_way_from_a_scan_to_a_sure_place(live_server: LiveServer, settings: Any, tmp_path: Any) -> None:
    sandbox = start(tmp_path, callback_base=live_server.url)
    try:
        settings.GATEWAYS = {**settings.GATEWAYS, **money(sandbox.url)}
        bill = billed_now()
        scanned = qris.scanner().pay(scanning.make(bill, at=clock.now()).content, repeat=2)
        assert [one.status for one in scanned.deliveries] == [200, 200]
        assert set(questions()) == {bill.code}
        for told in questions():
            asking.about(told, at=clock.now())
        bill.refresh_from_db()
        assert (bill.state, states(bill.application)) == ("settled", ["confirmed"])
        later = hour(start=11, on=clock.now().date() + timedelta(days=2))
        other = scanning.make(billed(stranger(1), slot=later, at=clock.now()), at=clock.now())
        assert [one.status for one in qris.scanner().pay(other.content, wrong_signature=True).deliveries] == [401]
        assert Payment.objects.get().via == "qris"
        assert books.of_money() == []
    finally:
        sandbox.kill()
