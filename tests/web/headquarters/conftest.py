"""Somebody of the centre and two witnesses, each with a second factor and without a post."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from tests import people


@pytest.fixture
def centre(db: None, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.sri())


@pytest.fixture
def hendra(db: None, client_of: Callable[[User], Client]) -> Client:
    """At the books of all offices."""
    return client_of(people.hendra())


@pytest.fixture
def witness(db: None, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.bambang())
