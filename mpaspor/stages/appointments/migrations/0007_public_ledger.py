"""The database writes a line for every change of every place, whoever makes it and however (docs/adr/0011)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARDS = """
ALTER TABLE appointments_placeline ADD COLUMN xid bigint NOT NULL
  DEFAULT (audit_base() + pg_current_xact_id()::text::bigint);
CREATE INDEX appointments_placeline_xid ON appointments_placeline (xid, id);

CREATE TRIGGER placeline_append_only BEFORE UPDATE OR DELETE ON appointments_placeline
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER placeseal_append_only BEFORE UPDATE OR DELETE ON appointments_placeseal
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The same person has another name in every release; only who knows her key can tell which.
CREATE FUNCTION place_pseudonym(person bytea, release bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT left(encode(sha256(person || convert_to(':' || release, 'UTF8')), 'hex'), 16)
$$;

-- Places opened, added, taken away; places kept for the waiting list.
CREATE FUNCTION note_slot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  opened integer := NEW.capacity - CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.capacity END;
  kept integer := NEW.kept - CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.kept END;
BEGIN
  INSERT INTO appointments_placeline (at, release_id, slot_id, kind, delta, pseudonym)
  SELECT now(), NEW.release_id, NEW.id, line.kind, line.delta, ''
    FROM (VALUES ('opened', opened), ('reserved', kept)) AS line (kind, delta) WHERE line.delta <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER slot_opened AFTER INSERT ON appointments_slot FOR EACH ROW EXECUTE FUNCTION note_slot();
CREATE TRIGGER slot_changed AFTER UPDATE OF capacity, kept ON appointments_slot FOR EACH ROW
  WHEN (OLD.capacity <> NEW.capacity OR OLD.kept <> NEW.kept) EXECUTE FUNCTION note_slot();

CREATE FUNCTION place_taken(state text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT (state IN ('held', 'confirmed', 'attended', 'missed'))::integer
$$;

-- New places, all of a statement at once: this is the hot path.
CREATE FUNCTION note_new_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO appointments_placeline (at, release_id, slot_id, kind, delta, pseudonym)
  SELECT now(), slot.release_id, slot.id, line.kind, line.delta, place_pseudonym(place.person_key, slot.release_id)
    FROM new_places AS place JOIN appointments_slot AS slot ON slot.id = place.slot_id
   CROSS JOIN LATERAL (VALUES
     (1, CASE WHEN slot.service_class = 'desk' THEN 'walk_in' ELSE 'held' END, 1, place_taken(place.state) = 1),
     (2, place.state, 0, place.state IN ('confirmed', 'attended', 'missed'))
   ) AS line (number, kind, delta, holds)
   WHERE line.holds ORDER BY place.id, line.number;
  RETURN NULL;
END $$;
CREATE TRIGGER places_held AFTER INSERT ON appointments_appointment REFERENCING NEW TABLE AS new_places
  FOR EACH STATEMENT EXECUTE FUNCTION note_new_places();

CREATE FUNCTION note_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO appointments_placeline (at, release_id, slot_id, kind, delta, pseudonym)
    SELECT now(), slot.release_id, slot.id, 'undone', -1, place_pseudonym(OLD.person_key, slot.release_id)
      FROM appointments_slot AS slot WHERE slot.id = OLD.slot_id AND place_taken(OLD.state) = 1;
    RETURN NULL;
  END IF;
  IF OLD.slot_id <> NEW.slot_id THEN
    INSERT INTO appointments_placeline (at, release_id, slot_id, kind, delta, pseudonym)
    SELECT now(), slot.release_id, slot.id, 'moved', line.delta, place_pseudonym(NEW.person_key, slot.release_id)
      FROM (VALUES (OLD.slot_id, -1), (NEW.slot_id, 1)) AS line (slot, delta)
      JOIN appointments_slot AS slot ON slot.id = line.slot WHERE place_taken(OLD.state) = 1;
  END IF;
  IF OLD.state <> NEW.state THEN
    INSERT INTO appointments_placeline (at, release_id, slot_id, kind, delta, pseudonym)
    SELECT now(), slot.release_id, slot.id, NEW.state, place_taken(NEW.state) - place_taken(OLD.state),
           place_pseudonym(NEW.person_key, slot.release_id)
      FROM appointments_slot AS slot WHERE slot.id = NEW.slot_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER place_changed AFTER UPDATE OF state, slot_id ON appointments_appointment FOR EACH ROW
  WHEN (OLD.state <> NEW.state OR OLD.slot_id <> NEW.slot_id) EXECUTE FUNCTION note_place();
CREATE TRIGGER place_undone AFTER DELETE ON appointments_appointment FOR EACH ROW EXECUTE FUNCTION note_place();

-- What was there before the ledger began.
INSERT INTO appointments_placeline (at, release_id, slot_id, kind, delta, pseudonym)
SELECT now(), slot.release_id, slot.id, 'opened', slot.capacity, '' FROM appointments_slot AS slot ORDER BY slot.id;
INSERT INTO appointments_placeline (at, release_id, slot_id, kind, delta, pseudonym)
SELECT place.held_at, slot.release_id, slot.id, line.kind, line.delta, place_pseudonym(place.person_key, slot.release_id)
  FROM appointments_appointment AS place JOIN appointments_slot AS slot ON slot.id = place.slot_id
 CROSS JOIN LATERAL (VALUES
   (1, CASE WHEN slot.service_class = 'desk' THEN 'walk_in' ELSE 'held' END, 1),
   (2, CASE WHEN place.state <> 'held' THEN place.state END, place_taken(place.state) - 1)
 ) AS line (number, kind, delta)
 WHERE line.kind IS NOT NULL ORDER BY place.id, line.number;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("appointments", "0006_book_places_with_its_trail")]
    operations: ClassVar = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]
