"""What PostgreSQL gives one place at a time: the same rows in a transaction for each person, from `pgbench`.

Two ways: the statement of the opening process with one person in it, and a function as lean as we can write it, which
touches the hot row last. Each with 4, 8, 16 and 32 connections; the best of all is what a rush is compared with.
pgbench has no web server beside it, and keeps its statements prepared.
"""

from __future__ import annotations

import re
import subprocess
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import crowd, places
from bench.ground import Ground
from config.supervisor import binaries

CONNECTIONS = (4, 8, 16, 32)
SECONDS = 4
# More than the fastest machine we know does: nobody asks twice.
MOST_A_SECOND = 12_000
MOST_PLACES = 32_000  # of one slot
# Slots are chosen by chance: with so many times the places that people want on average, none is ever full.
MARGIN, AT_LEAST = 3, 200

LEAN = """
CREATE OR REPLACE FUNCTION one_at_a_time(hour bigint, who bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  mine bigint;
BEGIN
  INSERT INTO appointments_appointment
    (slot_id, application_id, applicant_id, person_key, state, idempotency_key, held_at, held_until, moves)
  SELECT hour, person.application_id, who, person.person_key, 'held', who, now(), now() + interval '2 hours', 0
    FROM applications_applicant AS person JOIN applications_application AS file ON file.id = person.application_id
   WHERE person.id = who AND person.stage = 'application' AND file.state = 'ready'
  ON CONFLICT DO NOTHING RETURNING id INTO mine;
  IF mine IS NULL THEN
    RETURN 'no';
  END IF;
  UPDATE applications_applicant SET stage = 'appointment' WHERE id = who;
  UPDATE applications_application AS file SET office_id = slot.office_id FROM appointments_slot AS slot
   WHERE file.id = who AND slot.id = hour;
  INSERT INTO audit_entry (at, kind, act, record, record_id, application_id, applicant_id, by_id, place, why, old, new)
  VALUES (now(), 'machine', 'appointment.held', 'appointment', mine, who, who, NULL, '', '', '{}',
          jsonb_build_object('state', 'held', 'slot', hour)),
         (now(), 'machine', 'applicant.appointment', 'applicant', who, who, who, NULL, '', '',
          '{"stage": "application"}', '{"stage": "appointment"}');
  UPDATE appointments_slot SET taken = taken + 1 WHERE id = hour AND NOT closed AND taken + kept < capacity;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'full';
  END IF;
  RETURN 'held';
END $$
"""
BEGIN = """\
\\set person :first + :client_id * :share + :turn
\\set turn :turn + 1
\\set slot :first_slot + random(0, :slots - 1)
"""
SCRIPTS = {
    "lean": "SELECT one_at_a_time(:slot, :person);",
    "ours": """\
SELECT ask, outcome, room, appointment, applicant, slot FROM book_places(
  ARRAY[0], ARRAY[:slot::bigint], ARRAY[:person::bigint], ARRAY[:person::bigint],
  ARRAY[sha256(int8send(:person::bigint))], ARRAY[(:person::bigint)::text],
  ARRAY[NULL::bigint], ARRAY[0], ARRAY[now() + interval '2 hours'], ARRAY[false], ARRAY[NULL::bigint], now(), '');
""",
}


def best(ground: Ground, *, slots: int, seconds: int = SECONDS) -> dict[str, Any]:
    """`pgbench_tps`, how it was reached, and all the others; every run has fresh slots and fresh people."""
    with ground.connect() as db:
        db.execute(LEAN)
    found = {
        (way, connections): _run(ground, slots, way, connections, seconds)
        for way, connections in product(SCRIPTS, CONNECTIONS)
    }
    way, connections = max(found, key=lambda run: found[run])
    return {
        "pgbench_tps": found[way, connections],
        "pgbench_connections": connections,
        "pgbench_way": way,
        "pgbench_all": {f"{way} {connections}": pace for (way, connections), pace in found.items()},
    }


def _run(ground: Ground, slots: int, way: str, connections: int, seconds: int) -> int:
    wanted = min(MOST_A_SECOND * seconds, MOST_PLACES * slots)
    each = min(MARGIN * wanted // slots + AT_LEAST, MOST_PLACES)
    with ground.connect() as db:
        people = crowd.gather(db, wanted)
        hours = crowd.publish(db, slots=slots, places=each * slots)
        db.execute("CHECKPOINT")
    variables = {
        "first": people.first, "share": wanted // connections, "turn": 0, "first_slot": hours.slots[0], "slots": slots,
    }  # fmt: skip
    pace = _pgbench(ground, SCRIPTS[way], connections, seconds, variables)
    with ground.connect() as db:
        given = places.count(db, hours, asked=0).given
    assert given > pace * seconds / 2, f"pgbench tells of {pace} a second and gave {given} places in {seconds} seconds"
    assert given < wanted * 0.9, f"pgbench gave {given} places to {wanted} people: MOST_A_SECOND is too low for here"
    return pace


def _pgbench(ground: Ground, script: str, connections: int, seconds: int, variables: dict[str, int]) -> int:
    options = [f"--client={connections}", "--jobs=1", f"--time={seconds}", "--protocol=prepared", "--no-vacuum"]
    said = [f"--define={name}={value}" for name, value in variables.items()]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "book.sql"
        file.write_text(BEGIN + script)
        done = subprocess.run(
            [*binaries.program("pgbench"), *options, *said, f"--file={file}", ground.url],
            capture_output=True,
            text=True,
            check=False,
        )
    pace = re.search(r"tps = ([\d.]+)", done.stdout)
    assert done.returncode == 0, done.stderr
    assert pace, done.stdout
    return round(float(pace[1]))
