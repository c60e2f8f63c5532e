"""A seal of the ledger covers lines of one day; and the numbers of lines survive a restore, as those of the trail do."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

# In another cluster the count goes on above everything that is there, lines as well as entries.
FORWARDS = """
CREATE OR REPLACE FUNCTION audit_base_here() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
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
    VALUES (coalesce(era.number, 0) + 1, here, greatest(
      0, (SELECT max(xid) FROM audit_entry), (SELECT max(xid) FROM appointments_placeline)))
    ON CONFLICT DO NOTHING;
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("appointments", "0008_rules_of_releases"),
        ("audit", "0004_base_known_for_a_transaction"),
    ]
    operations: ClassVar = [
        migrations.AddField(
            "placeseal",
            "on",
            models.DateField(default="2020-01-01", help_text="the day of its lines, by Jakarta's clock"),
            preserve_default=False,
        ),
        migrations.AddIndex("placeseal", models.Index(fields=["on", "-upto"], name="seals_of_day")),
        migrations.RunSQL(FORWARDS, migrations.RunSQL.noop),
    ]
