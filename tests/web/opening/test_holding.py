"""Choosing an hour, over HTTP on the real database."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from django.db.models import Count

from mpaspor.audit.models import Entry
from mpaspor.core import clock
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.booking import HoldRequest
from mpaspor.stages.appointments.models import Appointment, Slot
from tests import books, people
from tests.stages.appointments import racing
from tests.web.opening import house
from tests.web.opening.house import Door, Visitor

TURN = "Giliran Anda memilih"


def admitted(door: Door, *capacities: int, count: int = 1, kind: str = "") -> tuple[list[Visitor], list[int], int]:
    """Visitors whose turn it is, the hours, and the release."""
    release, slots = house.released(*capacities, kind=kind)
    door.learn()
    crowd = [one.takes_pass(release) for one in house.crowd(door, count)]
    until_known(door, release.pk)
    return crowd, [slot.pk for slot in slots], release.pk


def until_known(door: Door, release: int) -> None:
    until = time.monotonic() + house.PATIENCE
    while httpx.get(f"{door.address}/line/{release}", verify=house.PLAIN).status_code != 200:
        assert time.monotonic() < until, release
        time.sleep(0.05)


def post(one: Visitor, release: int, slot: int, key: str = "a key", **headers: str) -> httpx.Response:
    said = {"Cookie": "; ".join(f"{name}={value}" for name, value in one.cookies.items()), "Idempotency-Key": key}
    address = f"{one.door.address}/line/{release}/hold"
    return httpx.post(address, json={"slot": slot}, headers={**said, **headers}, timeout=60, verify=house.PLAIN)


def test_whoever_is_admitted_holds_an_hour_for_the_whole_family(wide_door: Door) -> None:
    release, (slot,) = house.released(5)
    wide_door.learn()
    family = Visitor(wide_door, house.file(people.RATNA, people.BAGUS, people.KIRANA)).takes_pass(release)
    wide_door.waits(release, TURN, family)
    answer = family.holds(release, slot.pk)
    assert (answer.status_code, answer.json()["outcome"]) == (200, "held")
    places = Appointment.objects.filter(slot=slot, state="held")
    assert places.count() == 3
    hold = places[0].held_until
    assert hold
    assert timedelta(minutes=100) < hold - clock.now() < timedelta(minutes=130)
    written = Entry.objects.filter(act="appointment.held")
    assert {entry.by_id for entry in written} == {family.file.owner_id}
    assert books.of_places() == []


def test_a_form_goes_on_to_the_bill(wide_door: Door) -> None:
    (ratna,), (slot,), release = admitted(wide_door, 5)
    cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in ratna.cookies.items())}
    form = {"slot": str(slot), "key": "k"}
    address = f"{wide_door.address}/line/{release}/hold"
    answer = httpx.post(address, data=form, headers={**cookies, "Origin": wide_door.address})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/applications/{ratna.file.reference}/payment")
    strange = httpx.post(address, data=form, headers={**cookies, "Origin": "https://elsewhere.example"})
    assert strange.status_code == 403
    nothing = httpx.post(address, data={"slot": ""}, headers=cookies)
    assert nothing.status_code == 409
    assert "Pilih satu jam dulu" in nothing.text


def test_the_same_key_gives_the_same_answer_and_no_other(wide_door: Door) -> None:
    (ratna,), (first, second), release = admitted(wide_door, 5, 5)
    answers = [post(ratna, release, first) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    other = post(ratna, release, second)
    assert (other.status_code, other.json()["outcome"]) == (422, "other")
    assert post(ratna, release, second, key="another key").json()["outcome"] == "person"
    assert Appointment.objects.count() == 1


def test_a_full_hour_is_told_and_the_page_offers_the_others(wide_door: Door) -> None:
    (ratna, suparman), (small, _), release = admitted(wide_door, 1, 5, count=2)
    assert post(ratna, release, small).status_code == 200
    assert post(suparman, release, small).json()["outcome"] == "full"
    page = post(suparman, release, small, Accept="text/html", **{"Content-Type": "application/x-www-form-urlencoded"})
    assert page.status_code == 409


def test_an_hour_of_another_line_or_for_another_passport_is_not_to_be_had(wide_door: Door) -> None:
    _, (foreign,) = house.released(5, office=people.jayapura())
    (ratna,), (ordinary,), release = admitted(wide_door, 5, kind="ordinary")
    assert post(ratna, release, foreign.pk).json()["outcome"] == "unknown"
    assert post(ratna, release, ordinary).json()["outcome"] == "kind"
    assert Appointment.objects.count() == 0


def test_people_added_after_the_pass_was_given_do_not_come_along(wide_door: Door) -> None:
    (ratna,), (slot,), release = admitted(wide_door, 5)
    added = house.file(people.KIRANA).people.get()
    added.application, added.order = ratna.file, 2
    added.save()
    assert post(ratna, release, slot).json()["outcome"] == "changed"
    assert Appointment.objects.count() == 0


@pytest.mark.parametrize("at_once", [False, True])
def test_an_account_holds_unpaid_places_for_so_many_files_and_no_more(wide_door: Door, at_once: bool) -> None:
    """Its passes were all given while it held nothing yet."""
    crowd, (slot,), release = admitted(wide_door, 9, count=5)
    Application.objects.update(owner=people.ratna())
    with ThreadPoolExecutor(5 if at_once else 1) as pool:
        answers = list(pool.map(lambda one: post(one, release, slot).json()["outcome"], crowd))
    assert Counter(answers) == {"held": 3, "account": 2}
    held = [one for one, answer in zip(crowd, answers, strict=True) if answer == "held"]
    assert {post(one, release, slot).json()["outcome"] for one in held} == {"held"}
    booking.release(held[0].file, by=people.ratna(), at=clock.now(), why="")
    left = next(one for one, answer in zip(crowd, answers, strict=True) if answer == "account")
    assert post(left, release, slot).json()["outcome"] == "held"


def test_out_of_turn_nothing_is_held(door: Door) -> None:
    release, (slot,) = house.released(5, opens=600)
    door.learn()
    ratna = Visitor(door, house.file(people.RATNA)).takes_pass(release)
    door.waits(release, "Anda sudah hadir", ratna)
    assert ratna.holds(release, slot.pk).json()["outcome"] == "early"
    soon, (hour,) = house.released(5, office=people.jayapura())
    door.learn()
    late = Visitor(door, house.file(people.BAGUS)).takes_pass(soon)
    until_known(door, soon.pk)
    assert late.holds(soon, hour.pk).json()["outcome"] == "wait"
    door.waits(soon, TURN, late)
    assert late.holds(soon, hour.pk).json()["outcome"] == "held"


def test_a_crowd_gets_each_place_once_and_nobody_two(wide_door: Door) -> None:
    crowd, slots, release = admitted(wide_door, 7, 5, 3, count=40)
    with ThreadPoolExecutor(16) as pool:
        asks = [(one, slots[turn % 3], f"key {turn}") for turn in range(3) for one in crowd]
        answers = list(pool.map(lambda ask: post(ask[0], release, ask[1], ask[2]), asks))
    assert Counter(answer.json()["outcome"] for answer in answers)["held"] == 15
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert [Slot.objects.get(pk=slot).free for slot in slots] == [0, 0, 0]
    assert not Appointment.objects.values("person_key").annotate(places=Count("id")).filter(places__gt=1)
    assert books.of_places() == []


def the_last_place_is_asked_for_here_and_in_the_portal(door: Door) -> None:
    """While the portal's transaction is open, the door asks for the same place."""
    (ratna,), (slot,), release = admitted(door, 1)
    other = house.file(people.BAGUS)

    def by_the_portal() -> object:
        fresh = Application.objects.get(pk=other.pk)
        return booking.hold_many([HoldRequest(fresh, slot, given=True)], by=None, at=clock.now())

    def by_the_door() -> object:
        return post(ratna, release, slot).json()["outcome"]

    answers = racing.before_it_ends(by_the_portal, by_the_door)
    assert answers[1] == "full"
    assert Appointment.objects.filter(slot_id=slot).count() == 1


def test_the_last_place_goes_to_one_whichever_way_they_come(wide_door: Door) -> None:
    the_last_place_is_asked_for_here_and_in_the_portal(wide_door)


def test_without_the_lock_both_would_have_it(wide_door: Door) -> None:
    with racing.without_lock(), pytest.raises(AssertionError, match="assert 'held' == 'full'"):
        the_last_place_is_asked_for_here_and_in_the_portal(wide_door)
