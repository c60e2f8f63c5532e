"""What is added to a transaction's number is looked up once a transaction, not once a line: places come by the hundred."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARDS = """
ALTER FUNCTION audit_base() RENAME TO audit_base_here;

CREATE FUNCTION audit_base() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  known text := current_setting('mpaspor.audit_base', true);
BEGIN
  IF known <> '' THEN
    RETURN known::bigint;
  END IF;
  RETURN set_config('mpaspor.audit_base', audit_base_here()::text, true)::bigint;
END $$;

-- Tables remember the function they were made with, whatever its name.
ALTER TABLE audit_entry ALTER COLUMN xid SET DEFAULT (audit_base() + pg_current_xact_id()::text::bigint);
"""
BACKWARDS = """
ALTER TABLE audit_entry ALTER COLUMN xid SET DEFAULT (audit_base_here() + pg_current_xact_id()::text::bigint);
DROP FUNCTION audit_base();
ALTER FUNCTION audit_base_here() RENAME TO audit_base;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0003_numbers_survive_a_restore")]
    operations: ClassVar = [migrations.RunSQL(FORWARDS, BACKWARDS)]
