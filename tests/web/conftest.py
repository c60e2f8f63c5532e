"""Clients that are signed in as the cast is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from mpaspor.core import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from mpaspor.accounts.models import User


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
