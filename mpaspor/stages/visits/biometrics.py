"""The portrait and ten fingers: measured, sealed, kept with who took them and how often it was tried."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.states import StateChanged
from mpaspor.offices import policy
from mpaspor.stages.applications import images
from mpaspor.stages.visits import quality, vault
from mpaspor.stages.visits.interview import AFTER_THE_PAPERS, NotExamined
from mpaspor.stages.visits.models import FINGERS, Capture, Fingerprint, Visit

JPEG = b"\xff\xd8\xff"


class NoPortrait(Exception):
    """There is no portrait to accept."""


class WhyNeeded(Exception):
    """An exception from the rule needs its reason."""


class NoSuchFinger(Exception):
    """Fingers are counted from 1, the right thumb, to 10, the left little finger."""


class NotInterviewed(Exception):
    """The interview comes before the end of the visit."""


class Point(NamedTuple):
    """What still stands between the visitor and going home: portrait, portrait_quality, finger or finger_weak."""

    code: str
    position: int | None = None


class Unfinished(Exception):
    """The portrait or some fingers are still missing or too weak."""

    def __init__(self, points: list[Point]) -> None:
        super().__init__(str(points))
        self.points = points


def take_portrait(visit: Visit, data: bytes, *, by: User | None, at: datetime, accepted_because: str = "") -> Capture:
    """Keep a portrait with what was measured in it; a new one replaces the old. Raises `images.Unreadable`."""
    _may_capture(visit)
    checks = [[check.code, check.ok, check.measured] for check in quality.portrait(data)]
    # A JPEG stays as the camera gave it, for what measures faces later; anything else becomes one.
    picture = data if data.startswith(JPEG) else images.prepare(data, "portrait").content
    with vault.laid_down("portraits", [picture]) as (key,), transaction.atomic():
        _hold(visit)
        before = Capture.objects.filter(visit=visit).first()
        capture = Capture(visit=visit, store_key=key, checks=checks, taken_at=at, taken_by=by)
        capture.accepted_because = accepted_because
        Capture.objects.bulk_create(
            [capture],
            update_conflicts=True,
            unique_fields=["visit"],
            update_fields=["store_key", "checks", "taken_at", "taken_by", "accepted_because"],
        )
        trail.write(capture, "capture.portrait", by=by, at=at, why=accepted_because)
        _forget_after_commit([before.store_key] if before else [])
    return capture


@transaction.atomic
def accept_portrait(visit: Visit, why: str, *, by: User | None, at: datetime) -> None:
    """Take a portrait that fails a check: a face that cannot be otherwise, a wall that cannot be whiter."""
    _hold(visit)
    capture = capture_of(visit)
    if capture is None or not capture.store_key:
        raise NoPortrait
    capture.accepted_because = _why(why)
    capture.save(update_fields=["accepted_because"])
    trail.write(capture, "capture.portrait_accepted", by=by, at=at, why=capture.accepted_because)


def take_fingers(visit: Visit, prints: Mapping[int, bytes], *, by: User | None, at: datetime) -> list[Fingerprint]:
    """Keep the best of the tries of each finger. Raises `images.Unreadable`; nothing is kept then."""
    _may_capture(visit)
    _known(prints)
    measured = {position: quality.fingerprint(data) for position, data in prints.items()}
    with vault.laid_down("fingers", prints.values()) as keys, transaction.atomic():
        _hold(visit)
        before = _fingers(visit)
        tries = zip(prints, keys, strict=True)
        taken = [
            _tried(before.get(p), Fingerprint(position=p, store_key=key, quality=measured[p], taken_at=at))
            for p, key in tries
        ]
        _keep(visit, taken)
        trail.write(taken[0].capture, "capture.fingers", by=by, at=at, new={"positions": sorted(prints)})
        left_out = {*keys, *(before[p].store_key for p in prints if p in before)} - {one.store_key for one in taken}
        _forget_after_commit(sorted(left_out))
    return taken


@transaction.atomic
def finger_missing(visit: Visit, position: int, why: str, *, by: User | None, at: datetime) -> None:
    """There is no such finger, or it cannot be taken: bandaged, worn smooth."""
    _hold(visit)
    _known([position])
    reason = _why(why)
    before = _fingers(visit).get(position)
    finger = Fingerprint(position=position, missing_because=reason, attempts=before.attempts if before else 0)
    finger.taken_at = at
    _keep(visit, [finger])
    trail.write(finger.capture, "capture.finger_missing", by=by, at=at, why=reason, new={"position": position})
    _forget_after_commit([before.store_key] if before else [])


def open_points(visit: Visit) -> list[Point]:
    """What is still to be done at the camera and the scanner.

    A weak print is good enough once it was tried as often as policy asks: some fingers do not get better.
    """
    found = _portrait_points(capture_of(visit))
    good = policy.number("fingerprint.good_enough", on=visit.on, office_id=visit.office_id)
    tries = policy.number("fingerprint.tries", on=visit.on, office_id=visit.office_id)
    taken = _fingers(visit)
    for position in FINGERS:
        finger = taken.get(position)
        if finger is None:
            found.append(Point("finger", position))
        elif not finger.missing_because and finger.quality < good and finger.attempts < tries:
            found.append(Point("finger_weak", position))
    return found


@transaction.atomic
def finish(visit: Visit, *, by: User | None, at: datetime) -> None:
    """Everything was taken: the visitor may go home."""
    if visit.state != Visit.State.INTERVIEWED:
        raise NotInterviewed
    _hold(visit)
    points = open_points(visit)
    if points:
        raise Unfinished(points)
    visit.move(Visit.State.ENROLLED, by=by, at=at, enrolled_at=at)


def portrait(visit: Visit) -> bytes:
    """The portrait, a JPEG."""
    capture = capture_of(visit)
    if capture is None or not capture.store_key:
        raise NoPortrait
    return vault.content(capture.store_key)


def finger(fingerprint: Fingerprint) -> bytes:
    """The print as the scanner gave it."""
    return vault.content(fingerprint.store_key)


def capture_of(visit: Visit) -> Capture | None:
    try:
        return visit.capture
    except Capture.DoesNotExist:
        return None


def _fingers(visit: Visit) -> dict[int, Fingerprint]:
    return {finger.position: finger for finger in Fingerprint.objects.filter(capture__visit=visit)}


def _hold(visit: Visit) -> None:
    """In the caller's transaction: one act at a time at the camera and the scanner, none once the visit is over."""
    _may_capture(visit)
    state_now = Visit.objects.select_for_update(no_key=True).filter(pk=visit.pk).values_list("state", flat=True)
    if state_now.get() not in AFTER_THE_PAPERS:
        raise StateChanged


def _may_capture(visit: Visit) -> None:
    if visit.state not in AFTER_THE_PAPERS:
        raise NotExamined


def _known(positions: Mapping[int, bytes] | list[int]) -> None:
    if not positions or any(position not in FINGERS for position in positions):
        raise NoSuchFinger


def _why(why: str) -> str:
    if not why.strip():
        raise WhyNeeded
    return why.strip()


def _portrait_points(capture: Capture | None) -> list[Point]:
    if capture is None or not capture.store_key:
        return [Point("portrait")]
    return [] if capture.is_good else [Point("portrait_quality")]


def _tried(before: Fingerprint | None, now: Fingerprint) -> Fingerprint:
    """The finger after one more try: the better print stays."""
    if before is None:
        return now
    best = now if now.quality >= before.quality else before
    best.attempts, best.taken_at = before.attempts + 1, now.taken_at
    return best


def _keep(visit: Visit, fingers: list[Fingerprint]) -> None:
    capture = capture_of(visit) or Capture.objects.get_or_create(visit=visit)[0]
    for finger in fingers:
        finger.pk, finger.capture = None, capture
    Fingerprint.objects.bulk_create(
        fingers,
        update_conflicts=True,
        unique_fields=["capture", "position"],
        update_fields=["store_key", "quality", "missing_because", "attempts", "taken_at"],
    )


def _forget_after_commit(keys: list[str]) -> None:
    if any(keys):
        transaction.on_commit(partial(vault.remove, keys), robust=True)
