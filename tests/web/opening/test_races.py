"""Many ask in one moment, at doors on the same database. Each story is told again without its guard, and ends badly.

Whoever asks is held back by a lock on the rows she needs until all others ask too: what decides is then the guard.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from pytest_django.live_server_helper import LiveServer

from mpaspor.cases import withdrawal
from mpaspor.core import clock, references
from mpaspor.offices.models import ClosedDay
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking, closures
from mpaspor.stages.appointments.booking import HoldRequest
from mpaspor.stages.appointments.models import Appointment, Release, Slot
from tests import books, people
from tests.factories import somebody
from tests.stages.appointments import racing
from tests.web.conftest import signed_in
from tests.web.opening import house
from tests.web.opening.house import Door, Visitor
from tests.web.opening.test_holding import admitted, until_known

LOCK, STAGE = "FOR NO KEY UPDATE", " AND person.stage = 'application'"
CLOSED, KEPT = " AND NOT slot.closed", " - slot.kept"
INDEX = "one_active_place_per_person"
Ask = Callable[[], httpx.Response]
WIRE = httpx.Client(timeout=60)


@pytest.fixture(scope="module")
def other_door(django_db_setup: None) -> Iterator[Door]:
    with house.open_door(MPASPOR_LINE_ADMITS_ALL="1") as found:
        yield found


@pytest.fixture
def doors(wide_door: Door, other_door: Door) -> tuple[Door, Door]:
    """Two processes that know nothing of each other's memory."""
    return wide_door, other_door


def held_back(rows: QuerySet[Any], asks: Sequence[Ask]) -> list[httpx.Response]:
    """All answers; they are let go on together once both doors wait for these rows."""
    with ThreadPoolExecutor(len(asks)) as pool:
        with transaction.atomic():
            list(rows.select_for_update().values_list("pk"))
            asked = [pool.submit(ask) for ask in asks]
            racing.until_somebody_waits(threading.Event(), count=2)
        return [one.result() for one in asked]


def outcomes(answers: Sequence[httpx.Response]) -> Counter[str]:
    return Counter(answer.json()["outcome"] for answer in answers)


def places(**of: Any) -> int:
    return Appointment.objects.filter(state__in=Appointment.ACTIVE, **of).count()


def asking(one: Visitor, release: int, slot: int, key: str = "a key") -> Ask:
    said = {"Cookie": "; ".join(f"{name}={value}" for name, value in one.cookies.items()), "Idempotency-Key": key}
    address = f"{one.door.address}/line/{release}/hold"
    return lambda: WIRE.post(address, json={"slot": slot}, headers=said)


def opened(doors: Sequence[Door], *capacities: int) -> tuple[Release, list[int]]:
    """A release both doors know."""
    release, slots = house.released(*capacities)
    for door in doors:
        door.learn()
        until_known(door, release.pk)
    return release, [slot.pk for slot in slots]


def many_ask_for_the_last_place(doors: Sequence[Door]) -> None:
    release, (slot,) = opened(doors, 1)
    crowd = [one.takes_pass(release) for door in doors for one in house.crowd(door, 8, first=60 * doors.index(door))]
    answers = held_back(Slot.objects.filter(pk=slot), [asking(one, release.pk, slot) for one in crowd])
    assert outcomes(answers)["held"] == 1
    assert places(slot=slot) == 1
    assert books.of_places() == []


def test_the_last_place_goes_to_one_of_many(doors: tuple[Door, Door]) -> None:
    many_ask_for_the_last_place(doors)


def test_even_without_the_lock_the_counter_goes_no_further_than_its_bound(doors: tuple[Door, Door]) -> None:
    with racing.blind_booking(LOCK):
        many_ask_for_the_last_place(doors)


def test_without_lock_and_bound_each_door_would_give_it_away(doors: tuple[Door, Door]) -> None:
    with racing.without_lock(), pytest.raises(AssertionError, match="assert 2 == 1"):
        many_ask_for_the_last_place(doors)


def one_person_asks_from_many_tabs_and_two_devices(doors: Sequence[Door]) -> None:
    release, slots = opened(doors, 5, 5, 5)
    file = house.file(people.RATNA)
    devices = [Visitor(door, file, f"device {door.address}").takes_pass(release) for door in doors]
    tabs = [(device, slots[(tab + at) % 3], f"{at} {tab}") for at, device in enumerate(devices) for tab in range(4)]
    rows = Applicant.objects.filter(application=file)
    answers = held_back(rows, [asking(device, release.pk, slot, key) for device, slot, key in tabs])
    assert places() == 1
    assert outcomes(answers)["held"] == 1
    assert books.of_places() == []


def test_many_tabs_and_two_devices_bring_one_person_one_place(doors: tuple[Door, Door]) -> None:
    one_person_asks_from_many_tabs_and_two_devices(doors)


GUARDS = {
    "the index": lambda: racing.without_index(INDEX),
    "the look at the stage": lambda: racing.blind_booking(STAGE),
}  # fmt: skip


@pytest.mark.parametrize("guard", GUARDS)
def test_one_guard_alone_keeps_one_file_to_one_place(doors: tuple[Door, Door], guard: str) -> None:
    with GUARDS[guard]():
        one_person_asks_from_many_tabs_and_two_devices(doors)


def test_without_index_and_stage_each_device_would_get_a_place(doors: tuple[Door, Door]) -> None:
    with without(*GUARDS.values()), pytest.raises(AssertionError, match=r"assert \d+ == 1"):
        one_person_asks_from_many_tabs_and_two_devices(doors)


def without(*guards: Callable[[], AbstractContextManager[None]]) -> AbstractContextManager[Any]:
    stack = ExitStack()
    for guard in guards:
        stack.enter_context(guard())
    return stack


def a_family_and_two_alone_ask_for_the_last_two_places(doors: Sequence[Door]) -> None:
    release, (slot,) = opened(doors, 2)
    files = [house.file(people.RATNA, people.BAGUS), house.file(somebody(1)), house.file(somebody(2))]
    crowd = [Visitor(door, file).takes_pass(release) for door, file in zip([*doors, doors[1]], files, strict=True)]
    answers = held_back(Slot.objects.filter(pk=slot), [asking(one, release.pk, slot) for one in crowd])
    assert places(slot=slot) == 2
    got = [places(application=file) for file in files]
    assert got in ([2, 0, 0], [0, 1, 1])
    assert [answer.json()["outcome"] == "held" for answer in answers] == [count > 0 for count in got]
    assert books.of_places() == []


def test_of_the_last_two_places_a_family_gets_both_or_none(doors: tuple[Door, Door]) -> None:
    a_family_and_two_alone_ask_for_the_last_two_places(doors)


def test_without_lock_and_bound_family_and_others_would_share_what_is_not_there(doors: tuple[Door, Door]) -> None:
    with racing.without_lock(), pytest.raises(AssertionError, match=r"assert [34] == 2"):
        a_family_and_two_alone_ask_for_the_last_two_places(doors)


def somebody_asks_while_the_hour_is_closed(door: Door) -> None:
    (ratna,), (slot, _), release = admitted(door, 5, 5)
    hour, by = Slot.objects.select_related("office").get(pk=slot), people.head()
    on = hour.starts_at.astimezone(hour.office.zoneinfo).date()

    def closing() -> object:
        kind = ClosedDay.Kind.CLOSURE
        return closures.close(hour.office, on, [slot], kind, "listrik padam", "power cut", by=by, at=clock.now())

    answers = racing.before_it_ends(closing, asking(ratna, release, slot))
    assert answers[1].json()["outcome"] == "closed"
    assert places(slot=slot) == 0
    assert books.of_places() == []


def test_an_hour_that_is_being_closed_takes_nobody_in(wide_door: Door) -> None:
    somebody_asks_while_the_hour_is_closed(wide_door)


def test_without_asking_the_row_somebody_would_come_to_a_closed_hour(wide_door: Door) -> None:
    with racing.booking_without(CLOSED), pytest.raises(AssertionError, match="assert 'held' == 'closed'"):
        somebody_asks_while_the_hour_is_closed(wide_door)


def one_person_asks_at_the_door_and_in_the_portal(door: Door, portal: LiveServer) -> None:
    release, (slot,) = opened([door], 5)
    elsewhere, (free,) = house.released(5, lasts=30, office=people.jayapura())
    file = house.file(people.RATNA)
    file.reference = references.new_reference()
    file.save()
    ratna = Visitor(door, file).takes_pass(release)
    session = signed_in(people.ratna()).cookies[settings.SESSION_COOKIE_NAME].value
    token = "t" * 32
    said = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"}
    form = {"csrfmiddlewaretoken": token, "slot": str(free.pk), "office": elsewhere.office.code, "key": "b" * 32}
    address = f"{portal.url}/applications/{file.reference}/appointment"

    def in_the_portal() -> httpx.Response:
        return WIRE.post(address, data=form, headers=said)

    rows = Applicant.objects.filter(application=file)
    at_the_door, there = held_back(rows, [asking(ratna, release.pk, slot), in_the_portal])
    assert places() == 1
    assert (at_the_door.json()["outcome"] == "held") == (places(slot=slot) == 1)
    assert there.headers.get("Location", "").endswith("/payment") == (places(slot=free) == 1), there.text
    assert books.of_places() == []


def test_at_the_door_and_in_the_portal_one_person_has_one_place(wide_door: Door, live_server: LiveServer) -> None:
    one_person_asks_at_the_door_and_in_the_portal(wide_door, live_server)


def test_without_index_and_stage_she_would_have_one_here_and_one_there(
    wide_door: Door, live_server: LiveServer
) -> None:
    with without(*GUARDS.values()), pytest.raises(AssertionError, match="assert 2 == 1"):
        one_person_asks_at_the_door_and_in_the_portal(wide_door, live_server)


def somebody_asks_while_the_place_is_swept(door: Door) -> None:
    (ratna,), (slot,), release = admitted(door, 1)
    late, at = house.file(people.BAGUS), clock.now()
    booking.hold_many([HoldRequest(late, slot, given=True, until=at)], by=None, at=at)

    def sweeping() -> object:
        return booking.expire_many([late.pk], at=at)

    answers = racing.before_it_ends(sweeping, asking(ratna, release, slot))
    assert len(answers[0]) == 1
    assert answers[1].json()["outcome"] == "full"
    counted = Slot.objects.get(pk=slot)
    assert (counted.taken, counted.kept) == (0, 1)
    assert books.of_places() == []


def test_what_is_swept_goes_to_the_waiting_list_before_whoever_asks_in_that_moment(wide_door: Door) -> None:
    somebody_asks_while_the_place_is_swept(wide_door)


def test_without_counting_what_is_kept_it_would_be_snatched(wide_door: Door) -> None:
    with racing.booking_without(KEPT), pytest.raises(AssertionError, match="assert 'held' == 'full'"):
        somebody_asks_while_the_place_is_swept(wide_door)


def somebody_asks_while_her_file_is_taken_back(door: Door) -> None:
    (ratna,), (slot,), release = admitted(door, 1)

    def taking_back() -> object:
        fresh = Application.objects.get(pk=ratna.file.pk)
        return withdrawal.withdraw(fresh, by=people.ratna(), at=clock.now())

    answers = racing.before_it_ends(taking_back, asking(ratna, release, slot))
    assert answers[1].json()["outcome"] in {"unready", "changed"}
    assert places() == 0
    assert books.of_places() == []


def test_a_file_that_is_being_taken_back_gets_no_place(wide_door: Door) -> None:
    somebody_asks_while_her_file_is_taken_back(wide_door)


def test_without_the_look_at_the_stage_a_closed_file_would_hold_one(wide_door: Door) -> None:
    with racing.blind_booking(STAGE), pytest.raises(AssertionError, match="assert 'held' in"):
        somebody_asks_while_her_file_is_taken_back(wide_door)
