"""An opening day on demand, with the acts of a real one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.core.clock import now
from mpaspor.demo import opening_day
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments.draws import awarding, drawing, sealing
from mpaspor.stages.appointments.models import Appointment, DrawEntry, Slot, Waiting
from tests import people
from tests.stages.appointments.draws.scene import install

pytestmark = pytest.mark.django_db


def test_a_line_opens_in_two_minutes_and_cannot_be_passed_by() -> None:
    people.denpasar()
    release = opening_day.open_line(at=now())
    assert release.opens_at - now() == timedelta(minutes=2)
    assert release.has_line(now() + timedelta(minutes=3))
    assert Slot.objects.filter(release=release).count() == 6


def test_a_draw_is_over_in_nine_minutes_with_its_witnesses_played(monkeypatch: pytest.MonkeyPatch) -> None:
    people.denpasar()
    install(monkeypatch)
    draw = opening_day.open_draw(at=now())
    assert DrawEntry.objects.filter(draw=draw).count() == opening_day.TOWNSPEOPLE
    sealing.seal(draw, at=draw.closes_at)
    opening_day.reveal_due(at=draw.closes_at)
    assert not draw.witnesses.filter(secret="").exists()
    drawing.draw(draw, at=draw.beacon_at)
    awarding.award(draw, at=draw.results_at)
    assert Appointment.objects.count() + Waiting.objects.count() == opening_day.TOWNSPEOPLE
    assert Appointment.objects.exists()


def test_suparman_can_take_part_at_once_and_gets_one_file_however_often_it_opens() -> None:
    people.denpasar()
    people.jayapura()
    suparman = User.objects.create_user(
        "suparman@contoh.id", full_name="Suparman", role=Role.APPLICANT, created_at=now()
    )
    opening_day.open_line(at=now())
    opening_day.open_line(at=now())
    [file] = Application.objects.filter(owner=suparman)
    assert file.state == Application.READY
