"""Entries know their transaction; the database refuses to change or remove entries and seals."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARDS = """
ALTER TABLE audit_entry ADD COLUMN xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
CREATE INDEX audit_entry_xid ON audit_entry (xid, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
BACKWARDS = """
DROP TRIGGER audit_seal_append_only ON audit_seal;
DROP TRIGGER audit_entry_append_only ON audit_entry;
DROP FUNCTION refuse_change();
ALTER TABLE audit_entry DROP COLUMN xid;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARDS, BACKWARDS)]
