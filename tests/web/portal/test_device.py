"""The browser a file is filled in with: known again by a cookie that says nothing, kept as what nobody can read."""

from __future__ import annotations

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.stages.applications.models import Application
from tests import factories

pytestmark = pytest.mark.django_db


def device_of(owner: User) -> bytes:
    return bytes(Application.objects.of(owner).latest("pk").device or b"")


def test_the_first_file_leaves_a_cookie_and_its_blind_index(phone: Client, ratna: User) -> None:
    phone.post("/applications")
    cookie = phone.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 400 * 24 * 3600)
    assert len(device_of(ratna)) == 32
    assert cookie.value.encode() not in device_of(ratna)


def test_two_accounts_in_one_browser_have_the_same_device(phone: Client, stranger: Client, ratna: User) -> None:
    phone.post("/applications")
    stranger.cookies["device"] = phone.cookies["device"].value
    stranger.post("/applications")
    devices = [bytes(device or b"") for device in Application.objects.values_list("device", flat=True)]
    assert len(devices) == 2
    assert devices[0] == devices[1]


def test_another_browser_is_another_device(phone: Client, stranger: Client) -> None:
    for client in (phone, stranger):
        client.post("/applications")
    assert len({bytes(device or b"") for device in Application.objects.values_list("device", flat=True)}) == 2


@pytest.mark.parametrize("sent", ["", "x", "a" * 5000, "'; DROP TABLE", "é" * 43])
def test_a_cookie_nobody_gave_is_replaced(phone: Client, sent: str) -> None:
    phone.cookies["device"] = sent
    phone.post("/applications")
    assert len(phone.cookies["device"].value) == 43


def test_the_browser_that_completes_the_file_counts(phone: Client, ratna: User) -> None:
    applicant = factories.answered()
    factories.bring_papers(applicant)
    file = applicant.application
    assert device_of(ratna) == b""
    phone.post(f"/applications/{file.reference}/summary")
    assert Application.objects.get(pk=file.pk).state == Application.READY
    assert len(device_of(ratna)) == 32
