"""What tells that many accounts use one browser or one picture, and from how many on somebody should look."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RULES = {
    "signals.device_accounts": 5,
    "signals.handover_minutes": 90,
    "signals.handover_times": 3,
    "signals.paper_accounts": 3,
    "signals.phone_accounts": 3,
}


def write(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("offices", "Rule")
    rule.objects.bulk_create(
        rule(key=key, value=value, valid_from=date(2020, 1, 1), source="our choice") for key, value in RULES.items()
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("applications", "0002_one_application_per_person"), ("offices", "0002_rules")]
    operations: ClassVar = [
        migrations.AddField(
            "application",
            "device",
            models.BinaryField(help_text="blind index of the browser it was filled in with", max_length=32, null=True),
        ),
        migrations.AddField(
            "document",
            "content_key",
            models.BinaryField(help_text="blind index of the bytes that were sent", max_length=32, null=True),
        ),
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
