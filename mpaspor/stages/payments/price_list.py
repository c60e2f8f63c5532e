"""The prices as the public reads them: those of a day, and those that are announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from mpaspor.stages.applications.models import PassportKind
from mpaspor.stages.payments import tariff
from mpaspor.stages.payments.models import Tariff

YEARS = (5, 10)
SHOWN = [*(f"{kind}_{years}" for kind in PassportKind.values for years in YEARS), *tariff.BESIDE]


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A kind of passport and its price for each span of years, None where there is none."""

    kind: str
    label: str
    amounts: list[int | None]


@dataclass(frozen=True, slots=True)
class PriceTable:
    """The prices of a day, when the latest of them began, and its law; None and "" while there is none."""

    years: list[int]
    rows: list[PriceRow]
    since: date | None
    law: str


@dataclass(frozen=True, slots=True)
class Announced:
    """What will be paid from a day on, by thing, and the laws that say so."""

    since: date
    laws: list[str]
    prices: list[tuple[str, int]]


def table(on: date) -> PriceTable:
    """The prices as the public reads them."""
    found = {(kind, span): tariff.known(f"{kind}_{span}", on) for kind in PassportKind.values for span in YEARS}
    rows = [
        PriceRow(kind.value, str(kind.label), [_amount(found[kind.value, span]) for span in YEARS])
        for kind in PassportKind
    ]
    latest = max((row for row in found.values() if row), key=lambda row: row.valid_from, default=None)
    if latest is None:
        return PriceTable(list(YEARS), rows, None, "")
    return PriceTable(list(YEARS), rows, latest.valid_from, latest.legal_reference)


def announced(on: date) -> list[Announced]:
    """What the table says of days to come, the nearest first."""
    ahead = [row for row in tariff.rows() if row.valid_from > on and row.code in SHOWN]
    ahead.sort(key=lambda row: (row.valid_from, SHOWN.index(row.code)))
    return [_announced(since, list(rows)) for since, rows in groupby(ahead, key=lambda row: row.valid_from)]


def _announced(since: date, rows: list[Tariff]) -> Announced:
    laws = list(dict.fromkeys(row.legal_reference for row in rows))
    return Announced(since, laws, [(tariff.name(row.code), row.amount) for row in rows])


def _amount(row: Tariff | None) -> int | None:
    return row.amount if row else None
