"""What may change about draws, lines, the waiting list and moves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RULES = {
    "draw.max_wishes": 5,
    "draw.pay_hours": 48,
    "holds.per_account": 3,
    "line.minutes": 120,
    "pool.return_minutes": [5, 60],
    "reschedule.cutoff_days": 1,
    "reschedule.max_days": 60,
    "reschedule.max_km": 150,
    "waiting.max_km": 150,
    "waiting.max_offers": 3,
    "waiting.offer_hours": 12,
}


def write(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("offices", "Rule")
    rule.objects.bulk_create(
        rule(key=key, value=value, valid_from=date(2020, 1, 1), source="our choice") for key, value in RULES.items()
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("appointments", "0007_public_ledger"), ("offices", "0002_rules")]
    operations: ClassVar = [migrations.RunPython(write, migrations.RunPython.noop)]
