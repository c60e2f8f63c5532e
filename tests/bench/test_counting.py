"""What the benches count can turn red: each fault is made by hand, with the net of the database taken away."""

from __future__ import annotations

import psycopg
import pytest

from bench import contention, crowd, places
from bench.algorithms.run import TAKE_THE_NET_AWAY
from bench.ground import Ground
from bench.places import Wish
from tests.bench.asked import asked

pytestmark = pytest.mark.real_clock


def test_a_siege_gives_every_place_and_none_too_many(bare: Ground) -> None:
    found = contention.measure(bare, asked(contention, "--attempts", "2000"))
    assert contention.too_much(found) == []
    assert found["given"] == found["places"]
    assert found["attempts"] == 2000


def test_too_many_places_too_few_and_two_for_one_are_seen(bare: Ground) -> None:
    with bare.connect() as db, db.transaction(force_rollback=True):
        db.execute(TAKE_THE_NET_AWAY.encode())
        people, hours = crowd.gather(db, 5), crowd.publish(db, slots=2, places=4)
        full, half = hours.slots
        for person in (0, 1, 2, 2):
            _write_in(db, people.first + person, full)
        _write_in(db, people.first + 3, half)
        count = places.count(db, hours, asked=2)
    assert (count.given, count.oversold, count.undersold, count.two_places) == (5, 2, 1, 1)
    assert (count.counted_wrong, count.stage_wrong) == (5, 5)


def test_a_family_that_came_in_part_is_seen(bare: Ground) -> None:
    with bare.connect() as db, db.transaction(force_rollback=True):
        family, hours = crowd.gather(db, 3, size=3), crowd.publish(db, slots=1, places=3)
        places.book(db, [Wish(0, hours.slots[0], family.first_file, family.first, "alone")])
        assert places.count(db, hours, asked=1).split_families == 1


@pytest.mark.parametrize(("keys", "second"), [(("a key", "a key"), "held"), (("a key", "another"), "person")])
def test_who_asks_twice_in_one_batch_has_one_place(bare: Ground, keys: tuple[str, str], second: str) -> None:
    with bare.connect() as db, db.transaction(force_rollback=True):
        people, hours = crowd.gather(db, 1), crowd.publish(db, slots=1, places=3)
        wishes = [Wish(ask, hours.slots[0], people.first, people.first, key) for ask, key in enumerate(keys)]
        assert sorted(places.book(db, wishes)) == [(0, "held"), (1, second)]
        count = places.count(db, hours, asked=1)
    assert (count.given, count.counted_wrong, count.stage_wrong) == (1, 0, 0)


def test_what_a_bench_found_too_much_ends_the_command_badly() -> None:
    found = dict.fromkeys(places.FAULTS, 0)
    assert contention.too_much(found) == []
    assert contention.too_much(found | {"oversold": 1}) == ["contention: oversold 1"]


def _write_in(db: psycopg.Connection, person: int, slot: int) -> None:
    """A place as somebody gives it who asks nobody."""
    db.execute(
        "INSERT INTO appointments_appointment"
        " (slot_id, application_id, applicant_id, person_key, state, idempotency_key, held_at, moves)"
        " SELECT %s, application_id, id, person_key, 'held', gen_random_uuid(), now(), 0"
        " FROM applications_applicant WHERE id = %s",
        [slot, person],
    )
