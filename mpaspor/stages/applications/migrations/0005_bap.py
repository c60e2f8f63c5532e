"""The examination of a passport lost, damaged or to be changed, by its number and outcome."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("applications", "0004_indexes_that_others_begin_with"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Bap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("new", "Paspor baru"),
                            ("expired", "Ganti paspor, masa berlaku habis"),
                            ("full", "Ganti paspor, halaman penuh"),
                            ("lost", "Paspor hilang"),
                            ("damaged", "Paspor rusak"),
                            ("changed", "Perubahan data"),
                        ],
                        help_text="what was examined",
                        max_length=8,
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("held_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("granted", "Penggantian disetujui"),
                            ("waived", "Penggantian disetujui, bebas beban karena keadaan kahar"),
                            ("refused", "Penggantian ditolak atau ditangguhkan"),
                        ],
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "applicant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bap", to="applications.applicant"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("service__in", ("lost", "damaged", "changed"))),
                        name="bap_of_what_needs_one",
                    ),
                    models.CheckConstraint(condition=models.Q(("number", ""), _negated=True), name="bap_has_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", "granted"),
                            models.Q(("outcome__in", ("waived", "refused")), models.Q(("why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="bap_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", "waived"), ("service", "changed"), _negated=True),
                        name="bap_waives_a_burden",
                    ),
                ],
            },
        ),
    ]
