"""The centre lets banks in, changes their keys one beside the other, and looks at their calls: each with a trail."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.audit.models import Entry, Kind
from mpaspor.stages.payments import partnering
from mpaspor.stages.payments.models import BankPartner, Bill, PartnerCall
from tests import people
from tests.gateways import keys
from tests.people import BAGUS
from tests.stages.appointments.scene import hour
from tests.stages.payments.scene import billed
from tests.web.callbacks import banks

pytestmark = pytest.mark.django_db
ADMISSION = {
    "name": "Bank Baru", "code": "BARU", "client_key": "bank-baru", "service_id": "71234",
    "expired_code": "4032400", "networks": "203.0.113.0/24\n2001:db8::/32",
}  # fmt: skip


@pytest.fixture
def treasurer(client_of: Callable[[User], Client]) -> Client:
    return client_of(people.hendra())


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def acts() -> list[str]:
    return list(Entry.objects.filter(record="bankpartner").order_by("id").values_list("act", flat=True))


def test_a_bank_comes_in_shut_out_and_calls_once_it_is_opened(treasurer: Client) -> None:
    assert treasurer.post("/centre/partners/new", ADMISSION)["Location"] == "/centre/partners/BARU"
    bank = BankPartner.objects.get()
    assert (bank.is_active, bank.networks) == (False, ["203.0.113.0/24", "2001:db8::/32"])
    treasurer.post("/centre/partners/BARU/keys", {"key": keys.public("BANK")})
    page = text(treasurer.post("/centre/partners/BARU/secrets"))
    secret = BankPartner.objects.get().secrets[0]
    assert secret in page
    assert secret not in text(treasurer.get("/centre/partners/BARU"))
    treasurer.post("/centre/partners/BARU/access", {"open": "1"})
    caller = banks.calling(send=banks.through_the_pages("203.0.113.9"))
    caller.client_key, caller.partner_id, caller.service_id, caller.secret = "bank-baru", "BARU", "71234", secret
    assert caller.inquire(billed().code).code == "2002400"
    assert acts() == [
        "bankpartner.admitted", "bankpartner.key_added", "bankpartner.secret_drawn", "bankpartner.opened",
    ]  # fmt: skip
    assert set(Entry.objects.filter(record="bankpartner").values_list("by__full_name", flat=True)) == {"Hendra Gunawan"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", "BA RU"), ("code", ""), ("service_id", "7123x"), ("service_id", ""), ("client_key", "bank\tbaru"),
        ("networks", "203.0.113.0/99"), ("networks", "kantor pusat"), ("expired_code", "4042414"), ("name", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_right_of_a_new_bank_is_named(treasurer: Client, name: str, value: str) -> None:
    answer = treasurer.post("/centre/partners/new", ADMISSION | {name: value})
    assert answer.status_code == 422
    assert f'href="#id_{name}"' in answer.content.decode()
    assert not BankPartner.objects.exists()


def test_two_banks_cannot_have_one_name(treasurer: Client) -> None:
    banks.known()
    for same in ({"code": "CONTOH"}, {"client_key": "bank-contoh"}):
        assert treasurer.post("/centre/partners/new", ADMISSION | same).status_code == 422
    assert BankPartner.objects.count() == 1


def test_a_key_is_changed_without_a_moment_in_which_none_is_good(treasurer: Client) -> None:
    banks.known()
    old, new = partnering.mark(keys.public("BANK")), partnering.mark(keys.public("TREASURY").strip())
    assert treasurer.post(f"/centre/partners/CONTOH/keys/{old}/retirement").status_code == 409
    windows = keys.public("TREASURY").replace("\n", "\r\n")
    assert treasurer.post("/centre/partners/CONTOH/keys", {"key": windows}).status_code == 302
    assert new in text(treasurer.get("/centre/partners/CONTOH"))
    assert treasurer.post("/centre/partners/CONTOH/keys", {"key": keys.public("ACQUIRER")}).status_code == 409
    assert treasurer.post(f"/centre/partners/CONTOH/keys/{old}/retirement").status_code == 302
    assert treasurer.post(f"/centre/partners/CONTOH/keys/{old}/retirement").status_code == 409
    assert BankPartner.objects.get().public_keys == [keys.public("TREASURY").strip()]
    assert acts() == ["bankpartner.key_added", "bankpartner.key_retired"]


def test_a_secret_is_changed_in_the_same_way(treasurer: Client) -> None:
    banks.known()
    old = partnering.mark(keys.BANK_SECRET)
    assert treasurer.post(f"/centre/partners/CONTOH/secrets/{old}/retirement").status_code == 409
    assert treasurer.post("/centre/partners/CONTOH/secrets").status_code == 200
    assert treasurer.post("/centre/partners/CONTOH/secrets").status_code == 409
    assert treasurer.post(f"/centre/partners/CONTOH/secrets/{old}/retirement").status_code == 302
    assert keys.BANK_SECRET not in BankPartner.objects.get().secrets


@pytest.mark.parametrize("key", ["", "bukan kunci", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_what_is_no_key_is_refused_and_kept_in_the_field(treasurer: Client, key: str) -> None:
    banks.known()
    answer = treasurer.post("/centre/partners/CONTOH/keys", {"key": key})
    assert answer.status_code == 422
    assert key in answer.content.decode()
    assert len(BankPartner.objects.get().public_keys) == 1


def test_what_changes_of_a_bank_stands_in_its_trail_without_the_secret(treasurer: Client) -> None:
    banks.known(our_secret="yang lama")
    form = {"name": "Bank Contoh", "networks": "10.0.0.7", "expired_code": "4032400", "url": "https://bank.contoh.id"}
    assert treasurer.post("/centre/partners/CONTOH", form).status_code == 302
    assert BankPartner.objects.get().our_secret == "yang lama"
    treasurer.post("/centre/partners/CONTOH", form | {"our_secret": "yang baru"})
    assert BankPartner.objects.get().our_secret == "yang baru"
    first, second = Entry.objects.filter(record="bankpartner").order_by("id")
    assert first.old == {"networks": [], "expired_code": "4042419", "url": ""}
    assert first.new == {"networks": ["10.0.0.7"], "expired_code": "4032400", "url": "https://bank.contoh.id"}
    assert list(second.new) == ["our_secret"]
    assert "yang" not in str([second.old, second.new])
    treasurer.post("/centre/partners/CONTOH", form)
    assert len(acts()) == 2


def test_a_bank_that_is_shut_out_is_refused_at_once(treasurer: Client) -> None:
    banks.known()
    bank = banks.calling()
    bank.ask_token()
    treasurer.post("/centre/partners/CONTOH/access", {"shut": "1"})
    assert BankPartner.objects.get().is_active is False
    assert bank.inquire("820260102999999").code in {"4012401", "4042412"}
    assert acts() == ["bankpartner.shut_out"]


@pytest.fixture
def bill(db: None) -> Bill:
    bill = billed()
    banks.known()
    bank = banks.calling()
    bank.inquire(bill.code)
    bank.pay(bill.code, bill.amount, request_id="R1")
    return bill


def rows(page: str) -> int:
    return len(re.findall(r'<a href="/centre/calls/\d+"', page.partition("<tbody>")[2].partition("</tbody>")[0]))


@pytest.mark.parametrize(
    ("asked", "count"),
    [("", 3), ("?q={code}", 2), ("?q=820260102999999", 0), ("?on=2026-01-02", 3), ("?on=2026-01-01", 0),
     ("?bank=CONTOH", 3), ("?q={code}&on=2026-01-02&bank=CONTOH", 2)],
)  # fmt: skip
def test_calls_are_found_by_what_they_were_about(treasurer: Client, bill: Bill, asked: str, count: int) -> None:
    assert rows(text(treasurer.get(f"/centre/calls{asked.format(code=bill.code)}"))) == count


def test_a_call_is_found_by_its_external_id(treasurer: Client, bill: Bill) -> None:
    one = PartnerCall.objects.filter(service="25").get()
    assert rows(text(treasurer.get(f"/centre/calls?q={one.external_id}"))) == 1


@pytest.mark.parametrize("asked", ["?on=kemarin", "?bank=LAIN", "?q=" + "9" * 40])
def test_a_search_that_cannot_be_is_named(treasurer: Client, bill: Bill, asked: str) -> None:
    assert treasurer.get(f"/centre/calls{asked}").status_code == 422


def test_an_opened_call_hides_persons_and_keys_and_is_written_down(treasurer: Client, bill: Bill) -> None:
    for call in PartnerCall.objects.all():
        page = text(treasurer.get(f"/centre/calls/{call.pk}"))
        for hidden in ("RATNA", "Wulandari", f"88899{bill.code}", "Bearer ", "eyJ", keys.BANK_SECRET):
            assert hidden not in page, (call.service, hidden)
        assert "•••" in page
        assert call.response_code in page
    seen = Entry.objects.filter(record="partnercall", kind=Kind.SEEN)
    assert seen.count() == 3
    assert {entry.by for entry in seen} == {people.hendra()}


def test_a_body_that_is_no_json_is_hidden_whole(treasurer: Client) -> None:
    banks.known()
    banks.calling().call("/v1.0/transfer-va/payment", b"RATNA WULANDARI 1234567890")
    page = text(treasurer.get(f"/centre/calls/{PartnerCall.objects.latest('id').pk}"))
    assert "RATNA" not in page
    assert "1234567890" not in page


def test_a_call_that_is_not_there_is_not_there(treasurer: Client) -> None:
    assert treasurer.get("/centre/calls/1").status_code == 404
    assert treasurer.get("/centre/partners/TIDAK").status_code == 404


def test_one_number_for_two_payments_waits_until_somebody_looked(treasurer: Client, bill: Bill) -> None:
    other = billed(BAGUS, slot=hour(start=10))
    bank = banks.calling()
    bank.pay(other.code, other.amount, request_id="R1")
    assert "Belum dilihat" in text(treasurer.get("/centre/calls"))
    treasurer.get(f"/centre/calls/{PartnerCall.objects.get(differs=True).pk}")
    assert "Sudah dilihat" in text(treasurer.get("/centre/calls"))
