"""What becomes of fees that come to nothing, and which money is paid back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OURS = "our choice"
NO_REFUND = "Permenkumham 8/2014 art. 21; PNBP is owed for the service, not for its result"
RULES = [
    ("fee.after_incomplete", "kept", NO_REFUND),
    ("fee.after_missed", "kept", NO_REFUND),
    ("fee.after_our_fault", "credit", OURS),
    ("fee.after_refused", {"*": "kept"}, NO_REFUND),
    ("fee.after_withdrawn", "kept", NO_REFUND),
    ("refund.reasons", ["late", "short", "over", "double", "answered", "outcome", "rest"], "UU 9/2018; PP 58/2020"),
    ("refund.working_days", 10, OURS),
]


def write(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("offices", "Rule")
    rule.objects.bulk_create(
        rule(key=key, value=value, valid_from=date(2020, 1, 1), source=source) for key, value, source in RULES
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("offices", "0004_calls_of_banks")]
    operations: ClassVar = [migrations.RunPython(write, migrations.RunPython.noop)]
