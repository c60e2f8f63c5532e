"""Whoever wrote an account down is not the one who checks it."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0011_as_wide_as_they_write")]

    operations: ClassVar = [
        migrations.AddConstraint(
            "refund",
            models.CheckConstraint(
                condition=Q(checked_by=None) | Q(requested_by=None) | ~Q(checked_by=F("requested_by")),
                name="refund_is_checked_by_another",
            ),
        ),
    ]
