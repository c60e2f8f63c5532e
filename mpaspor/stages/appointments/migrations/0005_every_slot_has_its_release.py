"""Slots that were opened before there were releases: one release an office, opened at its first hour's turn."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = """
INSERT INTO appointments_release (office_id, way, first_on, last_on, announced_at, opens_at)
SELECT office.id, 'line', min((slot.starts_at AT TIME ZONE office.zone)::date),
       max((slot.starts_at AT TIME ZONE office.zone)::date), min(slot.starts_at), min(slot.starts_at)
  FROM appointments_slot AS slot JOIN offices_office AS office ON office.id = slot.office_id GROUP BY office.id;
UPDATE appointments_release SET announced_at = first.at, opens_at = first.at
  FROM (SELECT slot.office_id, min(coalesce(place.held_at, slot.starts_at)) AS at
          FROM appointments_slot AS slot LEFT JOIN appointments_appointment AS place ON place.slot_id = slot.id
         GROUP BY slot.office_id) AS first
 WHERE first.office_id = appointments_release.office_id;
UPDATE appointments_slot SET release_id = release.id
  FROM appointments_release AS release WHERE release.office_id = appointments_slot.office_id;
-- Rows that were touched must be settled before the column is tightened.
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("appointments", "0004_releases_draws_and_waiting")]
    operations: ClassVar = [
        migrations.RunSQL(FORWARDS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="slot",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="appointments.release"
            ),
        ),
    ]
