"""Results become held places and ranks on the waiting list; whatever is killed goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.draws import awarding
from mpaspor.stages.appointments.draws.entering import Wish
from mpaspor.stages.appointments.models import Appointment, DrawEntry, FreedPlaces, Slot, Waiting
from tests import people
from tests.stages.appointments import scene as places
from tests.stages.appointments.draws import scene
from tests.stages.appointments.draws.scene import NINE, RESULTS
from tests.stages.appointments.scene import MONDAY, MORNING

pytestmark = pytest.mark.django_db


def test_nothing_is_given_out_before_the_results_are_due() -> None:
    draw = scene.held(scene.draw(), award=False)
    with pytest.raises(awarding.NotDrawn):
        awarding.award(draw, at=RESULTS - timedelta(seconds=1))
    with pytest.raises(awarding.NotDrawn):
        awarding.award(scene.draw((11, 1), code="lain"), at=RESULTS)


def test_what_a_winner_can_no_longer_take_is_kept_for_the_waiting_list() -> None:
    draw = scene.draw((9, 1))
    entries = scene.strangers(draw, 2)
    scene.held(draw, award=False)
    winner, loser = sorted(DrawEntry.objects.filter(pk__in=[e.pk for e in entries]), key=lambda entry: entry.rank or 0)
    booking.hold(winner.application, places.hour(start=14).pk, by=None, at=MORNING)
    awarding.award(draw, at=RESULTS)
    assert scene.states([winner, loser]) == ["left", "waiting"]
    slot = Slot.objects.get(starts_at__hour=1)
    assert (slot.taken, slot.kept, slot.free) == (0, 1, 0)
    assert FreedPlaces.objects.get().places == 1
    assert [waiting.application_id for waiting in Waiting.objects.all()] == [loser.application_id]


@pytest.mark.parametrize("won", [True, False])
def test_what_was_drawn_is_not_passed_on_to_other_people(won: bool) -> None:
    """Who won can be read hours before anything is given: time enough to sell it."""
    draw = scene.draw((9, 1))
    scene.strangers(draw, 2)
    scene.held(draw, award=False)
    entry = DrawEntry.objects.get(draw=draw, rank=1 if won else 2)
    buyer = places.file(people.RATNA).people.get()
    entry.application.people.update(person_key=b"the seller elsewhere", application=buyer.application, order=2)
    buyer.application = entry.application
    buyer.save()
    awarding.award(draw, at=RESULTS)
    assert scene.states([entry]) == ["left"]
    assert not Appointment.objects.filter(applicant=buyer).exists()
    assert not Waiting.objects.filter(application=entry.application).exists()
    assert Slot.objects.get().kept == won


def test_whose_hour_was_closed_after_the_draw_waits_before_all_others() -> None:
    draw = scene.draw((9, 2))
    scene.strangers(draw, 3)
    scene.held(draw, award=False)
    Slot.objects.update(closed=True)
    awarding.award(draw, at=RESULTS)
    assert list(Waiting.objects.order_by("rank").values_list("rank", flat=True)) == [1, 2, 3]


def test_a_loser_who_is_no_longer_ready_does_not_wait() -> None:
    draw = scene.draw((9, 1))
    scene.strangers(draw, 3)
    scene.held(draw, award=False)
    Application.objects.filter(draw_entries__rank=3).update(state=Application.DRAFT)
    awarding.award(draw, at=RESULTS)
    assert list(draw.entries.order_by("rank").values_list("state", flat=True)) == ["won", "waiting", "left"]


def test_whoever_waited_already_keeps_her_wishes_and_gets_the_rank() -> None:
    draw = scene.draw((9, 1))
    entries = scene.strangers(draw, 2)
    scene.held(draw, award=False)
    loser = DrawEntry.objects.get(draw=draw, rank=2)
    Waiting.objects.create(application=loser.application, joined_at=MORNING, office=people.jayapura())
    awarding.award(draw, at=RESULTS)
    waiting = Waiting.objects.get()
    assert (waiting.rank, waiting.draw, waiting.office) == (2, draw, people.jayapura())
    assert len(entries) == 2


def test_one_who_wished_for_certain_days_waits_for_those_days() -> None:
    draw = scene.draw((9, 1))
    tuesday = MONDAY + timedelta(days=1)
    scene.hour(draw, 1, on=tuesday)
    wishes = [Wish(people.denpasar(), MONDAY, NINE), Wish(people.denpasar(), tuesday)]
    scene.strangers(draw, 3, *wishes)
    scene.held(draw)
    waiting = Waiting.objects.get()
    assert (waiting.office, waiting.first_on, waiting.last_on) == (people.denpasar(), MONDAY, tuesday)


def test_awarding_goes_on_where_it_was_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awarding, "BATCH", 2)
    draw = scene.draw((9, 3))
    scene.strangers(draw, 6)
    scene.held(draw, award=False)
    assert awarding.award(draw, at=RESULTS, seconds=0) == 0
    left = list(draw.entries.order_by("rank").values_list("pk", flat=True))
    awarding.award_batch(draw, left[:2], at=RESULTS)
    assert awarding.award_batch(draw, left[:2], at=RESULTS) == 0
    assert awarding.award(draw, at=RESULTS) == 4
    assert awarding.award(draw, at=RESULTS) == 0
    assert (draw.state, Appointment.objects.count(), Waiting.objects.count()) == ("awarded", 3, 3)
