"""Units of offices: counters elsewhere with places of their own (domain facts, 1.10)."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("offices", "0002_rules")]
    operations: ClassVar = [
        migrations.AddField(
            "office",
            "parent",
            models.ForeignKey(
                blank=True,
                help_text="the office whose unit this is (ULP, UKK, MPP, lounge); empty = an office",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="units",
                to="offices.office",
            ),
        ),
        migrations.AddConstraint(
            "office",
            models.CheckConstraint(
                condition=models.Q(("parent", models.F("id")), _negated=True), name="no_unit_of_itself"
            ),
        ),
    ]
