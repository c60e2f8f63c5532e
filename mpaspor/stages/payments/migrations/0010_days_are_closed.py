"""A closed day of the books stays as it is.

Writing into a day and closing it take turns; the database refuses a line in a closed day, and any change of one. Lists name a payment's other numbers.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

FORWARDS = """
-- What writing into a day of somebody's books and closing it take turns at.
CREATE FUNCTION book_day_key(office bigint, day date) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT hashtextextended('book day ' || coalesce(office, 0) || ' ' || (day - date '2000-01-01'), 0)
$$;

CREATE FUNCTION ledger_day(office bigint, wanted date) RETURNS date LANGUAGE plpgsql AS $$
DECLARE
  day date := wanted;
BEGIN
  LOOP
    -- Shared among those who write; whoever closes the day takes it alone, at the end of them.
    PERFORM pg_advisory_xact_lock_shared(book_day_key(office, day));
    EXIT WHEN NOT EXISTS (
      SELECT FROM payments_bookday AS book
       WHERE book.state = 'closed' AND book."on" = day
         AND (book.office_id = office OR (office IS NULL AND book.office_id IS NULL)));
    day := day + 1;
  END LOOP;
  RETURN day;
END $$;

CREATE FUNCTION refuse_closed_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ledger_day(NEW.office_id, NEW."on") <> NEW."on" THEN
    RAISE EXCEPTION 'the day % of office % is closed', NEW."on", coalesce(NEW.office_id::text, 'none')
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION refuse_line_of_closed_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  entry payments_ledgertransaction;
BEGIN
  SELECT * INTO entry FROM payments_ledgertransaction WHERE id = NEW.transaction_id;
  IF ledger_day(entry.office_id, entry."on") <> entry."on" THEN
    RAISE EXCEPTION 'the day % of office % is closed', entry."on", coalesce(entry.office_id::text, 'none')
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER ledger_transaction_of_an_open_day BEFORE INSERT ON payments_ledgertransaction
  FOR EACH ROW EXECUTE FUNCTION refuse_closed_day();
CREATE TRIGGER ledger_line_of_an_open_day BEFORE INSERT ON payments_ledgerline
  FOR EACH ROW EXECUTE FUNCTION refuse_line_of_closed_day();
CREATE TRIGGER closed_day_stays BEFORE UPDATE OR DELETE ON payments_bookday
  FOR EACH ROW WHEN (OLD.state = 'closed') EXECUTE FUNCTION refuse_change();

-- Lines from before credits and questions were named.
ALTER TABLE payments_ledgertransaction DISABLE TRIGGER ledger_transaction_append_only;
UPDATE payments_ledgertransaction AS entry SET credit_id = credit.id FROM payments_credit AS credit
 WHERE entry.cause IN ('fee', 'credit') AND entry.credit_id IS NULL AND credit.payment_id = entry.payment_id
   AND credit.reason IN ('over', 'late', 'short', 'double');
UPDATE payments_ledgertransaction AS entry SET question_id = question.id FROM payments_question AS question
 WHERE entry.cause = 'question' AND entry.question_id IS NULL AND question.payment_id = entry.payment_id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE payments_ledgertransaction ENABLE TRIGGER ledger_transaction_append_only;
"""
BACKWARDS = """
DROP TRIGGER closed_day_stays ON payments_bookday;
DROP TRIGGER ledger_line_of_an_open_day ON payments_ledgerline;
DROP TRIGGER ledger_transaction_of_an_open_day ON payments_ledgertransaction;
DROP FUNCTION refuse_line_of_closed_day();
DROP FUNCTION refuse_closed_day();
DROP FUNCTION ledger_day(bigint, date);
DROP FUNCTION book_day_key(bigint, date);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0007_partners_asked_and_found")]
    operations: ClassVar = [
        migrations.AddField(
            "statementline",
            "reference",
            models.CharField(
                blank=True, default="", help_text="as Payment.reference, where they name it", max_length=128
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "statementline", "stan", models.CharField(blank=True, default="", max_length=6), preserve_default=False
        ),
        migrations.AddIndex("payment", models.Index(fields=["reference"], name="payments_by_reference")),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
