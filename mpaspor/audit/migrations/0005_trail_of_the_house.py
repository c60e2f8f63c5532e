"""An index over what belongs to no file: releases, draws, closures, signals."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0004_base_known_for_a_transaction")]
    operations: ClassVar = [
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["record", "record_id", "id"],
                condition=models.Q(application_id__isnull=True),
                name="trail_of_the_house",
            ),
        ),
    ]
