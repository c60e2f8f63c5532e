"""How far the clock of whoever calls us, and signs when, may be from ours."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def write(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("offices", "Rule")
    rule.objects.create(key="snap.skew_seconds", value=300, valid_from=date(2020, 1, 1), source="our choice")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("offices", "0006_rules_of_bills")]
    operations: ClassVar = [migrations.RunPython(write, migrations.RunPython.noop)]
