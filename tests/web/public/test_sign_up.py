"""Making an account: a name, an address that is proved by a code, a phone, and the notice that was read."""

from __future__ import annotations

import pytest
import time_machine
from django.core import mail
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.accounts.signing_up import PRIVACY_NOTICE
from mpaspor.core.clock import now
from tests import people
from tests.web.public import doors

pytestmark = pytest.mark.django_db


def test_an_account_is_made_and_proved_by_the_code_in_the_mail(client: Client) -> None:
    answer = client.post("/sign-up", doors.RATNA)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-up/code")
    assert mail.outbox[-1].to == ["ratna@contoh.id"]
    answer = doors.enter(client, doors.last_code(), "/sign-up/code")
    assert (answer.status_code, answer["Location"]) == (302, "/after-sign-in")
    ratna = User.objects.get(email="ratna@contoh.id")
    assert doors.who(client) == str(ratna.pk)
    assert (ratna.full_name, ratna.phone, ratna.language) == ("Ratna Wulandari", "+6281234567890", "id")
    assert client.get("/after-sign-in")["Location"] == "/applications"


def test_the_version_of_the_privacy_notice_is_recorded_with_the_hour(client: Client) -> None:
    assert PRIVACY_NOTICE in client.get("/sign-up").content.decode()
    client.post("/sign-up", doors.RATNA)
    ratna = User.objects.get(email="ratna@contoh.id")
    assert (ratna.privacy_notice, ratna.privacy_seen_at) == (PRIVACY_NOTICE, now())


def test_an_account_keeps_the_language_it_was_made_in(client: Client) -> None:
    client.post("/language", {"language": "en"})
    client.post("/sign-up", doors.RATNA)
    assert User.objects.get(email="ratna@contoh.id").language == "en"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("full_name", " ", "Tulis nama Anda."),
        ("full_name", "a" * 121, "Nama paling panjang 120 huruf."),
        ("email", "", "Tulis alamat e-mail Anda."),
        ("email", "ratna@", "Tulis alamat lengkap, misalnya ratna@contoh.id."),
        ("email", f"{'a' * 300}@contoh.id", "Tulis alamat lengkap, misalnya ratna@contoh.id."),
        ("phone", "", "Tulis nomor ponsel Anda."),
        ("phone", "12", "Tulis nomor yang bisa dihubungi, misalnya 0812 3456 7890."),
        ("phone", "0" * 30, "Nomor ini terlalu panjang."),
        ("privacy", "", "Baca dulu cara data Anda dipakai, lalu beri tanda."),
    ],
)
def test_what_is_missing_or_wrong_is_told_in_our_words_and_the_rest_is_kept(
    client: Client, field: str, typed: str, told: str
) -> None:
    answer = client.post("/sign-up", {**doors.RATNA, field: typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    kept = [value for name, value in doors.RATNA.items() if name not in {field, "privacy"}]
    assert all(f'value="{value}"' in page for value in kept)
    assert not User.objects.exists()


def test_an_address_that_has_an_account_is_told_so_by_mail_alone(client: Client) -> None:
    people.ratna()
    answer = client.post("/sign-up", doors.RATNA)
    assert answer["Location"] == "/sign-up/code"
    assert mail.outbox[-1].subject == "Anda sudah punya akun"
    assert "/sign-in" in str(mail.outbox[-1].body)
    assert User.objects.count() == 1
    page = client.get("/sign-up/code")
    assert page.status_code == 200
    assert doors.enter(client, "123456", "/sign-up/code").status_code == 422


def test_a_mistyped_address_is_changed_before_it_is_proved(client: Client) -> None:
    client.post("/sign-up", {**doors.RATNA, "email": "ratan@contoh.id"})
    answer = client.post("/sign-up/code", {"action": "change", "email": "ratna@contoh.id"})
    assert answer.status_code == 302
    assert mail.outbox[-1].to == ["ratna@contoh.id"]
    doors.enter(client, doors.last_code(), "/sign-up/code")
    assert User.objects.get().email == "ratna@contoh.id"
    assert doors.who(client)


def test_a_new_code_may_be_asked_for_after_a_minute_and_the_old_one_is_void(
    client: Client, clock: time_machine.Traveller
) -> None:
    client.post("/sign-up", doors.RATNA)
    first = doors.last_code()
    client.post("/sign-up/code", {"action": "resend"})
    assert len(mail.outbox) == 1
    clock.shift(61)
    client.post("/sign-up/code", {"action": "resend"})
    assert len(mail.outbox) == 2
    if doors.last_code() != first:
        assert doors.enter(client, first, "/sign-up/code").status_code == 422
    assert doors.enter(client, doors.last_code(), "/sign-up/code").status_code == 302


def test_whoever_is_in_has_no_code_to_type(client: Client) -> None:
    client.post("/sign-up", doors.RATNA)
    doors.enter(client, doors.last_code(), "/sign-up/code")
    assert client.get("/sign-up/code")["Location"] == "/after-sign-in"
    assert client.get("/sign-up")["Location"] == "/after-sign-in"


def test_a_code_page_without_a_code_leads_to_the_beginning(client: Client) -> None:
    assert client.get("/sign-up/code")["Location"] == "/sign-in"
    assert client.get("/sign-in/code")["Location"].startswith("/sign-in")
