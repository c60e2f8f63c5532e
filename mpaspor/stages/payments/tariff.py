"""What a passport costs on a day, from the dated table."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mpaspor.stages.applications.models import Applicant, Application, PassportKind, Service, Stage
from mpaspor.stages.payments.models import Tariff

# A changed tariff reaches every process within this many seconds.
FRESH_FOR_SECONDS = 10.0

FIRST_MIGRANT_WORKER = "first_migrant_worker"
ACCELERATION = "acceleration"

_rows: list[Tariff] = []
_read_at = -FRESH_FOR_SECONDS


class NoTariff(Exception):
    """The law names no price for this on the day."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a bill: the row of the tariff, and what it says."""

    tariff: Tariff
    amount: int


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A kind of passport and its price for each span of years, None where there is none."""

    kind: str
    label: str
    amounts: list[int | None]


@dataclass(frozen=True, slots=True)
class PriceTable:
    """The prices of a day, when the latest of them began, and the law they stand in."""

    years: list[int]
    rows: list[PriceRow]
    since: date
    law: str


def items(applicant: Applicant, on: date, *, accelerated: bool = False) -> list[Item]:
    """What this person pays. Raises `NoTariff` for a kind and span that cannot be had on the day."""
    codes = [_code_of(applicant), *([ACCELERATION] if accelerated else [])]
    rows = [cost(code, on) for code in codes]
    return [Item(row, row.amount) for row in rows]


def total(application: Application, on: date) -> int:
    """What everybody in the application pays together."""
    people = [person for person in application.people.all() if person.stage != Stage.CLOSED]
    return total_of(people, on)


def total_of(people: Iterable[Applicant], on: date) -> int:
    return sum(item.amount for person in people for item in items(person, on))


def price(kind: str, years: int, on: date) -> int:
    """The plain price of a book, in whole rupiah."""
    return cost(f"{kind}_{years}", on).amount


def cost(code: str, on: date) -> Tariff:
    """The row that holds for the code on the day; of several the latest to begin."""
    holding = [row for row in _fresh() if row.code == code and row.valid_from <= on and (row.valid_to or on) >= on]
    if not holding:
        message = f"{code} on {on}"
        raise NoTariff(message)
    return max(holding, key=lambda row: row.valid_from)


def table(on: date) -> PriceTable:
    """The prices as the public reads them."""
    years = [5, 10]
    found = {(kind, span): _known(f"{kind}_{span}", on) for kind in PassportKind.values for span in years}
    rows = [
        PriceRow(kind.value, str(kind.label), [_amount(found[kind.value, span]) for span in years])
        for kind in PassportKind
    ]
    latest = max((row for row in found.values() if row), key=lambda row: row.valid_from)
    return PriceTable(years, rows, latest.valid_from, latest.legal_reference)


def forget() -> None:
    """Read the table again at the next question (after a change in this process)."""
    global _read_at  # noqa: PLW0603 - one cache per process
    _read_at = -FRESH_FOR_SECONDS


def _code_of(applicant: Applicant) -> str:
    """PP 45/2024 art. 5(1): a first ordinary passport of somebody who goes to work abroad costs nothing."""
    first = applicant.service == Service.NEW and applicant.passport_kind == PassportKind.ORDINARY
    if first and applicant.answers.get("purpose") == "migrant_work":
        return FIRST_MIGRANT_WORKER
    return f"{applicant.passport_kind}_{applicant.years}"


def _known(code: str, on: date) -> Tariff | None:
    try:
        return cost(code, on)
    except NoTariff:
        return None


def _amount(row: Tariff | None) -> int | None:
    return row.amount if row else None


def _fresh() -> list[Tariff]:
    global _rows, _read_at
    if time.monotonic() - _read_at > FRESH_FOR_SECONDS:
        _rows, _read_at = list(Tariff.objects.all()), time.monotonic()
    return _rows
