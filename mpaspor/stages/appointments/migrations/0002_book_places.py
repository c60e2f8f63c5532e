"""The one arbiter of places (docs/adr/0004): arrays of wishes in, one answer each out."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARDS = """
CREATE TYPE place_wish AS (
  ask integer, slot bigint, application bigint, applicant bigint, person bytea, key text, given_up bigint, moves integer,
  until timestamptz
);

-- One wish for each person; the wishes of one ask are a family that comes together, or not at all. Lower asks go first.
-- A wish may name the place it gives up: that one is released only once the new one is certain.
-- Answers, one row for each person: held | again (this key was answered before) | full | few (not enough for the family)
-- | person (has a place already) | gone (the place to be given up is no longer hers) | unknown (no such slot).
CREATE FUNCTION book_places(
  asks integer[], slots bigint[], applications bigint[], applicants bigint[], persons bytea[], keys text[],
  given_up bigint[], moves integer[], until timestamptz[], at timestamptz
) RETURNS TABLE (ask integer, outcome text, room integer, appointment bigint, applicant bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  wishes place_wish[] := ARRAY(
    SELECT ROW(w.*)::place_wish
      FROM unnest(asks, slots, applications, applicants, persons, keys, given_up, moves, until) AS w);
  waiting integer[] := ARRAY(SELECT DISTINCT unnest(asks));
  swapping boolean := EXISTS (SELECT FROM unnest(given_up) AS place WHERE place IS NOT NULL);
  won integer[];
  went bigint[];
  broken integer[];
  held bigint[] := '{}';
BEGIN
  -- Everybody locks in the order of the ids, so that nobody waits in a circle.
  PERFORM FROM appointments_slot AS slot
    WHERE slot.id = ANY (slots || ARRAY(SELECT old.slot_id FROM appointments_appointment AS old WHERE old.id = ANY (given_up)))
    ORDER BY slot.id FOR NO KEY UPDATE;

  LOOP
    -- Rank the families that may still have a place; those within what is free win.
    SELECT coalesce(array_agg(ranked.ask), '{}') INTO won FROM (
      SELECT party.ask, slot.capacity - slot.taken AS free,
             sum(party.size) OVER (PARTITION BY party.slot ORDER BY party.ask) AS upto
        FROM (
          SELECT wish.ask, wish.slot, count(*) AS size,
                 bool_or(
                   EXISTS (SELECT FROM appointments_appointment AS other
                            WHERE other.person_key = wish.person AND other.state IN ('held', 'confirmed')
                              AND other.id IS DISTINCT FROM wish.given_up)
                   OR EXISTS (SELECT FROM appointments_appointment AS answered
                               WHERE answered.idempotency_key = wish.key AND answered.applicant_id = wish.applicant)
                   OR (wish.given_up IS NOT NULL AND NOT EXISTS (
                         SELECT FROM appointments_appointment AS old
                          WHERE old.id = wish.given_up AND old.state IN ('held', 'confirmed')))
                 ) AS barred
            FROM unnest(wishes) AS wish WHERE wish.ask = ANY (waiting) GROUP BY wish.ask, wish.slot
        ) AS party
        JOIN appointments_slot AS slot ON slot.id = party.slot
       WHERE NOT party.barred AND party.size <= slot.capacity - slot.taken
    ) AS ranked WHERE ranked.upto <= ranked.free;
    EXIT WHEN won = '{}';

    IF swapping THEN
      WITH released AS (
        UPDATE appointments_appointment AS old SET state = 'released' FROM unnest(wishes) AS wish
         WHERE wish.ask = ANY (won) AND old.id = wish.given_up AND old.state IN ('held', 'confirmed')
        RETURNING old.slot_id
      )
      UPDATE appointments_slot AS slot SET taken = slot.taken - freed.places
        FROM (SELECT slot_id, count(*) AS places FROM released GROUP BY slot_id) AS freed WHERE slot.id = freed.slot_id;
    END IF;

    -- In the order of the persons: two calls that want places for the same family wait for each other, not in a circle.
    WITH gone_in AS (
      INSERT INTO appointments_appointment
        (slot_id, application_id, applicant_id, person_key, state, idempotency_key, held_at, held_until, moves)
      SELECT wish.slot, wish.application, wish.applicant, wish.person, 'held', wish.key, at, wish.until, wish.moves
        FROM unnest(wishes) AS wish WHERE wish.ask = ANY (won) ORDER BY wish.person, wish.ask
      ON CONFLICT DO NOTHING
      RETURNING id
    ) SELECT coalesce(array_agg(id), '{}') INTO went FROM gone_in;

    -- Somebody of a family got a place elsewhere in this very moment: the whole family stays out.
    IF cardinality(went) < (SELECT count(*) FROM unnest(wishes) AS wish WHERE wish.ask = ANY (won)) THEN
      IF swapping THEN
        RAISE EXCEPTION 'a place changed hands while it was moved' USING ERRCODE = 'serialization_failure';
      END IF;
      broken := ARRAY(
        SELECT DISTINCT wish.ask FROM unnest(wishes) AS wish
         WHERE wish.ask = ANY (won) AND NOT EXISTS (
           SELECT FROM appointments_appointment AS mine
            WHERE mine.id = ANY (went) AND mine.idempotency_key = wish.key AND mine.applicant_id = wish.applicant));
      DELETE FROM appointments_appointment AS mine USING unnest(wishes) AS wish
       WHERE wish.ask = ANY (broken) AND mine.id = ANY (went)
         AND mine.idempotency_key = wish.key AND mine.applicant_id = wish.applicant;
      won := ARRAY(SELECT unnest(won) EXCEPT SELECT unnest(broken));
    END IF;

    UPDATE appointments_slot AS slot SET taken = slot.taken + gone_in.places
      FROM (SELECT slot_id, count(*) AS places FROM appointments_appointment WHERE id = ANY (went) GROUP BY slot_id) AS gone_in
     WHERE slot.id = gone_in.slot_id;
    held := held || went;
    waiting := ARRAY(SELECT unnest(waiting) EXCEPT SELECT unnest(won));
    EXIT WHEN waiting = '{}';
  END LOOP;

  RETURN QUERY
    SELECT wish.ask, CASE WHEN mine.id = ANY (held) THEN 'held' ELSE 'again' END, NULL::integer, mine.id, wish.applicant
      FROM unnest(wishes) AS wish
      JOIN appointments_appointment AS mine
        ON mine.idempotency_key = wish.key AND mine.applicant_id = wish.applicant;
  IF waiting <> '{}' THEN
    RETURN QUERY
      SELECT wish.ask,
             CASE WHEN slot.id IS NULL THEN 'unknown'
                  WHEN wish.given_up IS NOT NULL AND NOT EXISTS (
                         SELECT FROM appointments_appointment AS old
                          WHERE old.id = wish.given_up AND old.state IN ('held', 'confirmed')) THEN 'gone'
                  WHEN EXISTS (
                         SELECT FROM appointments_appointment AS other
                          WHERE other.person_key = wish.person AND other.state IN ('held', 'confirmed')
                            AND other.id IS DISTINCT FROM wish.given_up) THEN 'person'
                  WHEN slot.taken >= slot.capacity THEN 'full'
                  ELSE 'few' END,
             (slot.capacity - slot.taken)::integer, NULL::bigint, wish.applicant
        FROM unnest(wishes) AS wish LEFT JOIN appointments_slot AS slot ON slot.id = wish.slot
       WHERE wish.ask = ANY (waiting) AND NOT EXISTS (
         SELECT FROM appointments_appointment AS mine
          WHERE mine.idempotency_key = wish.key AND mine.applicant_id = wish.applicant);
  END IF;
END $$;
"""
BACKWARDS = """
DROP FUNCTION book_places;
DROP TYPE place_wish;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("appointments", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARDS, BACKWARDS)]
