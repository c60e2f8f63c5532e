"""Officers come in by two codes: the second is set up once and asked for ever after."""

from __future__ import annotations

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.offices.models import Posting
from tests import people
from tests.web.public import doors

pytestmark = pytest.mark.django_db


@pytest.fixture
def wayan() -> User:
    return people.wayan()


def key_on(page: str) -> str:
    """The key an officer could type into her app."""
    found = re.search(r'class="mono">([A-Z2-7 ]+)<', page)
    assert found
    return found[1].replace(" ", "")


def test_an_officer_without_the_app_sets_it_up_and_lands_at_the_desk(client: Client, wayan: User) -> None:
    doors.sign_in(client, wayan)
    assert client.get("/after-sign-in")["Location"] == "/office"
    asked = client.get("/office")["Location"]
    assert asked == "/account/second-factor?next=%2Foffice"
    key = key_on(client.get(asked).content.decode())
    answer = client.post(asked, {"code": doors.app_code(key)})
    assert (answer.status_code, answer["Location"]) == (302, "/office")
    assert client.get("/office").status_code == 200


def test_an_officer_with_the_app_is_asked_for_its_code(client: Client, wayan: User) -> None:
    doors.install_app(wayan)
    assert doors.sign_in(client, wayan)["Location"] == "/sign-in/second-factor"
    assert not doors.who(client)
    assert "Tulis kode dari aplikasi pengaman" in client.get("/sign-in/second-factor").content.decode()
    answer = client.post("/sign-in/second-factor", {"code": doors.app_code()})
    assert answer["Location"] == "/after-sign-in"
    assert client.get("/office").status_code == 200


def test_an_officer_who_wanted_a_page_lands_on_it_after_both_codes(client: Client, wayan: User) -> None:
    doors.install_app(wayan)
    doors.ask(client, wayan.email, "/office?q=1")
    doors.enter(client, doors.last_code(), next="/office?q=1")
    assert client.post("/sign-in/second-factor", {"code": doors.app_code()})["Location"] == "/office?q=1"


def test_a_session_without_the_second_code_is_asked_for_it(client: Client, wayan: User) -> None:
    doors.sign_in(client, wayan)
    doors.install_app(wayan)
    asked = client.get("/office")["Location"]
    again = client.get(asked)["Location"]
    assert again == "/account/confirm/second-factor?next=%2Foffice"
    assert client.get(again).status_code == 200
    assert client.post(again, {"code": doors.app_code()})["Location"] == "/office"
    assert client.get("/office").status_code == 200


def test_a_wrong_second_code_is_told_and_five_close_the_door(client: Client, wayan: User) -> None:
    doors.install_app(wayan)
    doors.sign_in(client, wayan)
    for _ in range(5):
        answer = client.post("/sign-in/second-factor", {"code": doors.wrong(doors.app_code())})
        assert answer.status_code == 422
        assert "Kode tidak cocok. Tulis angka yang tampil di aplikasi sekarang." in answer.content.decode()
    answer = client.post("/sign-in/second-factor", {"code": doors.app_code()})
    assert "Sudah terlalu banyak kode yang salah." in answer.content.decode()
    assert not doors.who(client)


def test_the_code_of_a_clock_one_step_off_opens_and_of_two_does_not(wayan: User) -> None:
    doors.install_app(wayan)
    found = []
    for steps in (-2, -1, 1, 2):
        client = Client()
        doors.sign_in(client, wayan)
        found.append(client.post("/sign-in/second-factor", {"code": doors.app_code(steps=steps)}).status_code)
        cache.clear()
    assert found == [422, 302, 302, 422]


def test_a_code_that_was_used_opens_nothing_more(wayan: User, clock: time_machine.Traveller) -> None:
    doors.install_app(wayan)
    first, second = Client(), Client()
    doors.sign_in(first, wayan)
    doors.sign_in(second, wayan)
    code = doors.app_code()
    assert first.post("/sign-in/second-factor", {"code": code}).status_code == 302
    clock.shift(31)
    answer = second.post("/sign-in/second-factor", {"code": code})
    assert answer.status_code == 422
    assert "sudah dipakai" in answer.content.decode()


def test_the_second_factor_page_without_a_first_leads_to_the_beginning(client: Client) -> None:
    assert client.get("/sign-in/second-factor")["Location"] == "/sign-in"
    assert client.get("/account/second-factor")["Location"] == "/sign-in?next=/account/second-factor"


def test_citizens_have_no_second_factor_to_set_up(client: Client) -> None:
    doors.sign_in(client, people.ratna())
    assert client.get("/account/second-factor").status_code == 403


def test_the_key_lies_sealed(client: Client, wayan: User) -> None:
    doors.sign_in(client, wayan)
    key = key_on(client.get("/account/second-factor").content.decode())
    client.post("/account/second-factor", {"code": doors.app_code(key)})
    kept = Authenticator.objects.get(user=wayan).data["secret"]
    assert key not in kept
    assert decrypt(kept) == key


def test_an_officers_session_ends_with_the_working_day(client: Client, wayan: User) -> None:
    doors.install_app(wayan)
    doors.sign_in(client, wayan)
    client.post("/sign-in/second-factor", {"code": doors.app_code()})
    assert client.session.get_expiry_age() == 12 * 60 * 60
    citizen = Client()
    doors.sign_in(citizen, people.ratna())
    assert citizen.session.get_expiry_age() == 14 * 24 * 60 * 60


def test_an_officer_posted_away_or_closed_is_out_at_once(client: Client, wayan: User) -> None:
    doors.install_app(wayan)
    doors.sign_in(client, wayan)
    client.post("/sign-in/second-factor", {"code": doors.app_code()})
    Posting.objects.filter(user=wayan).update(office=people.jayapura())
    assert "Jayapura" in client.get("/office").content.decode()
    Posting.objects.filter(user=wayan).delete()
    assert client.get("/office").status_code == 403
    User.objects.filter(pk=wayan.pk).update(is_active=False)
    assert client.get("/office")["Location"] == "/sign-in?next=/office"
