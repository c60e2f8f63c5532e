"""How often a place may be kept and let go unpaid on one day, and what counts it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def write(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("offices", "Rule")
    rule.objects.create(key="holds.per_day", value=3, valid_from=date(2020, 1, 1), source="our choice")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("appointments", "0002_book_places"), ("offices", "0002_rules")]
    operations: ClassVar = [
        migrations.RunPython(write, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("state", "expired")), fields=["person_key", "held_at"], name="holds_let_go"
            ),
        ),
    ]
