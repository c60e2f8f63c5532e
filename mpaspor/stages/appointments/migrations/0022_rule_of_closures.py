"""How far ahead another place is looked for when an hour is closed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def write(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("offices", "Rule")
    rule.objects.create(key="closure.within_days", value=30, valid_from=date(2020, 1, 1), source="our choice")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("appointments", "0021_reminders")]
    operations: ClassVar = [migrations.RunPython(write, migrations.RunPython.noop)]
