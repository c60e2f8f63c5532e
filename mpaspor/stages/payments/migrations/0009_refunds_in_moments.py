"""When a refund's account was asked about, and when it was checked or declined."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0010_days_are_closed")]
    operations: ClassVar = [
        migrations.AddField(
            "refund",
            "named_at",
            models.DateTimeField(null=True, help_text="when the bank said whose account it is, or that it has none"),
        ),
        migrations.AddField("refund", "checked_at", models.DateTimeField(null=True)),
        migrations.AddField("refund", "declined_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "refund",
            "approved_at",
            models.DateTimeField(
                null=True, help_text="first; since then the ledger owes it, also while an account is put right"
            ),
        ),
    ]
