"""The tariff since 2016, row by row, each on its law's word."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# PP 45/2016 took effect sixty days after it was announced. Sources differ by two days on PP 28/2019 and by six on PP 45/2024.
SINCE_2016, UNTIL_2019 = date(2016, 12, 10), date(2019, 5, 2)
SINCE_2019, UNTIL_2024 = date(2019, 5, 3), date(2024, 12, 16)
TEN_YEARS = date(2022, 10, 12)
SINCE_2024 = date(2024, 12, 17)

PP_2016 = "PP 45/2016"
PP_2019 = "PP 28/2019"
PP_2024 = "PP 45/2024"
TEN_AT_THE_PRICE_OF_FIVE = "PP 28/2019; Permenkumham 18/2022 art. 2A"

TARIFFS = [
    ("ordinary_24_pages", 155_000, SINCE_2016, UNTIL_2019, PP_2016),
    ("ordinary_5", 355_000, SINCE_2016, UNTIL_2019, PP_2016),
    ("electronic_24_pages", 405_000, SINCE_2016, UNTIL_2019, PP_2016),
    ("electronic_5", 655_000, SINCE_2016, UNTIL_2019, PP_2016),
    ("ordinary_5", 350_000, SINCE_2019, UNTIL_2024, PP_2019),
    ("ordinary_10", 350_000, TEN_YEARS, UNTIL_2024, TEN_AT_THE_PRICE_OF_FIVE),
    ("electronic_5", 650_000, SINCE_2019, UNTIL_2024, PP_2019),
    ("electronic_10", 650_000, TEN_YEARS, UNTIL_2024, TEN_AT_THE_PRICE_OF_FIVE),
    ("travel_document_citizen", 100_000, SINCE_2019, UNTIL_2024, PP_2019),
    ("travel_document_foreigner", 150_000, SINCE_2019, UNTIL_2024, PP_2019),
    ("acceleration", 1_000_000, SINCE_2019, UNTIL_2024, f"{PP_2019}; SE IMI-1635.GR.01.01/2019"),
    ("burden_lost", 1_000_000, SINCE_2019, UNTIL_2024, PP_2019),
    ("burden_damaged", 500_000, SINCE_2019, UNTIL_2024, PP_2019),
    ("first_migrant_worker", 0, SINCE_2019, UNTIL_2024, f"{PP_2019}; Permenkumham 9/2020"),
    ("ordinary_5", 350_000, SINCE_2024, None, PP_2024),
    ("ordinary_10", 650_000, SINCE_2024, None, PP_2024),
    ("electronic_5", 650_000, SINCE_2024, None, PP_2024),
    ("electronic_10", 950_000, SINCE_2024, None, PP_2024),
    ("travel_document_citizen", 100_000, SINCE_2024, None, PP_2024),
    ("travel_document_foreigner", 150_000, SINCE_2024, None, PP_2024),
    ("acceleration", 1_000_000, SINCE_2024, None, PP_2024),
    ("burden_lost", 1_000_000, SINCE_2024, None, PP_2024),
    ("burden_damaged", 500_000, SINCE_2024, None, PP_2024),
    ("first_migrant_worker", 0, SINCE_2024, None, f"{PP_2024} art. 5(1)"),
]


def write(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    tariff = apps.get_model("payments", "Tariff")
    tariff.objects.bulk_create(
        tariff(code=code, amount=amount, valid_from=first, valid_to=last, legal_reference=law)
        for code, amount, first, last, law in TARIFFS
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0002_ledger_is_append_only")]
    operations: ClassVar = [migrations.RunPython(write, migrations.RunPython.noop)]
