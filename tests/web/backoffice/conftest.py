"""Officers of Denpasar at their desks, each with a second factor; and one of Jayapura, who sees nothing of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from tests import people

Desk = Callable[[User], Client]


@pytest.fixture
def wayan(db: None, client_of: Desk) -> Client:
    return client_of(people.wayan())


@pytest.fixture
def komang(db: None, client_of: Desk) -> Client:
    return client_of(people.komang())


@pytest.fixture
def pertiwi(db: None, client_of: Desk) -> Client:
    return client_of(people.pertiwi())


@pytest.fixture
def printer(db: None, client_of: Desk) -> Client:
    return client_of(people.printer())


@pytest.fixture
def hands(db: None, client_of: Desk) -> Client:
    """At the hand-over desk."""
    return client_of(people.handover())


@pytest.fixture
def head(db: None, client_of: Desk) -> Client:
    return client_of(people.head())


@pytest.fixture
def service(db: None, client_of: Desk) -> Client:
    """At the desk that helps people apply."""
    return client_of(people.customer_service())


@pytest.fixture
def ariani(db: None, client_of: Desk) -> Client:
    """At the office's books."""
    return client_of(people.ariani())


def everybody() -> dict[Role, User]:
    """One officer of each role."""
    return {
        Role.CUSTOMER_SERVICE: people.customer_service(),
        Role.COUNTER: people.wayan(),
        Role.INTERVIEWER: people.komang(),
        Role.ADJUDICATOR: people.pertiwi(),
        Role.SUPERVISOR: people.supervisor(),
        Role.PRINTER: people.printer(),
        Role.HANDOVER: people.handover(),
        Role.TREASURER: people.ariani(),
        Role.HEAD: people.head(),
    }


def elsewhere() -> dict[Role, User]:
    """The same roles at Jayapura."""
    return {role: people.officer(f"Orang {role}", role, office=people.jayapura(), counter="1") for role in everybody()}
