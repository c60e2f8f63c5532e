"""A STAN of another length than six is kept as it comes: money is taken note of whatever stands beside it."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0006_told_to_the_treasury")]

    operations: ClassVar = [
        migrations.AlterField("payment", "stan", models.CharField(blank=True, max_length=128)),
        migrations.AlterField("statementline", "stan", models.CharField(blank=True, max_length=128)),
    ]
