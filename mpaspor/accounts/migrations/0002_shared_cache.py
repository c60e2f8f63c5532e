"""The table behind the shared cache (limits on codes, used second factors)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARDS = """
CREATE TABLE cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX cache_expires ON cache (expires);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARDS, "DROP TABLE cache")]
