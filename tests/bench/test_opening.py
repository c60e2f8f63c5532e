"""The benches that need the door of an opening, in miniature: what they count, and that it can turn red."""

from __future__ import annotations

import pytest

from bench import crash, rush, waiting_room
from bench.algorithms.run import PUT_IT_BACK, TAKE_THE_NET_AWAY
from bench.ground import Ground
from tests.bench.asked import asked

pytestmark = pytest.mark.real_clock


@pytest.fixture(autouse=True)
def _nobody_waits_for_a_round(bare: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bare.environment, "MPASPOR_LINE_ADMITS_ALL", "1")


SMALL = ("--people", "60", "--places", "5", "--connections", "16", "--seconds", "0")


def test_a_small_rush_gives_every_place_once(bare: Ground) -> None:
    found = rush.measure(bare, asked(rush, *SMALL))
    assert rush.too_much(found) == []
    assert (found["given"], found["outcomes"]["held"], found["server_errors"]) == (5, 5, 0)
    assert found["holds_per_s"] > 0
    assert rush.too_much(found | {"ratio": 0.9}) == ["rush: ratio 0.9, wanted 3.0"]


def test_a_rush_sees_places_that_went_past_the_arbiter(bare: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    careless = """
    CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF pg_trigger_depth() = 1 THEN
        INSERT INTO appointments_appointment
          (slot_id, application_id, applicant_id, person_key, state, idempotency_key, held_at, moves)
        VALUES (NEW.slot_id, NEW.application_id, NEW.applicant_id, NEW.person_key, 'held', NEW.id, now(), 0);
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER again AFTER INSERT ON appointments_appointment FOR EACH ROW EXECUTE FUNCTION again();
    """
    with bare.connect() as db:
        db.execute((TAKE_THE_NET_AWAY + careless).encode())
    try:
        found = rush.measure(bare, asked(rush, *SMALL))
    finally:
        with bare.connect() as db:
            db.execute(f"DROP FUNCTION again CASCADE; {PUT_IT_BACK}".encode())
    assert found["oversold"] >= 5
    assert found["two_places"] >= 5
    assert rush.too_much(found)[0] == f"rush: oversold {found['oversold']}"


def test_a_waiting_room_tells_everybody_where_they_stand(bare: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_room, "FLUSHED", 0.1)
    monkeypatch.setattr(waiting_room, "FEW", 50)
    found = waiting_room.measure(bare, asked(waiting_room, "--tickets", "400"))
    assert found["statuses"] == {200: 400}
    assert found["server_errors"] == 0
    assert found["memory_before_mb"] > 10
    fine = {"ratio": 0.6, "memory_growth_mb": 3.0, "statements_per_s": 5.0, "statements_per_s_of_a_thousand": 5.0}
    assert waiting_room.too_much(found | fine) == []
    bad = {"ratio": 0.4, "memory_growth_mb": 60.0, "statements_per_s": 500.0, "server_errors": 1}
    assert len(waiting_room.too_much(found | fine | bad)) == 4


def test_a_door_killed_in_a_rush_leaves_nobody_without_an_answer(bare: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    # Django here looks at the database of the tests: what it would find in the other one is not asked.
    monkeypatch.setattr("bench.soundness.prepare", lambda _ground: None)
    monkeypatch.setattr("bench.soundness.problems", list)
    monkeypatch.setattr(crash, "VICTIMS", ("opening",))
    found = crash.measure(bare, asked(crash, "--rounds", "1", "--people", "60"))
    assert crash.too_much(found) == []
    assert (found["given"], found["killed"], found["unanswered"]) == (20, {"opening": 1}, 0)
    assert crash.too_much(found | {"problems": ["slot 1"], "two_places": 2}) == ["crash: two_places 2", "crash: slot 1"]
