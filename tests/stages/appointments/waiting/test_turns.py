"""A turn on the list belongs to the people who joined."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.stages.applications.models import Applicant, Stage
from mpaspor.stages.appointments.models import Waiting
from mpaspor.stages.appointments.waiting import settling
from tests.stages.appointments.scene import FAMILY, MORNING
from tests.stages.appointments.waiting.scene import waits

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=3)


def test_a_file_in_which_somebody_else_waits_now_comes_anew() -> None:
    waiting = waits()
    Waiting.objects.filter(pk=waiting.pk).update(rank=4)
    Applicant.objects.filter(application=waiting.application).update(person_key=b"b" * 32)
    assert settling.judge_turns(at=LATER) == 1
    waiting.refresh_from_db()
    assert (waiting.joined_at, waiting.rank) == (LATER, None)
    assert settling.judge_turns(at=LATER + timedelta(days=1)) == 0


def test_a_family_that_leaves_somebody_out_keeps_its_turn() -> None:
    waiting = waits(*FAMILY)
    assert len(waiting.people) == len(FAMILY)
    Applicant.objects.filter(application=waiting.application, order=3).update(stage=Stage.CLOSED)
    assert settling.judge_turns(at=LATER) == 0
    waiting.refresh_from_db()
    assert waiting.joined_at == MORNING
