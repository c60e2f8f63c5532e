from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.demo.pictures import sample_fingerprint, sample_portrait
from mpaspor.gateways import storage
from mpaspor.stages.applications import images
from mpaspor.stages.visits import biometrics, interview
from mpaspor.stages.visits.biometrics import Point
from mpaspor.stages.visits.models import Fingerprint, Visit
from tests import people
from tests.cases import office_day

pytestmark = pytest.mark.django_db

TINY = sample_portrait(7, size="tiny")
DRY = sample_fingerprint(2, dry=True)


def _stored() -> int:
    gateways: dict[str, Any] = settings.GATEWAYS
    folder = Path(gateways["storage"]["folder"])
    return sum(1 for path in folder.rglob("*") if path.is_file())


def test_the_portrait_is_kept_sealed_with_what_was_measured() -> None:
    visit = office_day.examined()
    capture = biometrics.take_portrait(visit, office_day.PORTRAIT, by=people.komang(), at=now())
    assert biometrics.portrait(visit) == office_day.PORTRAIT
    assert office_day.PORTRAIT not in storage.store().get(capture.store_key)
    assert [code for code, _, _ in capture.checks] == ["size", "shape", "sharpness", "exposure", "light", "background"]
    assert capture.is_good


def test_a_portrait_of_another_format_becomes_a_jpeg() -> None:
    visit, png = office_day.examined(), BytesIO()
    Image.open(BytesIO(office_day.PORTRAIT)).save(png, "PNG")
    biometrics.take_portrait(visit, png.getvalue(), by=people.komang(), at=now())
    assert biometrics.portrait(visit).startswith(biometrics.JPEG)


def test_a_new_portrait_takes_the_old_ones_place(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    visit = office_day.examined()
    first = biometrics.take_portrait(visit, office_day.PORTRAIT, by=people.komang(), at=now())
    kept = _stored()
    with django_capture_on_commit_callbacks(execute=True):
        second = biometrics.take_portrait(visit, sample_portrait(8), by=people.komang(), at=now())
    assert (second.pk, second.store_key != first.store_key) == (first.pk, True)
    assert _stored() == kept


def test_what_is_no_picture_is_refused_and_nothing_is_kept() -> None:
    visit = office_day.examined()
    kept = _stored()
    with pytest.raises(images.Unreadable):
        biometrics.take_portrait(visit, b"no picture", by=people.komang(), at=now())
    with pytest.raises(images.Unreadable):
        biometrics.take_fingers(visit, {1: office_day.PRINTS[1], 2: b"no"}, by=people.komang(), at=now())
    assert _stored() == kept
    assert not Fingerprint.objects.exists()


def test_a_portrait_below_the_mark_needs_a_reason_to_be_taken() -> None:
    visit = office_day.interviewed()
    biometrics.take_portrait(visit, TINY, by=people.komang(), at=now())
    assert biometrics.open_points(visit)[0] == Point("portrait_quality")
    with pytest.raises(biometrics.WhyNeeded):
        biometrics.accept_portrait(visit, " ", by=people.komang(), at=now())
    biometrics.accept_portrait(visit, "Kursi roda, jarak tidak bisa diubah", by=people.komang(), at=now())
    assert Point("portrait_quality") not in biometrics.open_points(visit)
    assert Entry.objects.get(act="capture.portrait_accepted").why.startswith("Kursi roda")


def test_there_must_be_a_portrait_to_accept() -> None:
    with pytest.raises(biometrics.NoPortrait):
        biometrics.accept_portrait(office_day.examined(), "karena", by=people.komang(), at=now())


def test_ten_fingers_are_kept_in_one_go() -> None:
    visit = office_day.examined()
    fingers = biometrics.take_fingers(visit, office_day.PRINTS, by=people.komang(), at=now())
    assert [finger.position for finger in Fingerprint.objects.all()] == list(range(1, 11))
    assert biometrics.finger(fingers[3]) == office_day.PRINTS[4]
    assert Entry.objects.get(act="capture.fingers").new == {"positions": list(range(1, 11))}


def test_a_weak_print_is_tried_again_until_policy_says_enough() -> None:
    visit = office_day.captured()
    for attempt in (1, 2, 3):
        Fingerprint.objects.filter(position=7).update(quality=10, attempts=attempt)
        visit = Visit.objects.get()
        weak = biometrics.open_points(visit)
        assert weak == ([Point("finger_weak", 7)] if attempt < 3 else [])


def test_the_best_of_the_tries_is_kept() -> None:
    visit = office_day.examined()
    [good] = biometrics.take_fingers(visit, {2: office_day.PRINTS[2]}, by=people.komang(), at=now())
    [worse] = biometrics.take_fingers(visit, {2: DRY}, by=people.komang(), at=now())
    assert (worse.quality, worse.attempts) == (good.quality, 2)
    assert biometrics.finger(Fingerprint.objects.get()) == office_day.PRINTS[2]


def test_a_better_try_replaces_the_weaker(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    visit = office_day.examined()
    biometrics.take_fingers(visit, {2: DRY}, by=people.komang(), at=now())
    kept = _stored()
    with django_capture_on_commit_callbacks(execute=True):
        biometrics.take_fingers(visit, {2: office_day.PRINTS[2]}, by=people.komang(), at=now())
    assert biometrics.finger(Fingerprint.objects.get()) == office_day.PRINTS[2]
    assert _stored() == kept


def test_a_finger_that_is_not_there_needs_its_reason() -> None:
    visit = office_day.captured()
    with pytest.raises(biometrics.WhyNeeded):
        biometrics.finger_missing(visit, 9, "", by=people.komang(), at=now())
    biometrics.finger_missing(visit, 9, "Diperban", by=people.komang(), at=now())
    kept = Fingerprint.objects.get(position=9)
    assert (kept.missing_because, kept.store_key, kept.quality) == ("Diperban", "", 0)
    assert biometrics.open_points(Visit.objects.get()) == []


def test_there_are_ten_fingers() -> None:
    visit = office_day.examined()
    with pytest.raises(biometrics.NoSuchFinger):
        biometrics.take_fingers(visit, {11: office_day.PRINTS[1]}, by=people.komang(), at=now())


def test_the_camera_waits_for_the_papers() -> None:
    with pytest.raises(interview.NotExamined):
        biometrics.take_portrait(office_day.called(), office_day.PORTRAIT, by=people.komang(), at=now())


def test_what_is_still_missing_is_named() -> None:
    visit = office_day.interviewed()
    biometrics.take_fingers(visit, {1: office_day.PRINTS[1]}, by=people.komang(), at=now())
    with pytest.raises(biometrics.Unfinished) as refusal:
        biometrics.finish(visit, by=people.komang(), at=now())
    assert refusal.value.points == [Point("portrait"), *(Point("finger", position) for position in range(2, 11))]


def test_the_visit_does_not_end_without_the_interview() -> None:
    with pytest.raises(biometrics.NotInterviewed):
        biometrics.finish(office_day.examined(), by=people.komang(), at=now())


def test_with_everything_taken_the_visit_is_over() -> None:
    visit = office_day.captured()
    biometrics.finish(visit, by=people.komang(), at=now())
    visit.refresh_from_db()
    assert (visit.state, visit.enrolled_at) == ("enrolled", now())
