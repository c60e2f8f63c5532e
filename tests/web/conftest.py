"""Clients that are signed in as the cast is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from mpaspor.core import clock
from mpaspor.stages.payments import tariff
from mpaspor.stages.payments.models import Tariff

if TYPE_CHECKING:
    from mpaspor.accounts.models import User

Unpriced = Callable[..., None]


def signed_in(user: User) -> Client:
    """A citizen after her code, or an officer after her second factor."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    if user.is_officer:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": clock.now().timestamp(), "type": "totp"}]
        session["account_authentication_methods_user"] = user_id_to_str(user)
        session.save()
    return client


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    return signed_in


@pytest.fixture
def unpriced(db: None) -> Iterator[Unpriced]:
    """Takes things out of the tariff of today; without a name, all of them."""

    def end(*codes: str) -> None:
        rows = Tariff.objects.filter(code__in=codes) if codes else Tariff.objects.all()
        rows.filter(valid_to=None).update(valid_to=date(2025, 12, 31))
        tariff.forget()

    yield end
    tariff.forget()
