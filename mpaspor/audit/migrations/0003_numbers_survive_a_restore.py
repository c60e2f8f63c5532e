"""Entries are numbered on where they ended, when the trail is restored into a cluster that counts from the beginning."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARDS = """
CREATE TABLE audit_era (
  number bigint PRIMARY KEY,
  cluster bigint NOT NULL,
  base bigint NOT NULL
);
COMMENT ON TABLE audit_era IS 'Each time the trail began to be written in another cluster: what is added there';
CREATE TRIGGER audit_era_append_only BEFORE UPDATE OR DELETE ON audit_era
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What is added to a transaction's number here. The first to write in a cluster begins its era, and is the only one
-- others wait for: they see the row once it is committed, and begin the era themselves if it is not.
CREATE FUNCTION audit_base() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  here bigint;
  era audit_era;
BEGIN
  SELECT system_identifier INTO here FROM pg_control_system();
  LOOP
    SELECT * INTO era FROM audit_era ORDER BY number DESC LIMIT 1;
    IF era.cluster = here THEN
      RETURN era.base;
    END IF;
    INSERT INTO audit_era (number, cluster, base)
    VALUES (coalesce(era.number, 0) + 1, here, coalesce((SELECT max(xid) FROM audit_entry), 0))
    ON CONFLICT DO NOTHING;
  END LOOP;
END $$;

ALTER TABLE audit_entry ALTER COLUMN xid SET DEFAULT (audit_base() + pg_current_xact_id()::text::bigint);
"""
BACKWARDS = """
ALTER TABLE audit_entry ALTER COLUMN xid SET DEFAULT (pg_current_xact_id()::text::bigint);
DROP FUNCTION audit_base();
DROP TABLE audit_era;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0002_sealed_and_append_only")]
    operations: ClassVar = [migrations.RunSQL(FORWARDS, BACKWARDS)]
