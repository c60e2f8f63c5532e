"""The jobs of the draws, minute by minute, and what happens when one is killed or runs twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from mpaspor.gateways.link import Unavailable
from mpaspor.stages.appointments.draws import awarding, letters, sealing
from mpaspor.stages.appointments.jobs import draws as jobs
from mpaspor.stages.appointments.models import Appointment, Draw, Slot, Waiting
from tests.stages.appointments.draws import scene
from tests.stages.appointments.draws.scene import CLOSED, KNOWN, RESULTS, Outside
from tests.stages.appointments.racing import at_once

JOBS = (jobs.seal_draws, jobs.draw_draws, jobs.award_draws)


def minute(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        for job in JOBS:
            job(int(at.timestamp()))


@pytest.mark.django_db
def test_a_draw_goes_by_itself_from_the_closing_to_the_places() -> None:
    draw = scene.draw((9, 2))
    scene.strangers(draw, 3)
    scene.commit(draw)
    seen = []
    for at in (CLOSED - timedelta(minutes=1), CLOSED, KNOWN - timedelta(minutes=1), KNOWN, RESULTS, RESULTS):
        minute(at)
        draw.refresh_from_db()
        seen.append(draw.state)
    assert seen == ["announced", "sealed", "sealed", "drawn", "awarded", "awarded"]
    assert (Appointment.objects.count(), Waiting.objects.count()) == (2, 1)


@pytest.mark.django_db
def test_a_beacon_that_does_not_answer_is_asked_again_the_next_minute(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = scene.draw()
    minute(CLOSED)
    with monkeypatch.context() as patched:
        patched.setattr(outside, "round", _fail(Unavailable()))
        minute(KNOWN)
    draw.refresh_from_db()
    assert draw.state == "sealed"
    minute(KNOWN + timedelta(minutes=1))
    draw.refresh_from_db()
    assert draw.state == "drawn"


@pytest.mark.django_db
def test_a_draw_that_was_not_sealed_in_time_is_not_passed_over_in_silence() -> None:
    late = scene.draw()
    in_time = scene.draw((11, 1), code="lain")
    Draw.objects.filter(pk=in_time.pk).update(
        reveal_by=KNOWN - timedelta(seconds=1), closes_at=KNOWN - timedelta(minutes=30)
    )
    with pytest.raises(ExceptionGroup) as raised:
        minute(KNOWN - timedelta(minutes=5))
    assert [type(one) for one in raised.value.exceptions] == [sealing.TooLate]
    late.refresh_from_db()
    in_time.refresh_from_db()
    assert (late.state, in_time.state) == ("announced", "sealed")


@pytest.mark.django_db
def test_killed_in_the_middle_of_a_batch_nobody_of_it_has_half_of_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = scene.draw((9, 2))
    scene.strangers(draw, 4)
    scene.held(draw, award=False)
    with monkeypatch.context() as patched:
        patched.setattr(letters, "waits", _fail(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            awarding.award(draw, at=RESULTS)
    assert set(draw.entries.values_list("state", flat=True)) == {"entered"}
    assert (Appointment.objects.count(), Waiting.objects.count(), Slot.objects.get().taken) == (0, 0, 0)
    assert awarding.award(draw, at=RESULTS) == 4
    assert (Appointment.objects.count(), Waiting.objects.count(), Slot.objects.get().taken) == (2, 2, 2)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("act", [sealing.seal, awarding.award])
def test_two_workers_at_once_do_it_once(act: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awarding, "BATCH", 2)
    draw = scene.draw((9, 3))
    scene.strangers(draw, 6)
    if act is sealing.seal:
        answers = at_once([lambda: act(Draw.objects.get(), at=CLOSED)] * 3)
    else:
        scene.held(draw, award=False)
        answers = at_once([lambda: act(Draw.objects.get(), at=RESULTS)] * 3)
        draw.refresh_from_db()
        minute(RESULTS)
        assert (Appointment.objects.count(), Waiting.objects.count(), Slot.objects.get().taken) == (3, 3, 3)
        assert sorted(draw.entries.values_list("state", flat=True)) == ["waiting"] * 3 + ["won"] * 3
    draw.refresh_from_db()
    assert draw.state == ("sealed" if act is sealing.seal else "awarded")
    assert [answer for answer in answers if isinstance(answer, Exception)] == []


def _fail(with_: BaseException) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise with_

    return fail
