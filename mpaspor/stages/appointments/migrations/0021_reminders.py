"""Whoever wants a letter before an opening."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("applications", "0001_initial"),
        ("appointments", "0020_seals_know_their_day"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField(db_index=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="applications.application",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="appointments.draw",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="appointments.release",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("draw__isnull", True), ("release__isnull", False)),
                            models.Q(("draw__isnull", False), ("release__isnull", True)),
                            _connector="OR",
                        ),
                        name="reminder_of_one_thing",
                    ),
                    models.UniqueConstraint(
                        fields=("application", "release", "draw"), name="reminded_once", nulls_distinct=False
                    ),
                ],
            },
        ),
    ]
