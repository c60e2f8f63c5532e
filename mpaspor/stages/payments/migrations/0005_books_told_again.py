"""What earlier rows of the books did not say: their day, their office and where the money came from."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARDS = """
ALTER TABLE payments_ledgertransaction DISABLE TRIGGER ledger_transaction_append_only;
ALTER TABLE payments_ledgerline DISABLE TRIGGER ledger_line_append_only;

UPDATE payments_ledgertransaction AS entry
   SET "on" = (entry.at AT TIME ZONE 'Asia/Jakarta')::date,
       office_id = (SELECT file.office_id FROM payments_bill AS bill
                      JOIN applications_application AS file ON file.id = bill.application_id
                     WHERE bill.id = entry.bill_id),
       source = coalesce((SELECT source FROM payments_payment AS payment WHERE payment.id = entry.payment_id), ''),
       channel = coalesce((SELECT channel FROM payments_payment AS payment WHERE payment.id = entry.payment_id), '');
UPDATE payments_ledgerline SET account = 'received' WHERE account = 'bank';
UPDATE payments_payment SET booked_on = (paid_at AT TIME ZONE 'Asia/Jakarta')::date;

WITH asked AS (
  INSERT INTO payments_question (payment_id, state, opened_at, why)
  SELECT id, 'open', received_at, '' FROM payments_payment WHERE outcome = 'question' RETURNING id, opened_at
)
INSERT INTO audit_entry (at, kind, act, record, record_id, place, why, old, new)
SELECT opened_at, 'machine', 'question.open', 'question', id, '', '', '{}', '{"state": "open"}' FROM asked;

SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE payments_ledgerline ENABLE TRIGGER ledger_line_append_only;
ALTER TABLE payments_ledgertransaction ENABLE TRIGGER ledger_transaction_append_only;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0004_money"), ("audit", "0005_trail_of_the_house")]
    operations: ClassVar = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]
