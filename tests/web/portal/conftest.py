"""Ratna at her phone; Suparman, who has an account too and no business with her file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.gateways import population
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.population.port import Answer, State
from mpaspor.offices.models import Office
from tests import people


class Registry:
    """The population registry, saying what the story wants; `asked` counts the questions."""

    def __init__(self) -> None:
        self.answer: Answer | None = Answer(State.MATCHED, {}, None)
        self.asked = 0

    def verify(self, _claim: object) -> Answer:
        self.asked += 1
        if self.answer is None:
            raise Unavailable("away")
        return self.answer


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    told = Registry()
    monkeypatch.setattr(population, "registry", lambda: told)
    return told


@pytest.fixture
def denpasar(db: None) -> Office:
    return people.denpasar()


@pytest.fixture
def ratna(db: None) -> User:
    return people.ratna()


@pytest.fixture
def phone(ratna: User, client_of: Callable[[User], Client]) -> Client:
    """Ratna's."""
    return client_of(ratna)


@pytest.fixture
def stranger(db: None, client_of: Callable[[User], Client]) -> Client:
    """Suparman's."""
    return client_of(people.suparman())
