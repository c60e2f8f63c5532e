"""Whoever is taken out of a file is taken out of its entry too; the database has no say in it."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("appointments", "0022_rule_of_closures"), ("applications", "0001_initial")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="drawperson",
            name="applicant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="applications.applicant"
            ),
        ),
    ]
