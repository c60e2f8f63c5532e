"""What is drawn is fixed before anybody can know the value that decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.audit.states import StateChanged
from mpaspor.offices.models import ClosedDay
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.draws import files, sealing
from tests import people
from tests.stages.appointments import scene as places
from tests.stages.appointments.draws import scene
from tests.stages.appointments.draws.scene import CLOSED, KNOWN
from tests.stages.appointments.scene import MONDAY, MORNING

pytestmark = pytest.mark.django_db


def test_files_are_published_as_far_as_things_are_fixed() -> None:
    draw = scene.draw()
    scene.strangers(draw, 1)
    assert set(files.published(draw)) == {"draw.json"}
    sealing.seal(draw, at=CLOSED)
    assert set(files.published(draw)) == {"draw.json", "places.csv", "entries.csv"}
    assert files.digest_of(files.published(draw)["entries.csv"]) == draw.entries_digest


def test_nothing_is_sealed_before_entries_close_nor_after_secrets_may_be_known() -> None:
    draw = scene.draw()
    with pytest.raises(sealing.NotClosed):
        sealing.seal(draw, at=CLOSED - timedelta(seconds=1))
    with pytest.raises(sealing.TooLate):
        sealing.seal(draw, at=draw.reveal_by)
    with pytest.raises(sealing.NotClosed):
        sealing.postpone(draw, by=None, at=MORNING, why="")


def test_a_draw_that_could_not_be_sealed_in_time_waits_for_a_value_nobody_knows_yet() -> None:
    draw = scene.draw()
    scene.strangers(draw, 1)
    before, at = draw.beacon_round, KNOWN + timedelta(hours=1)
    sealing.postpone(draw, by=people.head(), at=at, why="basis data mati")
    assert draw.beacon_round > before
    assert draw.reveal_by > at
    sealing.seal(draw, at=at)
    assert draw.state == "sealed"
    told = Entry.objects.get(act="draw.postponed")
    assert (told.why, told.old["round"], told.new["round"]) == ("basis data mati", str(before), str(draw.beacon_round))


def test_whose_file_is_no_longer_ready_is_left_out_when_the_draw_is_sealed() -> None:
    draw = scene.draw((9, 5))
    stays, draft, placed, grown = (scene.strangers(draw, 1, first=number)[0] for number in range(4))
    Application.objects.filter(pk=draft.application_id).update(state=Application.DRAFT)
    booking.hold(placed.application, places.hour(start=14).pk, by=None, at=MORNING)
    Applicant.objects.filter(application=places.file(people.BAGUS)).update(application=grown.application, order=2)
    sealing.seal(draw, at=CLOSED)
    assert scene.states([stays, draft, placed, grown]) == ["entered", "left", "left", "left"]
    assert set(Entry.objects.filter(act="drawentry.left").values_list("why", flat=True)) == {"unready"}
    assert files.published(draw)["entries.csv"].count(b"\n") == 2


def test_an_entry_that_comes_while_the_draw_is_sealed_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = scene.draw((9, 5))
    scene.strangers(draw, 1)
    keep = files.keep

    def slowly(content: bytes) -> str:
        if draw.entries.count() == 1:
            scene.strangers(draw, 1, first=2)
        return keep(content)

    monkeypatch.setattr(files, "keep", slowly)
    with pytest.raises(StateChanged):
        sealing.seal(draw, at=CLOSED)
    sealing.seal(draw, at=CLOSED)
    assert files.published(draw)["entries.csv"].count(b"\n") == 3


def test_sealed_is_sealed() -> None:
    draw = scene.draw((9, 5))
    scene.strangers(draw, 1)
    sealing.seal(draw, at=CLOSED)
    digest = draw.entries_digest
    Applicant.objects.update(passport_kind="ordinary")
    sealing.seal(draw, at=CLOSED + timedelta(minutes=1))
    assert (draw.entries_digest, files.digest_of(files.published(draw)["entries.csv"])) == (digest, digest)


def test_days_on_which_nobody_is_seen_are_not_drawn() -> None:
    draw = scene.draw((9, 5))
    scene.hour(draw, 5, on=MONDAY + timedelta(days=1))
    scene.strangers(draw, 1)
    ClosedDay.objects.create(office=people.denpasar(), on=MONDAY, kind="closure", reason="x", reason_en="x")
    sealing.seal(draw, at=CLOSED)
    assert [place.on for place in files.read_places(files.published(draw)["places.csv"])] == ["2026-01-06"]
