"""Banks by the national standard, at the real pages and on the real rows: each service, each refusal."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pytest_django.live_server_helper import LiveServer

from mpaspor.core import clock
from mpaspor.gateways.snap import moments
from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.payments.models import Bill, BillShown, LedgerTransaction, PartnerCall, Payment, SeenExternalId
from tests import books
from tests.gateways import keys
from tests.gateways.independent_snap import INQUIRY, PAYMENT, TOKEN, Ask, IndependentBank, over_http
from tests.people import BAGUS, RATNA
from tests.stages.appointments.scene import hour, states
from tests.stages.payments.scene import billed, notice
from tests.web.callbacks import banks

pytestmark = pytest.mark.django_db
LATE = pytest.mark.parametrize(("code", "digits"), [("CONTOH", "404{}19"), ("DUA", "403{}00")])


def test_a_token_is_given_to_whoever_signs_with_the_banks_key(bank: IndependentBank) -> None:
    told = bank.ask_token()
    assert (told.code, told.content["tokenType"], told.content["expiresIn"]) == ("2007300", "Bearer", "900")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"X_SIGNATURE": "x"}, "4017300"),
        ({"X_CLIENT_KEY": "bank-lain"}, "4017300"),
        ({"X_CLIENT_KEY": None}, "4007302"),
        ({"X_TIMESTAMP": None}, "4007302"),
        ({"X_TIMESTAMP": "kemarin"}, "4007301"),
        ({"body": {"grantType": "password"}}, "4007301"),
        ({"body": {}}, "4007302"),
    ],
)
def test_a_token_is_refused_by_name(bank: IndependentBank, change: dict[str, Any], code: str) -> None:
    assert bank.ask_token(**change).code == code


def test_the_bank_is_told_whose_bill_it_is_and_how_much(bank: IndependentBank, bill: Bill) -> None:
    told = bank.inquire(bill.code)
    assert told.code == "2002400"
    assert told.account["virtualAccountName"] == "RATNA WULANDARI"
    assert told.account["totalAmount"] == {"value": "950000.00", "currency": "IDR"}
    assert told.account["virtualAccountNo"] == f"   88899{bill.code}"
    assert told.account["freeTexts"] == [{"english": "Denpasar", "indonesia": "Denpasar"}]
    assert BillShown.objects.values_list("bill", "partner", "at").get() == (bill.pk, "CONTOH", clock.now())


def test_a_payment_is_noted_and_acknowledged(bank: IndependentBank, bill: Bill) -> None:
    told = bank.pay(bill.code, bill.amount, request_id="R1")
    assert told.code == "2002500"
    assert told.account["paymentFlagStatus"] == "00"
    assert states(bill.application) == ["confirmed"]
    payment = Payment.objects.get()
    assert (payment.via, payment.source, payment.request_id, payment.outcome) == ("bank", "CONTOH", "R1", "settled")
    assert books.of_money() == []


@pytest.mark.parametrize("name", ["partnerServiceId", "customerNo", "virtualAccountNo"])
@pytest.mark.parametrize("lack", [..., None, ""])
def test_a_field_that_lacks_is_named(service: tuple[str, Ask], name: str, lack: object) -> None:
    number, ask = service
    told = ask(**{name: lack})
    assert (told.code, told.content["responseMessage"]) == (f"400{number}02", f"Invalid Mandatory Field {name}")


def test_what_a_service_alone_must_be_told_is_named_too(bank: IndependentBank, bill: Bill) -> None:
    assert bank.inquire(bill.code, inquiryRequestId=...).code == "4002402"
    assert bank.pay(bill.code, bill.amount, paymentRequestId=...).code == "4002502"
    assert bank.pay(bill.code, bill.amount, paidAmount=...).code == "4002502"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("partnerServiceId", "88899"),
        ("customerNo", "82026010800000x"),
        ("customerNo", "8" * 21),
        ("virtualAccountNo", "   88899820260108000002"),
        ("trxDateInit", "kemarin"),
        ("trxDateTime", "2026-01-02T09:00:00"),
    ],
)
def test_a_field_of_another_form_is_named(service: tuple[str, Ask], name: str, value: object) -> None:
    number, ask = service
    of_other_service = {"trxDateInit": "25", "trxDateTime": "24"}.get(name) == number
    assert ask(**{name: value}).code == (f"200{number}00" if of_other_service else f"400{number}01")


@pytest.mark.parametrize(
    "header", ["Authorization", "X-TIMESTAMP", "X-SIGNATURE", "X-PARTNER-ID", "X-EXTERNAL-ID", "CHANNEL-ID"]
)
def test_a_header_that_lacks_is_named(service: tuple[str, Ask], header: str) -> None:
    _, ask = service
    assert ask(headers={header: None}).content["responseMessage"] == f"Invalid Mandatory Field {header}"


def test_a_wrong_signature_is_refused_and_uses_no_number(service: tuple[str, Ask], bank: IndependentBank) -> None:
    number, ask = service
    bank.secret = "bukan rahasia"
    assert ask().code == f"401{number}00"
    assert not SeenExternalId.objects.exists()
    assert not Payment.objects.exists()


def test_how_far_clocks_may_differ_is_a_rule(
    service: tuple[str, Ask], bank: IndependentBank, clock: time_machine.Traveller
) -> None:
    number, ask = service
    bank.ask_token()
    signed_at = bank.now()
    bank.now = lambda: signed_at
    clock.shift(timedelta(seconds=301))
    assert ask().content["responseMessage"] == "Unauthorized. [Timestamp]"
    Rule.objects.filter(key="snap.skew_seconds").update(value=600)
    policy.forget()
    assert ask().code == f"200{number}00"


def test_a_token_nobody_gave_or_that_ran_out_is_refused(
    service: tuple[str, Ask], bank: IndependentBank, clock: time_machine.Traveller
) -> None:
    number, ask = service
    assert ask(headers={"Authorization": "Bearer x.y"}).code == f"401{number}01"
    bank.ask_token()
    clock.shift(timedelta(seconds=900))
    assert ask().code == f"401{number}01"


def test_an_external_id_counts_once_a_day_of_the_banks(
    service: tuple[str, Ask], bank: IndependentBank, clock: time_machine.Traveller
) -> None:
    number, ask = service
    once: dict[str, str | None] = {"X-EXTERNAL-ID": "41807553358950093184162180797837"}
    assert ask(headers=once).code == f"200{number}00"
    assert ask(headers=once).code == f"409{number}00"
    clock.shift(timedelta(days=1))
    bank.ask_token()
    assert ask(headers=once).code != f"409{number}00"


def test_a_bank_that_lost_our_answer_and_says_the_same_again_is_told_that_we_have_the_money(
    bank: IndependentBank, bill: Bill
) -> None:
    once: dict[str, str | None] = {"X-EXTERNAL-ID": "1"}
    bank.pay(bill.code, bill.amount, request_id="R1", headers=once)
    again = bank.pay(bill.code, bill.amount, request_id="R1", headers=once)
    assert (again.code, again.account["paymentFlagStatus"]) == ("4092500", "00")
    assert Payment.objects.count() == 1


def test_a_repeated_call_about_money_we_do_not_have_is_not_told_that_it_was_refused(
    bank: IndependentBank, bill: Bill
) -> None:
    once: dict[str, str | None] = {"X-EXTERNAL-ID": "1"}
    bank.inquire(bill.code, headers=once)
    told = bank.pay(bill.code, bill.amount, request_id="R1", headers=once)
    assert (told.code, told.account["paymentFlagStatus"]) == ("4092500", "02")
    assert not Payment.objects.exists()
    assert bank.pay(bill.code, bill.amount, request_id="R1", advise=True).code == "2002500"


def test_two_banks_may_use_the_same_external_id(bank: IndependentBank, bill: Bill) -> None:
    banks.known("DUA")
    once: dict[str, str | None] = {"X-EXTERNAL-ID": "1"}
    for other in (bank, banks.calling("DUA")):
        assert other.inquire(bill.code, headers=once).code == "2002400"


def test_a_code_nobody_has_is_not_found_and_is_no_money(bank: IndependentBank) -> None:
    assert bank.inquire("820260102999999").code == "4042412"
    assert bank.pay("820260102999999", 650_000).code == "4042512"
    assert not Payment.objects.exists()


def test_a_paid_bill_is_told(service: tuple[str, Ask], bill: Bill) -> None:
    number, ask = service
    settlement.receive(notice(bill), at=clock.now())
    assert ask().code == f"404{number}14"
    assert books.of_money() == []


def test_a_bill_called_off_is_told_with_its_reason(service: tuple[str, Ask], bill: Bill) -> None:
    number, ask = service
    billing.void(bill, by=None, at=clock.now(), why="")
    told = ask()
    assert told.code == f"404{number}12"
    assert "[Cancelled]" in told.content["responseMessage"]


@LATE
@pytest.mark.parametrize("is_lapsed", [False, True])
def test_a_bill_past_its_end_is_told_as_each_bank_wants_it(
    bill: Bill, code: str, digits: str, is_lapsed: bool, clock: time_machine.Traveller
) -> None:
    banks.known(code)
    bank = banks.calling(code)
    clock.move_to(bill.expires_at)
    if is_lapsed:
        billing.lapse(bill, at=bill.expires_at)
    assert bank.inquire(bill.code).code == digits.format("24")
    assert bank.pay(bill.code, bill.amount).code == digits.format("25")
    assert not Payment.objects.exists()
    assert not BillShown.objects.exists()


@pytest.mark.parametrize("amount", [1, 949_999, 950_001])
def test_another_amount_is_refused_and_goes_back(bank: IndependentBank, bill: Bill, amount: int) -> None:
    told = bank.pay(bill.code, amount)
    assert (told.code, told.account["paymentFlagStatus"]) == ("4042513", "01")
    assert not Payment.objects.exists()


def test_an_amount_with_hundredths_is_not_the_bills(bank: IndependentBank, bill: Bill) -> None:
    money = {"value": "950000.50", "currency": "IDR"}
    assert bank.pay(bill.code, 0, paidAmount=money, totalAmount=money).code == "4042513"


def test_a_bill_shown_in_time_may_be_paid_a_little_late(
    bank: IndependentBank, bill: Bill, clock: time_machine.Traveller
) -> None:
    clock.move_to(bill.expires_at - timedelta(seconds=30))
    assert bank.inquire(bill.code).code == "2002400"
    clock.move_to(bill.expires_at + timedelta(seconds=299))
    assert bank.pay(bill.code, bill.amount).code == "2002500"
    assert states(bill.application) == ["confirmed"]


def test_after_the_grace_or_shown_to_another_bank_only_it_is_too_late(
    bank: IndependentBank, clock: time_machine.Traveller
) -> None:
    shown, to_another = billed(RATNA), billed(BAGUS, slot=hour(start=10))
    banks.known("DUA")
    assert banks.calling("DUA").inquire(to_another.code).code == "2002400"
    assert bank.inquire(shown.code).code == "2002400"
    clock.move_to(shown.expires_at + timedelta(seconds=1))
    bank.ask_token()
    assert bank.pay(to_another.code, to_another.amount).code == "4042519"
    clock.move_to(shown.expires_at + timedelta(minutes=15))
    assert bank.pay(shown.code, shown.amount).code == "4042519"
    assert not Payment.objects.exists()


def test_within_the_grace_a_bill_whose_place_is_gone_buys_nothing(
    bank: IndependentBank, bill: Bill, clock: time_machine.Traveller
) -> None:
    bank.inquire(bill.code)
    billing.lapse(bill, at=bill.expires_at)
    booking.release(Application.objects.get(pk=bill.application_id), by=None, at=bill.expires_at, why="")
    clock.move_to(bill.expires_at + timedelta(seconds=1))
    bank.ask_token()
    assert bank.pay(bill.code, bill.amount).code == "4042519"
    assert not Payment.objects.exists()


def test_within_the_grace_a_bill_that_lapsed_is_paid_by_a_bank_that_was_shown_it(
    bank: IndependentBank, bill: Bill, clock: time_machine.Traveller
) -> None:
    bank.inquire(bill.code)
    billing.lapse(bill, at=bill.expires_at)
    clock.move_to(bill.expires_at + timedelta(minutes=14))
    bank.ask_token()
    assert bank.inquire(bill.code).code == "4042419"
    assert bank.pay(bill.code, bill.amount).code == "2002500"
    assert states(bill.application) == ["confirmed"]


def test_told_again_as_advice_it_is_acknowledged_again(bank: IndependentBank, bill: Bill) -> None:
    bank.pay(bill.code, bill.amount, request_id="R1")
    for _ in range(2):
        told = bank.pay(bill.code, bill.amount, request_id="R1", advise=True)
        assert (told.code, told.account["paymentFlagStatus"]) == ("2002500", "00")
    assert Payment.objects.count() == LedgerTransaction.objects.count() == 1


def test_told_again_without_advice_it_is_inconsistent_and_taken(bank: IndependentBank, bill: Bill) -> None:
    bank.pay(bill.code, bill.amount, request_id="R1")
    told = bank.pay(bill.code, bill.amount, request_id="R1")
    assert (told.code, told.account["paymentFlagStatus"]) == ("4042518", "00")
    assert Payment.objects.count() == LedgerTransaction.objects.count() == 1


def test_advice_about_money_we_never_heard_of_is_taken(bank: IndependentBank, bill: Bill) -> None:
    assert bank.pay(bill.code, bill.amount, advise=True).code == "2002500"
    assert Payment.objects.get().outcome == "settled"


def test_another_payment_of_a_paid_bill_is_refused_and_goes_back(bank: IndependentBank, bill: Bill) -> None:
    bank.pay(bill.code, bill.amount, request_id="R1")
    told = bank.pay(bill.code, bill.amount, request_id="R2")
    assert (told.code, told.account["paymentFlagStatus"]) == ("4042514", "01")
    assert Payment.objects.count() == 1
    assert books.of_money() == []


def test_the_same_number_of_two_banks_is_two_payments(bank: IndependentBank) -> None:
    first, second = billed(RATNA), billed(BAGUS, slot=hour(start=10))
    banks.known("DUA")
    bank.pay(first.code, first.amount, request_id="R1")
    assert banks.calling("DUA").pay(second.code, second.amount, request_id="R1").code == "2002500"
    assert Payment.objects.count() == 2


@pytest.mark.parametrize("is_advice", [False, True])
def test_one_number_for_two_payments_is_somebodys_question(
    bank: IndependentBank, bill: Bill, is_advice: bool, caplog: pytest.LogCaptureFixture
) -> None:
    other = billed(BAGUS, slot=hour(start=10))
    bank.pay(bill.code, bill.amount, request_id="R1")
    told = bank.pay(other.code, other.amount, request_id="R1", advise=is_advice)
    assert (told.code, told.account["paymentFlagStatus"]) == ("4042512", "01")
    assert Payment.objects.count() == 1
    assert PartnerCall.objects.get(differs=True).billing_code == other.code
    assert "ask the bank" in caplog.text
    assert states(other.application) == ["held"]


def test_another_partners_accounts_are_not_shown(service: tuple[str, Ask], bill: Bill) -> None:
    number, ask = service
    assert ask(partnerServiceId="   77001", virtualAccountNo=f"   77001{bill.code}").code == f"404{number}16"


def test_a_bank_that_was_shut_out_gets_nothing(service: tuple[str, Ask], bank: IndependentBank) -> None:
    number, ask = service
    bank.ask_token()
    banks.known(is_active=False)
    assert ask().code == f"401{number}01"
    assert bank.ask_token().code == "4017300"


def test_during_a_change_of_keys_and_secrets_both_are_believed(bill: Bill) -> None:
    banks.known(public_keys=[keys.public("TREASURY"), keys.public("BANK")], secrets=["baru", keys.BANK_SECRET])
    old = banks.calling()
    new = banks.calling()
    new.private_key, new.secret = keys.private("TREASURY"), "baru"
    for bank in (old, new):
        assert bank.inquire(bill.code).code == "2002400"
    banks.known(public_keys=[keys.public("TREASURY")], secrets=["baru"])
    assert old.inquire(bill.code).code == "4012400"
    assert old.ask_token().code == "4017300"
    assert new.inquire(bill.code).code == "2002400"


ALLOWED = ["10.0.0.0/24", "2001:db8::/32"]


@pytest.mark.parametrize(
    ("address", "is_let_in"),
    [("10.0.0.7", True), ("::ffff:10.0.0.7", True), ("2001:db8::1", True), ("10.0.1.7", False), ("", False)],
)
def test_a_bank_calls_from_its_own_addresses_only(bill: Bill, address: str, is_let_in: bool) -> None:
    banks.known(networks=ALLOWED)
    bank = banks.calling(send=banks.through_the_pages(address))
    assert bank.ask_token().code == ("2007300" if is_let_in else "4017300")


@pytest.mark.parametrize(
    ("proxies", "written", "is_let_in"),
    [
        (1, "10.0.0.7", True),
        (1, "10.0.0.7, 192.0.2.1", False),
        (1, "192.0.2.1, 10.0.0.7", True),
        (2, "10.0.0.7, 172.16.0.1", True),
        (2, "10.0.0.7", False),
        (0, "10.0.0.7", False),
    ],
)
def test_what_stands_before_our_proxies_own_words_is_not_believed(
    bill: Bill, settings: Any, proxies: int, written: str, is_let_in: bool
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    banks.known(networks=ALLOWED)
    bank = banks.calling(send=banks.through_the_pages("192.0.2.9", HTTP_X_FORWARDED_FOR=written))
    assert bank.ask_token().code == ("2007300" if is_let_in else "4017300")


@pytest.mark.parametrize("path", [TOKEN, INQUIRY, PAYMENT])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_anything_but_a_post_is_refused(bank: IndependentBank, path: str, method: str) -> None:
    status, _ = bank.send(method, path, {}, b"{}")
    assert status == 405


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["transfer-va/delete-va", "transfer-va/inquiry/", "x"])
def test_a_function_we_do_not_have_is_refused_in_the_standards_words(
    bank: IndependentBank, method: str, path: str
) -> None:
    status, content = bank.send(method, f"/v1.0/{path}", {}, b"{}")
    assert (status, json.loads(content)["responseCode"]) == (405, "4050000")


def test_a_query_is_signed_with_the_path(bank: IndependentBank, bill: Bill) -> None:
    assert bank.call(f"{INQUIRY}?a=b%20c&d", bank.inquiry_of(bill.code)).code == "2002400"


def test_every_call_is_kept_and_opens_for_us_alone(bank: IndependentBank, bill: Bill) -> None:
    bank.inquire(bill.code)
    bank.secret = "salah"
    bank.pay(bill.code, bill.amount)
    kept = list(PartnerCall.objects.order_by("id"))
    assert [(call.service, call.response_code) for call in kept] == [
        ("73", "2007300"), ("24", "2002400"), ("25", "4012500"),
    ]  # fmt: skip
    assert {call.partner.code for call in kept if call.partner} == {"CONTOH"}
    assert [call.billing_code for call in kept] == ["", bill.code, bill.code]
    assert {call.address for call in kept} == {banks.ADDRESS}
    assert "X-Signature: " in kept[1].asked or "X-SIGNATURE: " in kept[1].asked.upper()
    assert f'"customerNo": "{bill.code}"' in kept[1].asked
    assert "RATNA WULANDARI" in kept[1].answered


def test_what_a_bank_did_not_sign_is_not_laid_to_it_and_fills_no_disk(bank: IndependentBank, bill: Bill) -> None:
    long: dict[str, Any] = {"additionalInfo": {"x": "x" * 10_000}}
    signed = bank.pay(bill.code, bill.amount, paidAmount=..., **long)
    bank.secret = "salah"
    forged = bank.pay(bill.code, bill.amount, paidAmount=..., **long)
    impostor = bank.pay(bill.code, bill.amount, **long)
    assert [told.code for told in (signed, forged, impostor)] == ["4002502", "4002502", "4012500"]
    kept = PartnerCall.objects.filter(service="25").order_by("id")
    assert [one.partner and one.partner.code for one in kept] == ["CONTOH", None, "CONTOH"]
    assert [len(one.asked) > 10_000 for one in kept] == [True, False, False]


def test_days_are_the_banks_calendars(bank: IndependentBank, bill: Bill) -> None:
    bank.inquire(bill.code)
    assert SeenExternalId.objects.get().on == moments.day(clock.now())


def test_a_call_sent_in_chunks_is_read_to_its_end(bank: IndependentBank, bill: Bill) -> None:
    def send(method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        in_chunks: dict[str, Any] = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
        in_chunks["wsgi.input"] = io.BytesIO(body)
        return banks.through_the_pages(**in_chunks)(method, path, headers, body)

    bank.send = send
    assert bank.inquire(bill.code).code == "2002400"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_is_so_over_http_too(live_server: LiveServer) -> None:
    bill = billed()
    banks.known()
    bank = banks.calling(send=over_http(live_server.url))
    shown = bank.inquire(bill.code)
    amount = int(shown.account["totalAmount"]["value"].removesuffix(".00"))
    assert bank.pay(bill.code, amount, request_id="R1").code == "2002500"
    assert bank.pay(bill.code, amount, request_id="R1", advise=True).code == "2002500"
    assert bank.call(PAYMENT, b"x" * 3_000_000).code == "4002500"
    assert books.of_money() == []
