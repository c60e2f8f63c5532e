"""The national rules as they stand, with their sources. Offices add their own rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ALWAYS = date(2020, 1, 1)
TEN_YEARS = date(2022, 10, 12)
WEEK = [*[["08:00", "16:00"]] * 5, None, None]
NATIONAL = [
    ("adult.age", 17, ALWAYS, "Permenkumham 18/2022 art. 2A"),
    ("application.max_people", 8, ALWAYS, "our choice: one family, one ticket"),
    ("billing.ttl_minutes", 120, ALWAYS, "M-Paspor practice since 2022"),
    ("collection.cancel_months", 1, ALWAYS, "Permenkumham 8/2014 art. 30"),
    ("documents.completion_days", 7, ALWAYS, "office practice, 2023"),
    ("documents.max_megabytes", 10, ALWAYS, "our choice; the law sets none"),
    ("fingerprint.good_enough", 50, ALWAYS, "our choice"),
    ("fingerprint.tries", 3, ALWAYS, "our choice"),
    ("issue.working_days", 4, ALWAYS, "Permenkumham 8/2014 art. 22"),
    ("old_passport.short_list_after", 2009, ALWAYS, "Permenkumham 18/2022 art. 4"),
    ("office.hours", WEEK, ALWAYS, "general office hours; each office may set its own"),
    ("office.passport_kinds", ["ordinary", "electronic"], ALWAYS, "all offices since March 2024"),
    ("print.per_day", 120, ALWAYS, "sample figure; each office sets its own"),
    ("priority.elderly_age", 60, ALWAYS, "SE IMI-UM.01.01-2435/2018"),
    ("priority.toddler_age", 5, ALWAYS, "SE IMI-UM.01.01-2435/2018"),
    ("quota.horizon_days", 30, ALWAYS, "monthly release practice, 2022"),
    ("replacement.months_before_expiry", 6, ALWAYS, "Directorate General's advice"),
    ("reschedule.max", 1, ALWAYS, "M-Paspor practice"),
    ("validity.adult", [5], ALWAYS, "Permenkumham 8/2014"),
    ("validity.adult", [5, 10], TEN_YEARS, "Permenkumham 18/2022 art. 2A"),
    ("validity.child", [5], ALWAYS, "Permenkumham 18/2022 art. 2A"),
    ("visit.early_minutes", 60, ALWAYS, "our choice"),
]


def write(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("offices", "Rule")
    rule.objects.bulk_create(
        rule(key=key, value=value, valid_from=valid_from, source=source) for key, value, valid_from, source in NATIONAL
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("offices", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(write, migrations.RunPython.noop)]
