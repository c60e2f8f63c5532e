"""Passports issued by month: ordinary and electronic, new and replacement; the table of the field studies.

A book counts in the month of its date of issue, spoiled and cancelled ones too if they carry one: it was issued.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractMonth

from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import PassportKind
from mpaspor.stages.passports.models import Passport

COLUMNS = ("ordinary_new", "ordinary_replacement", "electronic_new", "electronic_replacement")


@dataclass(frozen=True, slots=True)
class Row:
    """One month, or the whole year when month is 0."""

    year: int
    month: int
    ordinary_new: int = 0
    ordinary_replacement: int = 0
    electronic_new: int = 0
    electronic_replacement: int = 0

    @property
    def total(self) -> int:
        return sum(getattr(self, column) for column in COLUMNS)

    def figures(self) -> dict[str, int]:
        return {**asdict(self), "total": self.total}


@dataclass(frozen=True, slots=True)
class Table:
    rows: list[Row]
    sum: Row


def at_office(office: Office, year: int) -> Table:
    """The twelve months of one office."""
    return _table(Passport.objects.at(office), year)


def national(year: int) -> Table:
    """The twelve months of all offices together."""
    return _table(Passport.objects.all(), year)


def years(*, until: int) -> list[int]:
    """The years in which a book was issued, and the current one, newest first."""
    found = (
        Passport.objects.filter(issued_on__isnull=False).values_list("issued_on__year", flat=True).distinct().order_by()
    )
    return sorted({until, *found}, reverse=True)


def _table(passports: QuerySet[Passport], year: int) -> Table:
    counted = (
        passports.filter(issued_on__year=year)
        .annotate(month=ExtractMonth("issued_on"))
        .values("month")
        .annotate(
            ordinary_new=_count(PassportKind.ORDINARY, replaces=False),
            ordinary_replacement=_count(PassportKind.ORDINARY, replaces=True),
            electronic_new=_count(PassportKind.ELECTRONIC, replaces=False),
            electronic_replacement=_count(PassportKind.ELECTRONIC, replaces=True),
        )
    )
    found = {row["month"]: Row(year, **row) for row in counted}
    rows = [found.get(month, Row(year, month)) for month in range(1, 13)]
    return Table(rows, Row(year, 0, **{column: sum(getattr(row, column) for row in rows) for column in COLUMNS}))


def _count(kind: PassportKind, *, replaces: bool) -> Count:
    return Count("id", filter=Q(kind=kind, replaces=replaces))
