"""Coming back: a code by mail, three tries, honest words about where the letter is."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from mpaspor.accounts.models import User
from tests import people
from tests.web.public import doors

pytestmark = pytest.mark.django_db


@pytest.fixture
def ratna() -> User:
    return people.ratna()


def text(client: Client, page: str = "/sign-in/code") -> str:
    return " ".join(client.get(page).content.decode().split())


def test_the_code_in_the_mail_opens_the_door(client: Client, ratna: User) -> None:
    assert doors.ask(client, "RATNA@contoh.id")["Location"] == "/sign-in/code"
    assert doors.enter(client, doors.last_code())["Location"] == "/after-sign-in"
    assert doors.who(client) == str(ratna.pk)


def test_a_code_may_be_typed_with_a_space_in_it(client: Client, ratna: User) -> None:
    doors.ask(client, ratna.email)
    code = doors.last_code()
    assert doors.enter(client, f" {code[:3]} {code[3:]}").status_code == 302


def test_whoever_wanted_a_page_lands_on_it(client: Client, ratna: User) -> None:
    wanted = client.get("/applications")["Location"]
    assert wanted == "/sign-in?next=/applications"
    assert 'name="next" value="/applications"' in text(client, wanted)
    code_page = doors.ask(client, ratna.email, "/applications")["Location"]
    assert code_page == "/sign-in/code?next=%2Fapplications"
    assert doors.enter(client, doors.last_code(), code_page, next="/applications")["Location"] == "/applications"


def test_nobody_is_led_to_another_house(client: Client, ratna: User) -> None:
    doors.ask(client, ratna.email, "https://jahat.contoh/")
    answer = doors.enter(client, doors.last_code(), next="https://jahat.contoh/")
    assert answer["Location"] == "/after-sign-in"


def test_the_code_page_tells_when_the_mail_server_took_the_letter(client: Client, ratna: User) -> None:
    doors.ask(client, ratna.email)
    page = text(client)
    assert "Ke <b>ratna@contoh.id</b>" in page
    assert "Diterima server e-mail" in page
    assert "08.00 WIB, untuk contoh.id" in page
    assert "Berlaku sampai 08.10 WIB" in page
    assert "bisa mulai 08.01 WIB" in page


def test_a_letter_is_not_sent_again_before_the_hour_the_page_names(
    client: Client, ratna: User, clock: time_machine.Traveller
) -> None:
    doors.ask(client, ratna.email)
    assert client.post("/sign-in/code", {"action": "resend"}).status_code == 302
    assert len(mail.outbox) == 1
    clock.shift(60)
    assert "Kirim ulang e-mail" in text(client)
    client.post("/sign-in/code", {"action": "resend"})
    assert len(mail.outbox) == 2
    assert "Berlaku sampai 08.11 WIB" in text(client)
    assert doors.enter(client, doors.last_code()).status_code == 302


def test_after_several_letters_one_begins_again_with_the_address(
    client: Client, ratna: User, clock: time_machine.Traveller
) -> None:
    doors.ask(client, ratna.email)
    for _ in range(4):
        clock.shift(61)
        client.post("/sign-in/code", {"action": "resend"})
    assert "mulai lagi dari alamat e-mail" in text(client)
    assert "Masuk dengan kode" in text(client, "/sign-in")


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (ConnectionRefusedError(111, "no"), "Server e-mail belum menjawab"),
        (smtplib.SMTPServerDisconnected("gone"), "Server e-mail belum menjawab"),
        (smtplib.SMTPRecipientsRefused({"ratna@contoh.id": (550, b"who?")}), "Alamat ini ditolak server e-mail"),
    ],
)
def test_a_letter_that_did_not_go_out_is_not_called_sent(
    client: Client, ratna: User, monkeypatch: pytest.MonkeyPatch, trouble: Exception, told: str
) -> None:
    def fail(*_: Any) -> int:
        raise trouble

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    assert doors.ask(client, ratna.email).status_code == 302
    page = text(client)
    assert told in page
    assert "Diterima server e-mail" not in page
    monkeypatch.undo()
    client.post("/sign-in/code", {"action": "resend"})
    assert "Diterima server e-mail" in text(client)
    assert doors.enter(client, doors.last_code()).status_code == 302


def test_a_wrong_code_is_told_in_our_words(client: Client, ratna: User) -> None:
    doors.ask(client, ratna.email)
    answer = doors.enter(client, doors.wrong(doors.last_code()))
    assert answer.status_code == 422
    assert "Kode tidak cocok. Lihat angka di e-mail yang paling baru." in answer.content.decode()
    assert "Tulis enam angka kodenya." in doors.enter(client, "").content.decode()


def test_after_three_wrong_codes_the_right_one_opens_nothing(client: Client, ratna: User) -> None:
    doors.ask(client, ratna.email)
    code = doors.last_code()
    for _ in range(3):
        answer = doors.enter(client, doors.wrong(code))
    assert answer["Location"] == "/sign-in"
    assert "Sudah terlalu banyak percobaan" in text(client, "/sign-in")
    assert doors.enter(client, code)["Location"].startswith("/sign-in")
    assert not doors.who(client)


def test_a_code_is_worth_nothing_after_ten_minutes(client: Client, ratna: User, clock: time_machine.Traveller) -> None:
    doors.ask(client, ratna.email)
    clock.shift(601)
    assert doors.enter(client, doors.last_code())["Location"].startswith("/sign-in")
    assert not doors.who(client)


def test_one_address_gets_three_codes_a_minute(client: Client, ratna: User) -> None:
    answers = [doors.ask(Client(), ratna.email).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 422]
    assert len(mail.outbox) == 3


def test_an_unknown_address_learns_by_mail_alone_that_it_has_no_account(client: Client) -> None:
    answer = doors.ask(client, "siapa@contoh.id")
    assert answer["Location"] == "/sign-in/code"
    assert mail.outbox[-1].subject == "Belum ada akun dengan alamat ini"
    assert "/sign-up" in str(mail.outbox[-1].body)
    assert "Diterima server e-mail" in text(client)
    assert doors.enter(client, "123456").status_code == 422


def test_an_address_that_is_none_is_refused(client: Client) -> None:
    answer = doors.ask(client, "ratna")
    assert answer.status_code == 422
    assert "Tulis alamat lengkap, misalnya ratna@contoh.id." in answer.content.decode()
    assert 'value="ratna"' in answer.content.decode()
    assert "Tulis alamat e-mail Anda." in doors.ask(client, "").content.decode()


def test_whoever_goes_back_to_the_first_page_begins_again(client: Client, ratna: User) -> None:
    doors.ask(client, "salah@contoh.id")
    assert client.get("/sign-in").status_code == 200
    doors.ask(client, ratna.email)
    assert doors.enter(client, doors.last_code()).status_code == 302
    assert doors.who(client)


def test_signing_out_ends_the_session_and_needs_a_press(client: Client, ratna: User) -> None:
    doors.sign_in(client, ratna)
    assert "Keluar dari akun ini?" in text(client, "/sign-out")
    assert doors.who(client)
    assert client.post("/sign-out")["Location"] == "/"
    assert not doors.who(client)


def test_a_closed_account_is_out_at_once_and_gets_no_code(client: Client, ratna: User) -> None:
    doors.sign_in(client, ratna)
    User.objects.update(is_active=False)
    assert client.get("/after-sign-in")["Location"] == "/sign-in?next=/after-sign-in"
    doors.ask(Client(), ratna.email)
    assert mail.outbox[-1].subject == "Belum ada akun dengan alamat ini"


def test_a_code_asked_for_before_the_account_was_closed_opens_nothing(client: Client, ratna: User) -> None:
    doors.ask(client, ratna.email)
    User.objects.update(is_active=False)
    assert doors.enter(client, doors.last_code())["Location"] == "/account/inactive"
    assert "sedang ditutup" in text(client, "/account/inactive")
    assert not doors.who(client)


def test_the_language_last_chosen_stays_with_the_account(client: Client, ratna: User) -> None:
    doors.sign_in(client, ratna)
    client.post("/language", {"language": "en", "next": "/help"})
    ratna.refresh_from_db()
    assert ratna.language == "en"
    elsewhere = Client(headers={"accept-language": "id"})
    doors.sign_in(elsewhere, ratna)
    assert elsewhere.cookies["django_language"].value == "en"
    assert '<html lang="en">' in text(elsewhere, "/help")


def test_a_language_chosen_before_signing_in_becomes_the_accounts(client: Client, ratna: User) -> None:
    client.post("/language", {"language": "en"})
    doors.sign_in(client, ratna)
    ratna.refresh_from_db()
    assert ratna.language == "en"


def test_a_language_we_do_not_speak_changes_nothing(client: Client, ratna: User) -> None:
    doors.sign_in(client, ratna)
    client.post("/language", {"language": "xx"})
    ratna.refresh_from_db()
    assert ratna.language == "id"
    assert client.get("/language").status_code == 405


def test_the_letter_is_text_and_a_page(client: Client, ratna: User) -> None:
    doors.ask(client, ratna.email)
    letter: Any = mail.outbox[-1]
    assert letter.subject == "Kode masuk M-Paspor"
    assert doors.last_code() in letter.alternatives[0].content
    assert "Kami tidak pernah menanyakan kode ini" in letter.body
