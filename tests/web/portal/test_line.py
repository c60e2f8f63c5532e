"""Into the line of a release, from a ready file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.line import tickets
from mpaspor.stages.appointments.models import Release
from tests import factories, people
from tests.conftest import MORNING
from tests.stages.appointments import scene

KEYS = tickets.keys("not a secret")


@pytest.fixture
def file(ratna: User) -> Application:
    return factories.ready()


@pytest.fixture
def release(ratna: User) -> Release:
    later = {"opens_at": MORNING + timedelta(minutes=30), "line_until": MORNING + timedelta(hours=2)}
    release = scene.published(people.denpasar(), **later)
    scene.hour(release=release)
    return release


def there(file: Application, release: Release) -> str:
    return f"/applications/{file.reference}/line/{release.pk}"


def test_a_ready_file_gets_a_pass_for_this_browser_and_goes_to_the_door(
    phone: Client, file: Application, release: Release
) -> None:
    assert "Masuk antrean" in phone.get(there(file, release)).content.decode()
    answer = phone.post(there(file, release))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/line/{release.pk}")
    cookie = answer.cookies["line"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (f"/line/{release.pk}", True, "Lax")
    session = phone.cookies["sessionid"].value
    claim = tickets.read(KEYS, cookie.value, release=release.pk, session=session, at=MORNING.timestamp())
    assert (claim.application, claim.people, claim.kinds) == (file.pk, 1, frozenset({"electronic"}))
    assert datetime.fromtimestamp(claim.expires, UTC) == release.line_until


def test_a_file_that_is_not_ready_is_led_to_what_is_missing(phone: Client, release: Release) -> None:
    draft = factories.draft()
    assert "belum lengkap" in phone.get(there(draft, release)).content.decode()
    answer = phone.post(there(draft, release))
    assert answer.headers["Location"] == f"/applications/{draft.reference}/summary"


def test_whoever_has_a_place_needs_no_line(phone: Client, file: Application, release: Release) -> None:
    booking.hold(file, scene.hour(start=14).pk, by=file.owner, at=MORNING)
    answer = phone.post(there(file, release))
    assert answer.status_code == 409
    assert "sudah punya tempat" in answer.content.decode()


def test_an_account_that_keeps_unpaid_places_for_many_files_gets_no_pass(
    phone: Client, file: Application, release: Release
) -> None:
    for number in range(3):
        booking.hold(scene.file(scene.stranger(number)), scene.hour(start=10 + number).pk, by=None, at=MORNING)
    answer = phone.post(there(file, release))
    assert answer.status_code == 409
    assert "Akun ini menyimpan tempat" in answer.content.decode()


def test_a_line_that_is_over_lets_nobody_in(phone: Client, file: Application) -> None:
    past = {"opens_at": MORNING - timedelta(hours=3), "line_until": MORNING - timedelta(hours=1)}
    over = scene.published(people.denpasar(), **past)
    answer = phone.post(there(file, over))
    assert answer.status_code == 409
    assert "sudah selesai" in answer.content.decode()


def test_no_file_of_somebody_else_stands_in_line(stranger: Client, file: Application, release: Release) -> None:
    assert stranger.post(there(file, release)).status_code == 404
