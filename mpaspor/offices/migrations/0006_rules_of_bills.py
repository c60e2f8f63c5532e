"""What may change about the end of a bill: questions, payments on their way, the grace."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OURS = "our choice"
RULES = [
    ("billing.again_minutes", 30, OURS),
    ("billing.ask_minutes", [-10, -5, 0, 5, 30, 120], "our choice, after the outage of June 2024"),
    ("billing.grace_minutes", 15, OURS),
    ("billing.in_flight_minutes", 10, OURS),
    ("billing.in_flight_times", 3, OURS),
]


def write(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("offices", "Rule")
    rule.objects.bulk_create(
        rule(key=key, value=value, valid_from=date(2020, 1, 1), source=source) for key, value, source in RULES
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("offices", "0005_rules_of_what_goes_back")]
    operations: ClassVar = [migrations.RunPython(write, migrations.RunPython.noop)]
