"""How many may come without a booking."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def write(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Batam's priority counter: thirty from 07.30 to 10.00 (domain 1.10)."""
    rule = apps.get_model("offices", "Rule")
    rule.objects.create(key="walk_in.per_hour", value=12, valid_from=date(2020, 1, 1), source="Batam, 2025")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("visits", "0002_tickets_and_portraits"), ("offices", "0002_rules")]
    operations: ClassVar = [migrations.RunPython(write, migrations.RunPython.noop)]
