"""An index that begins another one is written for nothing with each move of a person."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("applications", "0003_signals"),
    ]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="applicant",
            name="application",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="people",
                to="applications.application",
            ),
        ),
    ]
