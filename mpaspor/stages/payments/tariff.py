"""What a passport costs on a day, from the dated table."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mpaspor.offices import policy
from mpaspor.stages.applications import bap
from mpaspor.stages.applications.models import Applicant, Application, PassportKind, Service, Stage
from mpaspor.stages.appointments import rules
from mpaspor.stages.payments.models import Tariff

# A changed tariff reaches every process within this many seconds.
FRESH_FOR_SECONDS = 10.0

FIRST_MIGRANT_WORKER = "first_migrant_worker"
ACCELERATION = "acceleration"
# On top of the new book, for the one that is gone.
BURDENS: dict[str, str] = {Service.LOST: "burden_lost", Service.DAMAGED: "burden_damaged"}

NAMES = {
    "ordinary_24_pages": _("Paspor biasa, 24 halaman"),
    "ordinary_5": _("Paspor biasa, 5 tahun"),
    "ordinary_10": _("Paspor biasa, 10 tahun"),
    "electronic_24_pages": _("Paspor elektronik, 24 halaman"),
    "electronic_5": _("Paspor elektronik, 5 tahun"),
    "electronic_10": _("Paspor elektronik, 10 tahun"),
    "travel_document_citizen": "SPLP",
    "travel_document_foreigner": _("SPLP orang asing"),
    ACCELERATION: _("Selesai di hari yang sama"),
    "burden_lost": _("Beban paspor hilang"),
    "burden_damaged": _("Beban paspor rusak"),
    FIRST_MIGRANT_WORKER: _("Paspor pertama pekerja migran"),
}
WHY_NOT = {
    "acceleration": _("Percepatan hanya untuk paspor baru dan ganti paspor yang habis masa berlakunya."),
    "migrant_service": _("Tarif Rp0 pekerja migran hanya untuk paspor pertama."),
    "migrant_kind": _("Tarif Rp0 pekerja migran hanya untuk paspor biasa, bukan elektronik."),
    "years": _("Paspor 10 tahun hanya untuk yang berumur %(age)s tahun ke atas atau sudah menikah."),
}

# What may stand beside the price of a book.
BESIDE = (ACCELERATION, *BURDENS.values(), FIRST_MIGRANT_WORKER)

_rows: list[Tariff] = []
_read_at = -FRESH_FOR_SECONDS


class NoTariff(Exception):
    """The law names no price for this on the day; `words` says for what."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__(f"{code} on {on}")
        self.code = code

    @property
    def words(self) -> str:
        return gettext("Tarif hari ini belum menyebut harga: %(thing)s.") % {"thing": NAMES.get(self.code, self.code)}


class NotAllowed(Exception):
    """These do not go together; `words` says why."""

    def __init__(self, code: str, values: dict[str, int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.values = values or {}

    @property
    def words(self) -> str:
        return str(WHY_NOT[self.code]) % self.values


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a bill: the row of the tariff, and what it says."""

    tariff: Tariff
    amount: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody asks for. `adult` is None where age was looked at already; `migrant_worker` wants that price.

    `waived`: the burden of a lost or damaged passport is not due (domain 1.19).
    """

    service: str
    kind: str
    years: int
    accelerated: bool = False
    migrant_worker: bool = False
    adult: bool | None = None
    waived: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """The rows that hold for a choice, and what they come to."""

    items: tuple[Item, ...]

    @property
    def total(self) -> int:
        return sum(item.amount for item in self.items)


def quote(choice: Choice, on: date) -> Quote:
    """What it costs on the day, for a bill as for the public's calculator. Raises `NotAllowed`, `NoTariff`."""
    wrong = refusal(choice, on)
    if wrong:
        raise wrong
    codes = [_code_of(choice)]
    if choice.service in BURDENS and not choice.waived:
        codes.append(BURDENS[choice.service])
    if choice.accelerated:
        codes.append(ACCELERATION)
    return Quote(tuple(Item(row, row.amount) for row in [cost(code, on) for code in codes]))


def refusal(choice: Choice, on: date) -> NotAllowed | None:
    """Why this cannot be had, None when it can (PP 45/2024; Permenkumham 18/2022 art. 2A; domain 1.17)."""
    if choice.accelerated and choice.service not in rules.ACCELERATED:
        return NotAllowed("acceleration")
    if choice.migrant_worker and choice.service != Service.NEW:
        return NotAllowed("migrant_service")
    if choice.migrant_worker and choice.kind != PassportKind.ORDINARY:
        return NotAllowed("migrant_kind")
    if choice.adult is False and choice.years not in policy.value("validity.child", on=on):
        return NotAllowed("years", {"age": policy.number("adult.age", on=on)})
    return None


def items(applicant: Applicant, on: date, *, accelerated: bool = False) -> list[Item]:
    """What this person pays. Raises `NoTariff` for a kind and span that cannot be had on the day, `NotAllowed`."""
    return list(quote(choice_of(applicant, accelerated=accelerated), on).items)


def choice_of(applicant: Applicant, *, accelerated: bool = False) -> Choice:
    return choice_for(applicant, applicant.passport_kind, applicant.years or 0, accelerated=accelerated)


def choice_for(applicant: Applicant, kind: str, years: int, *, accelerated: bool = False) -> Choice:
    """What this person would ask for with that book."""
    return Choice(
        service=applicant.service,
        kind=kind,
        years=years,
        accelerated=accelerated,
        migrant_worker=kind == PassportKind.ORDINARY and is_first_for_work_abroad(applicant),
        waived=bap.waives(applicant),
    )


def is_first_for_work_abroad(applicant: Applicant) -> bool:
    """PP 45/2024 art. 5(1): whose first passport costs nothing, as long as it is an ordinary one."""
    return applicant.service == Service.NEW and applicant.answers.get("purpose") == "migrant_work"


def name(code: str) -> str:
    """The thing a row of the tariff is about, in the language of the moment."""
    return str(NAMES[code])


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
    holding = [row for row in rows() if row.code == code and row.valid_from <= on and (row.valid_to or on) >= on]
    if not holding:
        raise NoTariff(code, on)
    return max(holding, key=lambda row: row.valid_from)


def known(code: str, on: date) -> Tariff | None:
    """The same where a page can do without: None when the law names no price."""
    try:
        return cost(code, on)
    except NoTariff:
        return None


def rows() -> list[Tariff]:
    """The whole table."""
    global _rows, _read_at
    if time.monotonic() - _read_at > FRESH_FOR_SECONDS:
        _rows, _read_at = list(Tariff.objects.all()), time.monotonic()
    return _rows


def forget() -> None:
    """Read the table again at the next question (after a change in this process)."""
    global _read_at  # noqa: PLW0603 - one cache per process
    _read_at = -FRESH_FOR_SECONDS


def _code_of(choice: Choice) -> str:
    return FIRST_MIGRANT_WORKER if choice.migrant_worker else f"{choice.kind}_{choice.years}"
