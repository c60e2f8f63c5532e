from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.stages.applications import filing
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.draws import entering
from mpaspor.stages.appointments.draws.entering import Odds, Wish
from mpaspor.stages.appointments.draws.refusals import (
    EntriesClosed,
    NothingThere,
    TakesPart,
    TooManyWishes,
    WishedTwice,
)
from mpaspor.stages.appointments.models import Draw, DrawEntry
from mpaspor.stages.appointments.refusals import NotReady, Refused
from tests import people
from tests.stages.appointments import scene as places
from tests.stages.appointments.draws import scene
from tests.stages.appointments.draws.scene import NINE
from tests.stages.appointments.scene import FAMILY, MONDAY, MORNING

pytestmark = pytest.mark.django_db


def test_a_family_enters_as_one_and_sees_how_many_have_for_how_many_places() -> None:
    draw = scene.draw((9, 5), (10, 3))
    entry = scene.enter(draw, places.file(*FAMILY), Wish(people.denpasar(), MONDAY, NINE), Wish(people.denpasar()))
    assert (entry.state, entry.number, len(entry.pseudonym)) == ("entered", 1, entering.PSEUDONYM_LENGTH)
    assert entering.odds(draw) == Odds(people=3, places=8)
    assert entering.entry_of(entry.application, draw) == entry
    told = Entry.objects.get(act="drawentry.entered")
    assert told.new["wishes"] == ["5171/2026-01-05/09:00", "5171/*/*"]
    assert told.application_id == entry.application_id


def test_a_nik_takes_part_in_a_draw_once() -> None:
    draw = scene.draw((9, 9))
    scene.enter(draw, places.file(*FAMILY))
    with pytest.raises(TakesPart) as refusal:
        scene.enter(draw, places.file(people.SUPARMAN, people.BAGUS))
    assert refusal.value.names == ["Bagus Pramono"]
    assert "Bagus Pramono" in refusal.value.words
    scene.enter(scene.draw((11, 9), code="lain"), places.file(people.BAGUS))


def test_whoever_left_may_enter_again_and_is_called_the_same() -> None:
    draw, file = scene.draw(), places.file()
    first = scene.enter(draw, file)
    entering.leave(first, by=file.owner, at=MORNING)
    assert (first.state, entering.odds(draw).people, entering.entry_of(file, draw)) == ("left", 0, None)
    again = scene.enter(draw, file)
    assert (again.number, again.pseudonym) == (2, first.pseudonym)


def test_wishes_can_be_changed_until_entries_close() -> None:
    draw = scene.draw((9, 2), (10, 2))
    entry = scene.enter(draw, places.file())
    entering.change(entry, [Wish(people.denpasar(), MONDAY, NINE)], by=None, at=MORNING)
    assert [str(wish.hour) for wish in entry.wishes.all()] == ["09:00:00"]
    assert Entry.objects.get(act="drawentry.changed").old == {"wishes": ["5171/*/*"]}
    with pytest.raises(EntriesClosed):
        entering.change(entry, [Wish(people.denpasar())], by=None, at=scene.CLOSED)
    with pytest.raises(EntriesClosed):
        entering.leave(entry, by=None, at=scene.CLOSED)


def test_a_change_takes_the_people_the_file_has_now() -> None:
    draw, file = scene.draw((9, 4)), places.file(people.RATNA)
    entry = scene.enter(draw, file)
    before = entry.pseudonym
    Applicant.objects.filter(application=places.file(people.BAGUS)).update(application=file, order=2)
    entering.change(entry, [Wish(people.denpasar())], by=None, at=MORNING)
    assert (entry.people.count(), entry.pseudonym != before) == (2, True)


def test_an_entry_that_left_cannot_be_changed() -> None:
    draw = scene.draw()
    entry = scene.enter(draw, places.file())
    entering.leave(DrawEntry.objects.get(pk=entry.pk), by=None, at=MORNING)
    with pytest.raises(EntriesClosed):
        entering.change(entry, [Wish(people.denpasar())], by=None, at=MORNING)


@pytest.mark.parametrize(
    ("wishes", "refusal"),
    [
        (list, TooManyWishes),
        (lambda: [Wish(people.denpasar(), MONDAY, NINE)] * 6, TooManyWishes),
        (lambda: [Wish(people.denpasar())] * 2, WishedTwice),
        (lambda: [Wish(people.jayapura())], NothingThere),
        (lambda: [Wish(people.denpasar(), MONDAY + timedelta(days=1))], NothingThere),
    ],
)
def test_wishes_that_cannot_be_are_refused_kindly(wishes: object, refusal: type[Refused]) -> None:
    draw = scene.draw()
    with pytest.raises(refusal) as refused:
        entering.enter(places.file(), draw, wishes(), by=None, at=MORNING)  # type: ignore[operator]
    assert refused.value.words
    assert not draw.entries.exists()


def test_a_family_cannot_wish_for_an_hour_too_small_for_it() -> None:
    draw = scene.draw((9, 2))
    with pytest.raises(NothingThere):
        scene.enter(draw, places.file(*FAMILY))


def test_only_a_ready_file_without_a_place_enters() -> None:
    draw, file = scene.draw((9, 3)), places.file()
    Application.objects.filter(pk=file.pk).update(state=Application.DRAFT)
    with pytest.raises(NotReady):
        scene.enter(draw, file)
    placed = places.file(people.BAGUS)
    booking.hold(placed, places.hour(start=14).pk, by=None, at=MORNING)
    with pytest.raises(NotReady):
        scene.enter(draw, placed)


@pytest.mark.parametrize("hours", [-2, 1, 2])
def test_nobody_enters_before_entries_open_or_after_they_close(hours: int) -> None:
    draw = scene.draw()
    at = MORNING + timedelta(hours=hours)
    with pytest.raises(EntriesClosed):
        entering.enter(places.file(), draw, [Wish(people.denpasar())], by=None, at=at)
    assert entering.open_draws(at) == []


def test_open_draws_are_those_that_have_something_for_the_file() -> None:
    draw = scene.draw()
    only = Draw.objects.get(pk=scene.draw((15, 2), code="biasa").pk)
    only.releases.get().slots.update(passport_kind="ordinary")
    assert entering.open_draws(MORNING, places.file()) == [draw]
    assert set(entering.open_draws(MORNING, places.file(people.BAGUS, kind="ordinary"))) == {draw, only}
    assert set(entering.open_draws(MORNING)) == {draw, only}


def test_who_is_taken_out_of_the_file_is_taken_out_of_the_entry() -> None:
    draw, file = scene.draw((9, 4)), places.file(people.RATNA, people.BAGUS)
    entry = scene.enter(draw, file)
    filing.reopen(file, by=file.owner, at=MORNING)
    filing.remove_person(file.people.select_related("application").get(order=2), by=file.owner, at=MORNING)
    assert [person.applicant.full_name for person in entry.people.all()] == ["Ratna Wulandari"]
    scene.enter(draw, places.file(people.BAGUS))
