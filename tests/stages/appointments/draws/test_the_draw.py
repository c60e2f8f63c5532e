"""From the entries to held places: sealed, drawn, given out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mpaspor import verify_draw
from mpaspor.audit.models import Entry
from mpaspor.gateways.link import Unavailable
from mpaspor.notifications.models import Message
from mpaspor.offices.models import Rule
from mpaspor.stages.appointments.draws import drawing, files, sealing
from mpaspor.stages.appointments.draws.entering import Wish
from mpaspor.stages.appointments.models import Appointment, Slot, Waiting
from tests import people
from tests.people import Person
from tests.stages.appointments import scene as places
from tests.stages.appointments.draws import scene
from tests.stages.appointments.draws.scene import CLOSED, KNOWN, NINE, RESULTS, Outside
from tests.stages.appointments.scene import FAMILY, MONDAY

pytestmark = pytest.mark.django_db

BABY = Person("Made Kecil", "M", date(2024, 3, 1), "Denpasar", "5171050103240001")


def test_winners_hold_their_places_and_the_others_wait_in_the_drawn_order() -> None:
    draw = scene.draw((9, 2), (10, 1))
    entries = scene.strangers(draw, 7)
    scene.held(draw)
    assert draw.state == "awarded"
    ranked = list(draw.entries.order_by("rank"))
    assert [entry.rank for entry in ranked] == [1, 2, 3, 4, 5, 6, 7]
    assert [entry.state for entry in ranked] == ["won"] * 3 + ["waiting"] * 4
    assert [places.states(entry.application) for entry in ranked[:3]] == [["held"]] * 3
    assert set(Appointment.objects.values_list("held_until", flat=True)) == {RESULTS + timedelta(hours=48)}
    waiting = Waiting.objects.order_by("rank")
    assert [(one.application_id, one.rank, one.draw) for one in waiting] == [
        (entry.application_id, entry.rank, draw) for entry in ranked[3:]
    ]
    assert Slot.objects.get(starts_at__hour=1).taken == 2
    assert {entry.pk for entry in ranked} == {entry.pk for entry in entries}


def test_each_is_written_what_came_of_it() -> None:
    draw = scene.draw((9, 1))
    scene.strangers(draw, 2, email="seseorang@contoh.id")
    scene.held(draw)
    letters = {message.kind: message.context for message in Message.objects.all()}
    assert letters["appointments/draw_won"]["office"] == "Denpasar"
    assert letters["appointments/draw_won"]["deadline"]
    assert (letters["appointments/draw_waiting"]["rank"], letters["appointments/draw_waiting"]["entries"]) == (2, 2)


def test_the_published_files_stand_up_to_the_auditor() -> None:
    draw = scene.draw((9, 4), (10, 2))
    scene.enter(draw, places.file(*FAMILY), Wish(people.denpasar(), MONDAY, NINE))
    scene.strangers(draw, 5, Wish(people.denpasar(), None, NINE), Wish(people.denpasar(), MONDAY))
    scene.held(draw)
    published = files.published(draw)
    assert set(published) == {"draw.json", "places.csv", "entries.csv", "results.csv"}
    assert verify_draw.verify(published).told() == ""
    given = dict(draw.entries.filter(state="won").values_list("pseudonym", "slot_id"))
    rows = [line.split(",") for line in published["results.csv"].decode().splitlines()[1:]]
    assert {row[1]: int(row[2]) for row in rows if row[2]} == given
    family = next(line for line in published["entries.csv"].decode().splitlines() if ",3,electronic," in line)
    assert family.split(",")[4] == "5171/2026-01-05/09:00"


def test_fewer_than_two_commitments_are_told_and_the_draw_goes_on() -> None:
    draw = scene.draw()
    scene.strangers(draw, 3)
    sealing.seal(draw, at=CLOSED)
    assert Entry.objects.get(act="draw.sealed").why == "commitments: 0"
    drawing.draw(draw, at=KNOWN)
    assert (draw.state, len(draw.seed)) == ("drawn", 64)
    assert files.published(draw)["draw.json"].count(b'["commitment", "missing"') == 2
    assert verify_draw.verify(files.published(draw)).told() == ""


def test_the_draw_waits_for_its_moment_and_for_the_beacon(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = scene.draw()
    with pytest.raises(drawing.NotYet):
        drawing.draw(draw, at=KNOWN)
    sealing.seal(draw, at=CLOSED)
    with pytest.raises(drawing.NotYet):
        drawing.draw(draw, at=KNOWN - timedelta(seconds=1))
    assert outside.asked == []

    def silent(number: int) -> None:
        raise Unavailable(number)

    with monkeypatch.context() as patched:
        patched.setattr(outside, "round", silent)
        with pytest.raises(Unavailable):
            drawing.draw(draw, at=KNOWN)
    drawing.draw(draw, at=KNOWN)
    drawing.draw(draw, at=KNOWN)
    assert (outside.asked, draw.state) == ([draw.beacon_round], "drawn")


def test_what_was_altered_in_the_store_is_not_drawn(outside: Outside) -> None:
    draw = scene.draw()
    scene.strangers(draw, 2)
    sealing.seal(draw, at=CLOSED)
    key = next(key for key in outside.kept if key.endswith(draw.entries_digest))
    outside.kept[key] = outside.kept[key].replace(b"electronic", b"ordinary", 1)
    with pytest.raises(drawing.Altered):
        drawing.draw(draw, at=KNOWN)


def test_hours_for_those_who_come_first_go_to_them_and_their_family() -> None:
    draw = scene.draw((9, 2), (10, 9))
    Slot.objects.filter(starts_at__hour=1).update(service_class="priority")
    family = scene.enter(draw, places.file(people.RATNA, BABY))
    stranger = scene.strangers(draw, 1)[0]
    scene.held(draw)
    family.refresh_from_db()
    stranger.refresh_from_db()
    assert family.slot
    assert stranger.slot
    assert (family.slot.service_class, stranger.slot.service_class) == ("priority", "regular")
    assert b",yes," in files.published(draw)["entries.csv"]


def test_only_hours_that_issue_the_passport_wanted_are_drawn_for_it() -> None:
    draw = scene.draw((9, 5), (10, 5), (11, 5))
    Slot.objects.filter(starts_at__hour=1).update(passport_kind="ordinary")
    Slot.objects.filter(starts_at__hour=2).update(service_class="accelerated")
    entry = scene.strangers(draw, 1)[0]
    scene.held(draw)
    entry.refresh_from_db()
    assert entry.slot
    assert entry.slot.starts_at.hour == 3


def test_a_place_far_ahead_is_given_too() -> None:
    Rule.objects.filter(key="quota.horizon_days").update(value=1)
    draw = scene.draw((9, 1))
    entry = scene.strangers(draw, 1)[0]
    scene.held(draw)
    assert scene.states([entry]) == ["won"]
