"""`book_places` without what grows with the square of a batch, and a lighter trail.

Each statement looked for its wishes among all of them and for each place in a list of all that were just given; now those
who wait, win and went in are lists of their own, and what was given is a set of ranges. A row of the trail is no longer
held against the accounts one by one: like its other numbers, `by` outlives what it names. Two indexes that others begin
with are gone: every move of a person wrote into them.
"""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = """
-- One wish for each person; the wishes of one ask are a family that comes together, or not at all. Lower asks go first.
-- A wish may name the place it gives up: that one is released only once the new one is certain, and is then kept for the
-- waiting list. A wish that is offered takes from what is kept. `actor` is whoever acts (null: a machine), sitting at
-- `desk`.
-- Answers, one row for each person: held | again (this key was answered before) | full | few (not enough for the family)
-- | person (has a place already) | gone (the place to be given up is no longer hers) | unready (the file is not complete,
-- or further on) | closed (nobody is seen in this hour) | unknown (no such slot). `slot` is where the place is.
CREATE OR REPLACE FUNCTION book_places(
  asks integer[], slots bigint[], applications bigint[], applicants bigint[], persons bytea[], keys text[],
  given_up bigint[], moves integer[], until timestamptz[], offered boolean[], actors bigint[], at timestamptz, desk text
) RETURNS TABLE (ask integer, outcome text, room integer, appointment bigint, applicant bigint, slot bigint)
LANGUAGE plpgsql
-- On opening day the plans are made while the tables are still empty; by its end they would read all of them each time.
-- So only plans that look each row up by its key, and one plan for every call, however many asks it brings. Where the
-- planner could still begin at the hour and read all its places, an OFFSET keeps the look-up apart.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  wishes place_wish[] := ARRAY(
    SELECT ROW(w.*)::place_wish
      FROM unnest(asks, slots, applications, applicants, persons, keys, given_up, moves, until, offered, actors) AS w);
  -- Those not answered yet, of them those who win now, and of them those who went in.
  waiting place_wish[] := wishes;
  winners place_wish[];
  swapping boolean := EXISTS (SELECT FROM unnest(given_up) AS place WHERE place IS NOT NULL);
  offering boolean := true = ANY (offered);
  won integer[];
  went bigint[];
  comers bigint[];
  files bigint[];
  hours bigint[];
  stepped bigint[];
  broken integer[];
  held int8multirange := '{}';
  held_files bigint[] := '{}';
  held_hours bigint[] := '{}';
  stamp bigint := audit_base() + pg_current_xact_id()::text::bigint;
BEGIN
  -- Everybody locks in the order of the ids, so that nobody waits in a circle.
  PERFORM FROM appointments_slot AS slot
    WHERE slot.id = ANY (slots || ARRAY(SELECT old.slot_id FROM appointments_appointment AS old WHERE old.id = ANY (given_up)))
    ORDER BY slot.id FOR NO KEY UPDATE;

  LOOP
    -- Rank the families that may still have a place; those within what is free win.
    SELECT coalesce(array_agg(ranked.ask), '{}') INTO won FROM (
      SELECT party.ask, room.free, sum(party.size) OVER (PARTITION BY party.slot, party.offered ORDER BY party.ask) AS upto
        FROM (
          SELECT wish.ask, wish.slot, wish.offered, count(*) AS size,
                 bool_or(
                   EXISTS (SELECT FROM appointments_appointment AS other
                            WHERE other.person_key = wish.person AND other.state IN ('held', 'confirmed')
                              AND other.id IS DISTINCT FROM wish.given_up)
                   -- OFFSET keeps it a look-up for each wish: as a hash it would read every place there is.
                   OR EXISTS (SELECT FROM appointments_appointment AS answered
                               WHERE answered.idempotency_key = wish.key AND answered.applicant_id = wish.applicant OFFSET 0)
                   OR CASE WHEN wish.given_up IS NULL THEN NOT EXISTS (
                         SELECT FROM applications_applicant AS person
                           JOIN applications_application AS file ON file.id = person.application_id
                          WHERE person.id = wish.applicant AND person.stage = 'application' AND file.state = 'ready')
                      ELSE NOT EXISTS (
                         SELECT FROM appointments_appointment AS old
                          WHERE old.id = wish.given_up AND old.state IN ('held', 'confirmed')) END
                 ) AS barred
            FROM unnest(waiting) AS wish GROUP BY wish.ask, wish.slot, wish.offered
        ) AS party
        JOIN appointments_slot AS slot ON slot.id = party.slot AND NOT slot.closed
       CROSS JOIN LATERAL (
         SELECT CASE WHEN party.offered THEN slot.kept ELSE slot.capacity - slot.taken - slot.kept END AS free) AS room
       WHERE NOT party.barred AND party.size <= room.free
    ) AS ranked WHERE ranked.upto <= ranked.free;
    EXIT WHEN won = '{}';
    winners := ARRAY(SELECT ROW(w.*)::place_wish FROM unnest(waiting) AS w WHERE w.ask = ANY (won));

    IF swapping THEN
      WITH released AS (
        UPDATE appointments_appointment AS old SET state = 'released' FROM unnest(winners) AS wish
         WHERE old.id = wish.given_up AND old.state IN ('held', 'confirmed')
        RETURNING old.slot_id
      )
      UPDATE appointments_slot AS slot SET taken = slot.taken - freed.places, kept = slot.kept + freed.places
        FROM (SELECT slot_id, count(*) AS places FROM released GROUP BY slot_id) AS freed WHERE slot.id = freed.slot_id;
    END IF;

    -- In the order of the persons: two calls that want places for the same family wait for each other, not in a circle.
    WITH gone_in AS (
      INSERT INTO appointments_appointment
        (slot_id, application_id, applicant_id, person_key, state, idempotency_key, held_at, held_until, moves)
      SELECT wish.slot, wish.application, wish.applicant, wish.person, 'held', wish.key, at, wish.until, wish.moves
        FROM unnest(winners) AS wish ORDER BY wish.person, wish.ask
      ON CONFLICT DO NOTHING
      RETURNING id, applicant_id, application_id, slot_id
    ) SELECT coalesce(array_agg(id), '{}'), array_agg(applicant_id), array_agg(application_id), array_agg(slot_id)
        INTO went, comers, files, hours FROM gone_in;

    -- Whoever got a place is in this stage now, and the file at the slot's office.
    WITH moved AS (
      UPDATE applications_applicant AS person SET stage = 'appointment'
        FROM unnest(comers, files) AS mine (applicant, file), applications_application AS file
       WHERE person.id = mine.applicant AND person.stage = 'application' AND file.id = mine.file AND file.state = 'ready'
      RETURNING person.id
    ) SELECT coalesce(array_agg(id), '{}') INTO stepped FROM moved;

    -- Somebody of a family got a place elsewhere, or was withdrawn, in this very moment: the whole family stays out. Who
    -- asked twice in one call has the place of the first; with the same key it was one request.
    IF cardinality(went) < cardinality(winners)
       OR cardinality(stepped) < (SELECT count(*) FROM unnest(winners) AS wish WHERE wish.given_up IS NULL) THEN
      IF swapping THEN
        RAISE EXCEPTION 'a place changed hands while it was moved' USING ERRCODE = 'serialization_failure';
      END IF;
      broken := ARRAY(
        SELECT DISTINCT wish.ask FROM (
          SELECT w.*, w.key <> first_value(w.key) OVER (PARTITION BY w.applicant ORDER BY w.ask) AS anew
            FROM unnest(winners) AS w) AS wish
         WHERE wish.anew OR NOT wish.applicant = ANY (stepped) OR NOT EXISTS (
           SELECT FROM appointments_appointment AS mine
            WHERE mine.id = ANY (went) AND mine.idempotency_key = wish.key AND mine.applicant_id = wish.applicant));
      UPDATE applications_applicant AS person SET stage = 'application'
        FROM (SELECT wish.applicant FROM unnest(wishes) AS wish WHERE wish.ask = ANY (broken)
              EXCEPT SELECT wish.applicant FROM unnest(winners) AS wish WHERE NOT wish.ask = ANY (broken)) AS back
       WHERE person.id = back.applicant AND person.id = ANY (stepped);
      DELETE FROM appointments_appointment AS mine USING unnest(wishes) AS wish
       WHERE wish.ask = ANY (broken) AND mine.id = ANY (went)
         AND mine.idempotency_key = wish.key AND mine.applicant_id = wish.applicant;
      winners := ARRAY(SELECT ROW(w.*)::place_wish FROM unnest(winners) AS w WHERE NOT w.ask = ANY (broken));
      SELECT coalesce(array_agg(mine.id), '{}'), array_agg(mine.application_id), array_agg(mine.slot_id)
        INTO went, files, hours FROM appointments_appointment AS mine WHERE mine.id = ANY (went);
    END IF;

    -- Kept goes down before taken goes up: an hour that keeps all it has left must not seem over-full in between.
    IF offering THEN
      UPDATE appointments_slot AS slot SET kept = slot.kept - gone_in.places
        FROM (SELECT wish.slot, count(*) AS places FROM unnest(winners) AS wish
               WHERE wish.offered GROUP BY wish.slot) AS gone_in
       WHERE slot.id = gone_in.slot;
    END IF;
    UPDATE appointments_slot AS slot SET taken = slot.taken + gone_in.places
      FROM (SELECT hour, count(*) AS places FROM unnest(hours) AS hour GROUP BY hour) AS gone_in
     WHERE slot.id = gone_in.hour;
    held := held + (SELECT coalesce(range_agg(int8range(id, id, '[]')), '{}') FROM unnest(went) AS id);
    held_files := held_files || files;
    held_hours := held_hours || hours;
    IF cardinality(winners) = cardinality(waiting) THEN
      waiting := '{}';
      EXIT;
    END IF;
    won := ARRAY(SELECT DISTINCT ask FROM unnest(winners));
    waiting := ARRAY(SELECT ROW(w.*)::place_wish FROM unnest(waiting) AS w WHERE NOT w.ask = ANY (won));
  END LOOP;

  -- The trail. In the order of the files, like everybody who changes them.
  IF NOT isempty(held) THEN
    UPDATE applications_application AS file SET office_id = there.office_id
      FROM (SELECT DISTINCT mine.file, slot.office_id FROM unnest(held_files, held_hours) AS mine (file, hour)
             CROSS JOIN LATERAL (
               SELECT slot.office_id FROM appointments_slot AS slot WHERE slot.id = mine.hour OFFSET 0) AS slot
             ORDER BY mine.file) AS there
     WHERE file.id = there.file AND file.office_id IS DISTINCT FROM there.office_id;
    INSERT INTO audit_entry (at, kind, act, record, record_id, application_id, applicant_id, by_id, place, why, old, new,
                             xid)
    SELECT at, CASE WHEN wish.actor IS NULL THEN 'machine' ELSE 'changed' END, line.act, line.record, line.record_id,
           wish.application, wish.applicant, wish.actor, desk, line.why, line.old, line.new, stamp
      FROM unnest(wishes) AS wish
     CROSS JOIN LATERAL (
       SELECT place.id, place.slot_id FROM appointments_appointment AS place
        WHERE place.idempotency_key = wish.key AND place.applicant_id = wish.applicant AND held @> place.id
       OFFSET 0) AS mine
      LEFT JOIN appointments_appointment AS old ON old.id = wish.given_up
     CROSS JOIN LATERAL (VALUES
       (1, 'appointment.released', 'appointment', old.id, 'moved',
        jsonb_build_object('slot', old.slot_id), '{"state": "released"}'::jsonb),
       (2, 'appointment.held', 'appointment', mine.id, '', '{}'::jsonb,
        jsonb_build_object('state', 'held', 'slot', mine.slot_id)),
       (3, 'applicant.appointment', 'applicant', CASE WHEN old.id IS NULL THEN wish.applicant END, '',
        '{"stage": "application"}'::jsonb, '{"stage": "appointment"}'::jsonb)
     ) AS line (number, act, record, record_id, why, old, new)
     WHERE line.record_id IS NOT NULL ORDER BY wish.ask, line.number, mine.id;
  END IF;

  RETURN QUERY
    SELECT wish.ask, CASE WHEN held @> mine.id THEN 'held' ELSE 'again' END, NULL::integer, mine.id, wish.applicant,
           mine.slot_id
      FROM unnest(wishes) AS wish
     CROSS JOIN LATERAL (
       SELECT place.id, place.slot_id FROM appointments_appointment AS place
        WHERE place.idempotency_key = wish.key AND place.applicant_id = wish.applicant OFFSET 0) AS mine;
  IF cardinality(waiting) > 0 THEN
    RETURN QUERY
      SELECT wish.ask,
             CASE WHEN slot.id IS NULL THEN 'unknown'
                  WHEN slot.closed THEN 'closed'
                  WHEN wish.given_up IS NOT NULL AND NOT EXISTS (
                         SELECT FROM appointments_appointment AS old
                          WHERE old.id = wish.given_up AND old.state IN ('held', 'confirmed')) THEN 'gone'
                  WHEN EXISTS (
                         SELECT FROM appointments_appointment AS other
                          WHERE other.person_key = wish.person AND other.state IN ('held', 'confirmed')
                            AND other.id IS DISTINCT FROM wish.given_up) THEN 'person'
                  WHEN wish.given_up IS NULL AND NOT EXISTS (
                         SELECT FROM applications_applicant AS person
                           JOIN applications_application AS file ON file.id = person.application_id
                          WHERE person.id = wish.applicant AND person.stage = 'application' AND file.state = 'ready')
                    THEN 'unready'
                  WHEN room.free <= 0 THEN 'full'
                  ELSE 'few' END,
             room.free::integer, NULL::bigint, wish.applicant, wish.slot
        FROM unnest(waiting) AS wish LEFT JOIN appointments_slot AS slot ON slot.id = wish.slot
       CROSS JOIN LATERAL (
         SELECT CASE WHEN wish.offered THEN slot.kept ELSE slot.capacity - slot.taken - slot.kept END AS free) AS room
       WHERE NOT EXISTS (
         SELECT FROM appointments_appointment AS mine
          WHERE mine.idempotency_key = wish.key AND mine.applicant_id = wish.applicant);
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("appointments", "0025_book_places_by_look_ups"),
        ("applications", "0004_indexes_that_others_begin_with"),
        ("audit", "0006_by_outlives_its_account"),
    ]
    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="appointment", name="asked_twice_held_once"),
        migrations.AlterField(
            model_name="appointment",
            name="applicant",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="applications.applicant",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(fields=("applicant", "idempotency_key"), name="asked_twice_held_once"),
        ),
        migrations.RunSQL(FORWARDS, migrations.RunSQL.noop),
    ]
