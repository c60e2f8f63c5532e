"""How long the calls of banks are kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def write(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("offices", "Rule")
    source = "SNAP technical standard 1.0.2: data and log retention"
    rule.objects.create(key="snap.log_years", value=10, valid_from=date(2020, 1, 1), source=source)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("offices", "0003_units")]
    operations: ClassVar = [migrations.RunPython(write, migrations.RunPython.noop)]
