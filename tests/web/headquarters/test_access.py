"""Who comes to the centre, and that nobody there has an office's pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import AT_NO_OFFICE, DESK, MAY, Permission
from mpaspor.offices.models import Posting
from tests import people

pytestmark = pytest.mark.django_db
PAGES = {
    "/centre": Permission.RELEASE_MANY,
    "/centre/stagger": Permission.RELEASE_MANY,
    "/centre/draws/new": Permission.RELEASE_MANY,
    "/centre/draws": Permission.DRAW_READ,
    "/centre/witnessing": Permission.DRAW_WITNESS,
    "/centre/signals": Permission.SIGNALS_READ,
    "/centre/questions": Permission.MONEY_OF_ALL,
    "/centre/partners": Permission.PARTNER_CHANGE,
    "/centre/partners/new": Permission.PARTNER_CHANGE,
    "/centre/calls": Permission.MONEY_OF_ALL,
    "/centre/money": Permission.MONEY_OF_ALL,
    "/centre/money/search": Permission.MONEY_OF_ALL,
    "/centre/money/days/2026-01-02": Permission.MONEY_OF_ALL,
}
ClientOf = Callable[[User], Client]


def test_each_role_opens_its_own_pages_and_no_others(client_of: ClientOf) -> None:
    for user in (people.sri(), people.hendra(), people.bambang(), people.head(), people.ratna()):
        client = client_of(user)
        for page, permission in PAGES.items():
            assert client.get(page).status_code == (200 if user.may(permission) else 403), (user.role, page)


def test_nobody_comes_in_without_signing_in_or_without_a_second_factor(client: Client) -> None:
    assert client.get("/centre")["Location"] == "/sign-in?next=/centre"
    client.force_login(people.sri(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/centre")["Location"].startswith(reverse("mfa_activate_totp"))


def test_the_centre_and_the_witnesses_begin_at_their_own_pages(centre: Client, witness: Client) -> None:
    assert centre.get("/after-sign-in")["Location"] == "/centre"
    assert witness.get("/after-sign-in")["Location"] == "/centre/witnessing"


def test_who_sits_at_no_office_opens_no_page_of_one(centre: Client, witness: Client) -> None:
    for client in (centre, witness):
        assert client.get("/office").status_code == 403
        assert client.get("/office/quotas").status_code == 403
    office = DESK | {permission for role in set(MAY) - AT_NO_OFFICE for permission in MAY[role]}
    for role in AT_NO_OFFICE:
        assert not MAY[role] & office
    assert not Posting.objects.filter(user__role__in=AT_NO_OFFICE).exists()
