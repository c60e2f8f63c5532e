"""Two presses at the same moment do it once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.core.clock import now
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
TOGETHER = 4


def at_once(client_of: Callable[[User], Client], address: str, **typed: Any) -> list[int]:
    """Press the same button in several tabs; the statuses."""
    clients = [client_of(people.ratna()) for _ in range(TOGETHER)]
    start = Barrier(TOGETHER)

    def press(client: Client) -> int:
        start.wait()
        try:
            return client.post(address, typed).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(press, clients))


def test_one_file_is_opened(ratna: User, client_of: Callable[[User], Client]) -> None:
    assert at_once(client_of, "/applications") == [302] * TOGETHER
    assert Application.objects.of(ratna).count() == 1


def test_one_person_is_added(client_of: Callable[[User], Client]) -> None:
    application = factories.ready()
    assert at_once(client_of, f"/applications/{application.reference}/people", relation="child") == [302] * TOGETHER
    assert application.people.count() == 2


def test_one_place_is_held_and_one_code_made(client_of: Callable[[User], Client]) -> None:
    application = factories.ready()
    slot = office_day.slot(people.denpasar(), hour=13)
    wish = {"slot": slot.pk, "office": "5171", "key": "a" * 32}
    assert at_once(client_of, f"/applications/{application.reference}/appointment", **wish) == [302] * TOGETHER
    assert len(booking.active(application)) == 1
    assert at_once(client_of, f"/applications/{application.reference}/bill") == [302] * TOGETHER
    assert application.bills.count() == 1


def test_a_file_is_taken_back_once(client_of: Callable[[User], Client]) -> None:
    application = factories.ready()
    booking.hold(application, office_day.slot(people.denpasar(), hour=13).pk, by=application.owner, at=now())
    assert at_once(client_of, f"/applications/{application.reference}/withdrawal") == [302] * TOGETHER
    assert booking.active(application) == []
