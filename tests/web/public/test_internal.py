"""The officers' process alone: one can sign in there, and nothing of the citizens' is needed."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from tests import people
from tests.web.public import doors

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _internal(settings: Settings) -> None:
    settings.ROOT_URLCONF = "config.urls_internal"


def test_an_officer_comes_in_and_goes_out(client: Client) -> None:
    wayan = people.wayan()
    doors.install_app(wayan)
    assert client.get("/sign-in").status_code == 200
    doors.ask(client, wayan.email)
    assert client.get("/sign-in/code").status_code == 200
    doors.enter(client, doors.last_code())
    assert client.get("/sign-in/second-factor").status_code == 200
    assert client.post("/sign-in/second-factor", {"code": doors.app_code()})["Location"] == "/after-sign-in"
    assert client.get("/after-sign-in")["Location"] == "/office"
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/health").status_code == 200
    assert client.get("/applications").status_code == 404


def test_a_citizen_finds_no_door_here(client: Client) -> None:
    doors.sign_in(client, people.ratna())
    assert client.get("/after-sign-in").status_code == 403


def test_a_letter_names_the_address_people_know(client: Client) -> None:
    doors.ask(client, "siapa@contoh.id")
    assert "http" in str(mail.outbox[-1].body)
