"""Two tabs, or two officers, at one camera: with the negative control."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from mpaspor.audit.states import StateChanged
from mpaspor.core.clock import now
from mpaspor.demo.pictures import sample_portrait
from mpaspor.stages.visits import biometrics
from mpaspor.stages.visits.models import Capture, Fingerprint, Visit
from tests import people
from tests.cases import office_day

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def _together(first: Callable[[Visit], object], second: Callable[[Visit], object]) -> None:
    """The second begins, with what it read before, while the first is not committed; raises what the second does."""
    read_before = Visit.objects.select_related("applicant", "office").get()

    def elsewhere() -> None:
        try:
            second(read_before)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first(Visit.objects.select_related("applicant", "office").get())
            waiting = pool.submit(elsewhere)
            time.sleep(0.5)
        waiting.result(timeout=20)


def _finish(visit: Visit) -> None:
    biometrics.finish(visit, by=people.komang(), at=now())


def _other_portrait(visit: Visit) -> None:
    biometrics.take_portrait(visit, sample_portrait(8), by=people.komang(), at=now())


def _finger(visit: Visit) -> None:
    biometrics.take_fingers(visit, {2: office_day.PRINTS[2]}, by=people.komang(), at=now())


def test_nobody_replaces_the_portrait_of_a_visit_that_is_being_finished() -> None:
    office_day.captured()
    before = Capture.objects.get().store_key
    with pytest.raises(StateChanged):
        _together(_finish, _other_portrait)
    assert (Visit.objects.get().state, Capture.objects.get().store_key) == ("enrolled", before)


def test_two_tries_of_one_finger_at_once_are_two_tries() -> None:
    office_day.examined()
    people.komang()
    _together(_finger, _finger)
    assert Fingerprint.objects.get().attempts == 2


def test_without_the_lock_a_try_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)
    office_day.examined()
    people.komang()
    _together(_finger, _finger)
    assert Fingerprint.objects.get().attempts == 1
