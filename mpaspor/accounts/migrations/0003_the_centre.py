"""Two roles that sit at no office: the centre, and the witnesses of a draw."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

ROLES = (
    ("applicant", "Pemohon"),
    ("customer_service", "Petugas layanan"),
    ("counter", "Petugas loket"),
    ("interviewer", "Petugas wawancara"),
    ("adjudicator", "Penelaah"),
    ("supervisor", "Kepala seksi"),
    ("printer", "Petugas cetak"),
    ("handover", "Petugas serah terima"),
    ("head", "Kepala kantor"),
    ("centre", "Petugas pusat"),
    ("witness", "Saksi undian"),
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0002_shared_cache")]
    operations: ClassVar = [
        migrations.RemoveConstraint("user", "user_role_known"),
        migrations.AlterField(
            "user", "role", models.CharField(choices=list(ROLES), default="applicant", max_length=20)
        ),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(condition=models.Q(role__in=[role for role, _ in ROLES]), name="user_role_known"),
        ),
    ]
