"""The ledger is written once, and what is written sums to zero: the database sees to both."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARDS = """
CREATE TRIGGER ledger_transaction_append_only BEFORE UPDATE OR DELETE ON payments_ledgertransaction
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_line_append_only BEFORE UPDATE OR DELETE ON payments_ledgerline
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  written bigint := CASE TG_TABLE_NAME WHEN 'payments_ledgerline' THEN (to_jsonb(NEW) ->> 'transaction_id')::bigint ELSE NEW.id END;
  lines bigint;
  total numeric;
BEGIN
  SELECT count(*), coalesce(sum(amount), 0) INTO lines, total FROM payments_ledgerline WHERE transaction_id = written;
  IF lines < 2 OR total <> 0 THEN
    RAISE EXCEPTION 'ledger transaction % has % lines that sum to %', written, lines, total USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

-- At commit: the lines of a transaction come one after the other.
CREATE CONSTRAINT TRIGGER ledger_transaction_balances AFTER INSERT ON payments_ledgertransaction
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balances();
CREATE CONSTRAINT TRIGGER ledger_line_balances AFTER INSERT ON payments_ledgerline
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balances();
"""
BACKWARDS = """
DROP TRIGGER ledger_line_balances ON payments_ledgerline;
DROP TRIGGER ledger_transaction_balances ON payments_ledgertransaction;
DROP FUNCTION ledger_balances();
DROP TRIGGER ledger_line_append_only ON payments_ledgerline;
DROP TRIGGER ledger_transaction_append_only ON payments_ledgertransaction;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0001_initial"), ("audit", "0002_sealed_and_append_only")]
    operations: ClassVar = [migrations.RunSQL(FORWARDS, BACKWARDS)]
