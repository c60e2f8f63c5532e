from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0009_refunds_in_moments")]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="bill", name="bills_to_register"),
        migrations.AddField(
            model_name="bill",
            name="registered_until",
            field=models.DateTimeField(help_text="the end the treasury knows", null=True),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(
                condition=models.Q(
                    ("state", "due"),
                    models.Q(
                        ("registered_at", None),
                        ("registered_until__lt", models.F("expires_at")),
                        _connector="OR",
                    ),
                ),
                fields=["id"],
                name="bills_to_register",
            ),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(
                condition=models.Q(
                    ("registered_at__isnull", False),
                    ("withdrawn_at", None),
                    models.Q(("state", "due"), _negated=True),
                ),
                fields=["id"],
                name="bills_to_withdraw",
            ),
        ),
    ]
