"""What only a demo shows: who lives there, the letters that really went out, a bank that really pays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail import get_connection
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from mpaspor.accounts.models import User
from mpaspor.core import letters
from mpaspor.core.clock import now
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.snap.port import PaymentNotice, PaymentState
from mpaspor.gateways.snap.teller import Delivery, Inquiry, Receipt, Teller
from mpaspor.offices.models import Posting
from mpaspor.stages.payments import asking, collecting, ledger, reconciling, scanning
from mpaspor.stages.payments.models import Bill
from tests import people
from tests.gateways import conftest as sandboxes
from tests.stages.appointments.scene import hour
from tests.stages.payments.scene import billed
from tests.web.public import doors

pytestmark = pytest.mark.django_db

CODE = "820251205417306"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandboxes.Sandbox]:
    running = sandboxes.start(tmp_path_factory.mktemp("sandbox"), callback_base="http://127.0.0.1:9")
    yield running
    running.kill()


@pytest.fixture
def outside(settings: Settings, sandbox: sandboxes.Sandbox) -> sandboxes.Sandbox:
    sandboxes.wire(settings, sandbox)
    return sandbox


def read(client: Client, page: str) -> str:
    return " ".join(client.get(page).content.decode().split())


def test_the_guide_shows_who_can_sign_in_and_the_codes_on_the_phones(client: Client) -> None:
    people.ratna()
    for officer in (people.wayan(), people.head()):
        doors.install_app(officer)
    page = read(client, "/demo")
    assert "ratna@contoh.id" in page
    assert "suarniti.counter@<wbr>denpasar.contoh.id" in page
    code = doors.app_code()
    assert page.count(f"<b>{code[:3]} {code[3:]}</b>") == 2


def test_the_code_on_the_phone_opens_the_desk(client: Client) -> None:
    wayan = people.wayan()
    doors.install_app(wayan)
    shown = read(client, "/demo").split("<b>")[-1].split("</b>")[0]
    doors.sign_in(client, wayan)
    assert client.post("/sign-in/second-factor", {"code": shown}).status_code == 302


def test_officers_without_a_post_or_account_are_not_shown(client: Client) -> None:
    for officer in (people.wayan(), people.komang()):
        doors.install_app(officer)
    Posting.objects.filter(user=people.wayan()).delete()
    User.objects.filter(pk=people.komang().pk).update(is_active=False)
    assert "wbr" not in read(client, "/demo")


def test_the_guide_costs_little_however_many_officers_there_are(client: Client) -> None:
    for officer in (people.wayan(), people.komang(), people.head(), people.printer()):
        doors.install_app(officer)
    with CaptureQueriesContext(connection) as asked:
        client.get("/demo")
    assert len(asked) <= 4


@pytest.mark.real_clock
def test_the_mailbox_shows_what_really_went_out(client: Client, outside: sandboxes.Sandbox, settings: Settings) -> None:
    ratna = people.ratna()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    doors.ask(client, ratna.email)
    assert "Diterima server e-mail" in read(client, "/sign-in/code")
    listed = read(client, "/demo/mailbox?to=ratna@contoh.id")
    assert "Kode masuk M-Paspor" in listed
    key = listed.split('href="/demo/mailbox/')[1].split('"')[0]
    letter = read(client, f"/demo/mailbox/{key}")
    code = letter.split("Kode Anda: ")[1][:6]
    assert doors.enter(client, code).status_code == 302
    drawn = client.get(f"/demo/mailbox/{key}/drawn")
    assert code in drawn.content.decode()
    assert "default-src 'none'" in drawn["Content-Security-Policy"]
    assert "Belum ada surat." in read(client, "/demo/mailbox?to=lain@contoh.id")


@pytest.mark.real_clock
def test_a_hostile_letter_stays_in_its_envelope(client: Client, outside: sandboxes.Sandbox) -> None:
    mail = letters.compose("<b>Halo</b>", "<script>x</script>\n\nKaki.", "jahat@contoh.id")
    get_connection("django.core.mail.backends.smtp.EmailBackend").send_messages([mail])
    listed = read(client, "/demo/mailbox?to=jahat@contoh.id")
    assert "&lt;b&gt;Halo&lt;/b&gt;" in listed
    key = listed.split('href="/demo/mailbox/')[1].split('"')[0]
    assert "<script>x" not in read(client, f"/demo/mailbox/{key}")
    assert "<script>x" not in read(client, f"/demo/mailbox/{key}/drawn")


def test_a_letter_nobody_got_is_not_there(client: Client, outside: sandboxes.Sandbox) -> None:
    assert client.get("/demo/mailbox/tidak-ada").status_code == 404
    assert client.get("/demo/mailbox/tidak-ada/drawn").status_code == 404


def test_a_mailbox_that_is_away_says_so(client: Client, settings: Settings) -> None:
    settings.GATEWAYS = {**settings.GATEWAYS, "mailbox": {"url": "http://127.0.0.1:9", "timeout": 1}}
    for page in ("/demo/mailbox", "/demo/mailbox/x", "/demo/mailbox/x/drawn"):
        answer = client.get(page)
        assert answer.status_code == 503
        assert "Kotak surat sedang tidak menjawab" in answer.content.decode()


class Counter(Teller):
    """A bank that knows one code, and notes what it took."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, int]] = []
        self.delivered = True
        self.state = PaymentState.PAID

    def inquire(self, billing_code: str) -> Inquiry:
        known = billing_code == CODE
        return Inquiry(known, "Ratna Wulandari" if known else "", 650_000 if known else None, "", "", "R1")

    def pay(self, billing_code: str, amount: int, **_: object) -> Receipt:
        self.taken.append((billing_code, amount))
        notice = PaymentNotice("1", billing_code, amount, "6011", now(), "REF1", "CONTOH")
        return Receipt(notice, self.state, (Delivery(200 if self.delivered else None, "", ""),))


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    one = Counter()
    monkeypatch.setattr("mpaspor.gateways.snap.teller", lambda: one)
    return one


def test_the_bank_asks_first_and_takes_money_on_the_second_press(client: Client, counter: Counter) -> None:
    assert f'value="{CODE}"' in read(client, f"/demo/bank?code={CODE}")
    asked = client.post("/demo/bank", {"code": "820 251 205 417 306"})
    page = asked.content.decode()
    assert (asked.status_code, counter.taken) == (200, [])
    assert "Rp650.000" in page
    assert "Bayar sekarang" in page
    paid = client.post("/demo/bank", {"code": CODE, "pay": "1"})
    assert counter.taken == [(CODE, 650_000)]
    assert "Uang diterima dan sudah diberitahukan" in paid.content.decode()


def test_a_notice_that_did_not_arrive_is_told(client: Client, counter: Counter) -> None:
    counter.delivered = False
    paid = client.post("/demo/bank", {"code": CODE, "pay": "1"})
    assert "pemberitahuan belum sampai" in paid.content.decode()


def test_money_we_refuse_goes_back_to_the_payer(client: Client, counter: Counter) -> None:
    counter.state = PaymentState.REFUSED
    paid = client.post("/demo/bank", {"code": CODE, "pay": "1"})
    assert "Uang dikembalikan kepada pembayar" in paid.content.decode()


def test_a_code_nobody_knows_takes_no_money(client: Client, counter: Counter) -> None:
    answer = client.post("/demo/bank", {"code": "9" * 15, "pay": "1"})
    assert (answer.status_code, counter.taken) == (422, [])
    assert "Kode ini tidak bisa dibayar" in answer.content.decode()


@pytest.mark.parametrize("code", ["", "12", "abc", "٣" * 15, "9" * 16])
def test_what_is_no_code_is_refused(client: Client, counter: Counter, code: str) -> None:
    answer = client.post("/demo/bank", {"code": code, "pay": "1"})
    assert (answer.status_code, counter.taken) == (422, [])
    assert "15 angka" in answer.content.decode()


def test_a_bank_that_is_away_takes_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Away(Counter):
        def inquire(self, billing_code: str) -> Inquiry:
            raise Unavailable("no answer")

    monkeypatch.setattr("mpaspor.gateways.snap.teller", Away)
    answer = client.post("/demo/bank", {"code": CODE})
    assert answer.status_code == 503
    assert "Tidak ada uang yang diambil" in answer.content.decode()


@pytest.fixture
def shown(outside: sandboxes.Sandbox, settings: Settings) -> Bill:
    """A bill whose code to scan is on its page."""
    settings.GATEWAYS = {**settings.GATEWAYS, **sandboxes.money(outside.url)}
    at = now()
    bill = billed(slot=hour(on=at.date() + timedelta(days=2)), at=at)
    scanning.make(bill, at=at)
    return bill


@pytest.mark.real_clock
def test_the_wallet_shows_whom_it_pays_and_pays_on_the_second_press(client: Client, shown: Bill) -> None:
    asked = client.post("/demo/wallet", {"content": shown.code})
    assert (asked.status_code, "CONTOH PASPOR" in asked.content.decode()) == (200, True)
    assert "Rp950.000" in asked.content.decode()
    content = shown.qr_codes.get().content
    paid = client.post("/demo/wallet", {"content": content, "pay": "1"})
    assert "pemberitahuan belum sampai" in paid.content.decode()
    again = client.post("/demo/wallet", {"content": content, "pay": "1"})
    assert (again.status_code, "Kode ini tidak bisa dibayar" in again.content.decode()) == (409, True)


@pytest.fixture
def quiet(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """An acquirer nobody else has paid at."""
    running = sandboxes.start(tmp_path, callback_base="http://127.0.0.1:9")
    sandboxes.wire(settings, running)
    yield
    running.kill()


@pytest.mark.real_clock
@pytest.mark.usefixtures("quiet")
def test_a_day_with_qris_is_whole_with_the_list_the_wallet_gives(client: Client) -> None:
    at = now()
    shown = billed(slot=hour(on=at.date() + timedelta(days=2)), at=at)
    scanning.make(shown, at=at)
    client.post("/demo/wallet", {"content": shown.qr_codes.get().content, "pay": "1"})
    asking.about(shown.code, at=at)
    assert reconciling.day("all", ledger.day(at)).unlisted == 950_000
    form = re.search(r'action="([^"]+\.csv)".*?name="(\w+)" value="([^"]+)"', read(client, "/demo/wallet"))
    assert form
    answer = client.get(form[1], {form[2]: form[3]})
    assert (answer["Content-Type"], answer.status_code) == ("text/csv; charset=utf-8", 200)
    collecting.bring(answer.content, by=people.ariani(), at=at)
    day = reconciling.day("all", ledger.day(at))
    assert (day.matched, day.unlisted, day.unexplained, day.differences) == (1, 0, 0, [])


@pytest.mark.real_clock
@pytest.mark.parametrize("on", ["", "gestern", "\0", "2026-13-01"])
def test_a_day_that_cannot_be_read_is_today(client: Client, shown: Bill, on: str) -> None:
    answer = client.get("/demo/wallet/day.csv", {"on": on})
    assert answer.content.decode().startswith(f"MPASPOR,ACQUIRER,{ledger.day(now())}\n")


@pytest.mark.real_clock
def test_an_acquirer_that_is_away_gives_no_list(client: Client, shown: Bill, settings: Settings) -> None:
    sandboxes.rewire(settings, "qris", url="http://127.0.0.1:9")
    assert client.get("/demo/wallet/day.csv").status_code == 503


@pytest.mark.parametrize("content", ["", "12", "9" * 15, "x" * 600, "0002010102", "<b>\0", "٣" * 15])
def test_the_wallet_refuses_what_is_no_code(client: Client, content: str) -> None:
    assert client.post("/demo/wallet", {"content": content, "pay": "1"}).status_code == 422


@pytest.mark.real_clock
def test_a_wallet_that_is_away_takes_nothing(client: Client, shown: Bill, settings: Settings) -> None:
    sandboxes.rewire(settings, "qris", url="http://127.0.0.1:9")
    answer = client.post("/demo/wallet", {"content": shown.code, "pay": "1"})
    assert (answer.status_code, "Dompet tidak menjawab" in answer.content.decode()) == (503, True)
