"""Two at once, and a worker that is killed: on the real database, each guard taken away in turn."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, connection

from mpaspor.stages.appointments.draws import awarding, entering
from mpaspor.stages.appointments.models import Appointment, DrawEntry, DrawPerson, Slot, Waiting
from tests import people
from tests.stages.appointments import scene as places
from tests.stages.appointments.draws import scene
from tests.stages.appointments.draws.scene import RESULTS
from tests.stages.appointments.racing import at_once, before_it_ends, without_index
from tests.stages.appointments.scene import FAMILY

PATIENCE_SECONDS = 30
AWARD = """
import django
django.setup()
from datetime import datetime, UTC
from mpaspor.stages.appointments.draws import awarding
from mpaspor.stages.appointments.models import Draw
awarding.BATCH = 1
awarding.award(Draw.objects.get(), at=datetime.fromisoformat("%s"))
"""


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_family_pressing_twice_at_once_is_in_once() -> None:
    draw, file = scene.draw((9, 9)), places.file(*FAMILY)
    answers = at_once([lambda: scene.enter(draw, file)] * 4)
    assert sorted(type(answer).__name__ for answer in answers) == ["DrawEntry", *["TakesPart"] * 3]
    assert DrawPerson.objects.filter(draw=draw).count() == 3


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_at_once_are_numbered_without_a_gap() -> None:
    draw = scene.draw((9, 9))
    files = [places.file(places.stranger(number)) for number in range(6)]
    at_once([partial(scene.enter, draw, file) for file in files])
    assert sorted(draw.entries.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("locked", [True, False])
def test_entries_take_turns_and_without_their_lock_the_database_refuses_the_second(
    locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = scene.draw((9, 4))
    if not locked:
        monkeypatch.setattr(entering, "_take_turns", lambda draw, at: None)
    ours, theirs = places.file(people.RATNA), places.file(people.BAGUS)
    answers = before_it_ends(partial(scene.enter, draw, ours), partial(scene.enter, draw, theirs))
    assert [type(answer) for answer in answers] == [DrawEntry, DrawEntry if locked else IntegrityError]
    assert list(draw.entries.order_by("number").values_list("number", flat=True)) == ([1, 2] if locked else [1])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_one_nik_in_two_files_at_once_is_in_once_as_long_as_the_index_stands(
    guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock the index decides; without both, one person has two chances."""
    draw = scene.draw((9, 4))
    numbers = iter((1, 2))
    monkeypatch.setattr(entering, "_take_turns", lambda draw, at: None)
    monkeypatch.setattr(entering, "_next_number", lambda draw: next(numbers))
    ours, theirs = places.file(people.RATNA), places.file(people.RATNA)
    twice = partial(before_it_ends, partial(scene.enter, draw, ours), partial(scene.enter, draw, theirs))
    if guarded:
        assert [type(answer) for answer in twice()] == [DrawEntry, IntegrityError]
    else:
        with without_index("one_chance_per_person_and_draw"):
            twice()
            assert DrawPerson.objects.filter(draw=draw, active=True).count() == 2
            DrawPerson.objects.all().delete()


@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_awarding_that_is_killed_goes_on_and_gives_nothing_twice() -> None:
    draw = scene.draw((9, 30))
    scene.strangers(draw, 60, email="seseorang@contoh.id")
    scene.held(draw, award=False)
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    worker = subprocess.Popen([sys.executable, "-c", AWARD % RESULTS.isoformat()], env=environment)
    until = time.monotonic() + PATIENCE_SECONDS
    while draw.entries.exclude(state="entered").count() < 5 and time.monotonic() < until:
        time.sleep(0.002)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    moved = draw.entries.exclude(state="entered").count()
    assert 5 <= moved < 60
    assert awarding.award(draw, at=RESULTS) == 60 - moved
    assert (Appointment.objects.count(), Waiting.objects.count(), Slot.objects.get().taken) == (30, 30, 30)
    won = draw.entries.filter(state="won").order_by("rank")
    assert [entry.rank for entry in won] == list(range(1, 31))
